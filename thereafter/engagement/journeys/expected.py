"""How many people a journey would let in on a day, before it is switched on: by what is known, and on a usual day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from thereafter.audience.segments import people
from thereafter.audience.segments.rule import AnyRule, read
from thereafter.engagement.journeys import playbooks
from thereafter.engagement.journeys.playbooks import Playbook
from thereafter.foundation.days import day_of
from thereafter.foundation.sql import Folder
from thereafter.record.shop import figures, settings

SQL = Folder(__file__)
DAYS = 28  # that a usual day is the mean of
_KEY = "journeys: expected"


@dataclass(frozen=True)
class Expected:
    """People whom a journey would let in. `today`: by what is known now, to the end of the shop's day.

    `a_day`: the mean of the last 28 days with anything in them; None where only a rule about people says who enters.
    `inside`: people who belong to its segment already, and whom it therefore does not take.
    """

    today: int
    a_day: float | None = None
    inside: int | None = None


def of_shipped(*, now: datetime) -> tuple[dict[str, Expected], figures.Counted]:
    """What each of the shipped playbooks would do on the shop's present day, by its key; of a large shop as it was
    counted within the last hour."""
    found = figures.look(_KEY, now=now)
    return {key: Expected(*numbers) for key, numbers in found.value.items()}, found


def register_all() -> None:
    """Let the worker count what takes long."""
    figures.register(figures.Number(_KEY, ("profiles_profile", "commerce_order"), timedelta(hours=1), _count))


def _count(*, now: datetime) -> dict[str, tuple[int, float | None, int | None]]:
    begins, ends = day_of(now, ZoneInfo(settings.read().time_zone))
    each = {book.key: of(book, begins=begins, ends=ends, now=now) for book in playbooks.shipped()}
    return {key: (one.today, one.a_day, one.inside) for key, one in each.items()}


def of(book: Playbook, *, begins: datetime, ends: datetime, now: datetime) -> Expected:
    """What a playbook would do today, the shop's day from `begins` to `ends`."""
    event = book.journey.trigger.event
    if event is None and book.segment is not None:
        return _by_segment(read(book.segment.rule), begins=begins, ends=ends)
    since = begins - timedelta(days=DAYS)
    counted = SQL["expected"].one(event=event or "", begins=begins, now=now, since=since, days=DAYS)
    return Expected(counted.today, counted.a_day)


def _by_segment(rule: AnyRule, *, begins: datetime, ends: datetime) -> Expected:
    """Who will belong at the end of the day and did not at its beginning. What is bought meanwhile, nobody knows."""
    inside = people.count(rule, now=begins)
    return Expected(people.newly(rule, since=begins, until=ends), inside=inside)
