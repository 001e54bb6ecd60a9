"""Whose hands a task is in: nobody's of its role, or one member's."""

from datetime import datetime

from thereafter.engagement.cases import history
from thereafter.engagement.cases.models import Entry, Task
from thereafter.engagement.cases.tasks import refuse_closed
from thereafter.foundation.errors import Refusal
from thereafter.foundation.plural import plural
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import DOING, Role


class NotTheirs(Refusal):
    """Somebody who does no tasks, or works here no more."""


def hand_to_member(task: Task, member: Member, *, by: str, now: datetime) -> None:
    """It is hers from now on, whatever its role. Raises NotTheirs, and NotOpen."""
    if member.role not in DOING or member.dismissed_at:
        raise NotTheirs(f"{member} cannot be given tasks. Choose somebody who does them.")
    _hand(task, Role(task.role), member, by=by, now=now)


def hand_to_role(task: Task, role: Role, *, by: str, now: datetime) -> None:
    """It waits for anybody in this role. Raises NotTheirs, and NotOpen."""
    if role not in DOING:
        raise NotTheirs(f"The {role.in_words} does no tasks. Choose another role.")
    _hand(task, role, None, by=by, now=now)


def give_back(task: Task, *, by: str, now: datetime) -> None:
    """It waits for its role again. Raises NotOpen."""
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


def _hand(task: Task, role: Role, member: Member | None, *, by: str, now: datetime) -> None:
    if (task.role, task.assignee_id) == (role, member.pk if member else None):
        return
    if not Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(role=role, assignee=member):
        refuse_closed(task)
    task.role, task.assignee = role, member
    history.tell(task, Entry.What.HANDED, by=by, now=now, words=task.whose)
