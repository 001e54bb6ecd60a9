"""Whose hands a task is in: nobody's of its role, or one member's."""

from datetime import datetime
from typing import NoReturn

from thereafter.engagement.cases import history
from thereafter.engagement.cases.models import Entry, Task
from thereafter.engagement.cases.tasks import refuse_closed
from thereafter.foundation.errors import Refusal
from thereafter.foundation.plural import plural
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import DOING, Role


class NotTheirs(Refusal):
    """Somebody who does no tasks, or works here no more."""


class HandedMeanwhile(Refusal):
    """Since it was looked at, somebody else took it or handed it on."""


def hand_to_member(task: Task, member: Member, *, by: str, now: datetime) -> None:
    """It is hers from now on, whatever its role. Raises NotTheirs, HandedMeanwhile and NotOpen."""
    if member.role not in DOING or member.dismissed_at:
        raise NotTheirs(f"{member} cannot be given tasks. Choose somebody who does them.")
    _hand(task, Role(task.role), member, by=by, now=now)


def hand_to_role(task: Task, role: Role, *, by: str, now: datetime) -> None:
    """It waits for anybody in this role. Raises NotTheirs, HandedMeanwhile and NotOpen."""
    if role not in DOING:
        raise NotTheirs(f"The {role.in_words} does no tasks. Choose another role.")
    _hand(task, role, None, by=by, now=now)


def give_back(task: Task, *, by: str, now: datetime) -> None:
    """It waits for its role again. Raises HandedMeanwhile and NotOpen."""
    _hand(task, Role(task.role), None, by=by, now=now)


def take_back(member: Member, *, now: datetime) -> str:
    """Whoever leaves takes no task along: hers wait for their roles again."""
    hers = list(Task.objects.select_for_update().filter(assignee=member, state=Task.State.OPEN).order_by("pk"))
    for task in hers:
        _hand(task, Role(task.role), None, by=f"{member}, who left it", now=now)
    if not hers:
        return ""
    count = len(hers)
    return f"{count} open {plural(count, 'task')} of {member} {plural(count, 'waits', 'wait')} for the role again."


def refuse_handed(task: Task) -> NoReturn:
    """Say who has it. Raises HandedMeanwhile."""
    raise HandedMeanwhile(
        f'"{task.title}" was handed on while you looked at it: it waits for {task.whose} now. Nothing was changed.'
    )


def _hand(task: Task, role: Role, member: Member | None, *, by: str, now: datetime) -> None:
    """Out of the hands that `task` was read in, and no others."""
    seen, wanted = (task.role, task.assignee_id), (role, member.pk if member else None)
    if seen == wanted:
        return
    as_seen = Task.objects.filter(pk=task.pk, state=Task.State.OPEN, role=task.role, assignee=task.assignee_id)
    if not as_seen.update(role=role, assignee=member):
        task.refresh_from_db()
        if not task.is_open:
            refuse_closed(task)
        if (task.role, task.assignee_id) != wanted:
            refuse_handed(task)
        return
    task.role, task.assignee = role, member
    history.tell(task, Entry.What.HANDED, by=by, now=now, words=task.whose)
