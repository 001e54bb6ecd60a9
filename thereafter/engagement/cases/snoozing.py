"""Putting a task off until a day. It comes back by itself: nobody has to wake it, and its promise stays as it was."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from thereafter.engagement.cases import history
from thereafter.engagement.cases.models import Entry, Task
from thereafter.engagement.cases.tasks import refuse_closed
from thereafter.foundation.errors import Refusal

MORNING = time(9)
_FURTHEST = timedelta(days=366)


class NotLater(Refusal):
    """A task is put off to a later day, and not for ever."""


class Until(StrEnum):
    """The days that are offered."""

    TOMORROW = "tomorrow"
    IN_THREE_DAYS = "in 3 days"
    MONDAY = "next Monday"
    IN_TWO_WEEKS = "in 2 weeks"
    IN_A_MONTH = "in 30 days"

    def morning(self, zone: ZoneInfo, *, now: datetime) -> datetime:
        """That day's morning in the shop."""
        today = now.astimezone(zone).date()
        days = {
            Until.TOMORROW: 1,
            Until.IN_THREE_DAYS: 3,
            Until.MONDAY: 7 - today.weekday(),
            Until.IN_TWO_WEEKS: 14,
            Until.IN_A_MONTH: 30,
        }[self]
        return datetime.combine(today + timedelta(days=days), MORNING, zone)


def snooze(task: Task, until: datetime, *, by: str, now: datetime) -> None:
    """Nobody is asked for it until then. Raises NotLater, and NotOpen."""
    if not now < until <= now + _FURTHEST:
        raise NotLater("A task can be put off from tomorrow on, by a year at most. Choose a day in between.")
    if not Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(snoozed_until=until):
        refuse_closed(task)
    task.snoozed_until = until
    history.tell(task, Entry.What.SNOOZED, by=by, now=now, until=until)


def wake(task: Task, *, by: str, now: datetime) -> None:
    """It waits again at once. A task that does not sleep stays as it is."""
    sleeping = Task.objects.filter(pk=task.pk, state=Task.State.OPEN, snoozed_until__gt=now)
    if sleeping.update(snoozed_until=None):
        history.tell(task, Entry.What.WOKE, by=by, now=now)
    task.snoozed_until = None
