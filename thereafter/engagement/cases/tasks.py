"""Opening tasks, many at once or one by hand, and closing one."""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from thereafter.engagement.cases import history
from thereafter.engagement.cases.models import Entry, Task
from thereafter.foundation import temporary
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import Role

SQL = Folder(__file__)
_BY_HAND = "by hand "


class NotOpen(Refusal):
    """Somebody was faster: the task is done or dropped already."""


@dataclass(frozen=True)
class Wanted:
    """A task as a person asks for it."""

    title: str
    reason: str
    role: Role
    due_at: datetime
    assignee: Member | None = None
    customer_id: int | None = None
    order_id: int | None = None


def prepare() -> None:
    """Have an empty `cases_request`; the columns stand in sql/requests.sql. Fill it, then call `open_requested`."""
    temporary.prepare(SQL["requests"])


def open_requested(*, now: datetime) -> int:
    """Open what stands in `cases_request` and empty it, in the same transaction; the number of tasks that are new."""
    opened = SQL["open_requested"].run(now=now)
    temporary.forget("cases_request")
    return opened


def open_by_hand(key: str, wanted: Wanted, *, by: str, now: datetime) -> Task:
    """Open a task that somebody asks for. `key` is of her form: sent twice, it is one task."""
    task, new = Task.objects.get_or_create(
        origin=f"{_BY_HAND}{key}",
        defaults={
            "title": wanted.title,
            "reason": wanted.reason,
            "role": wanted.role,
            "assignee": wanted.assignee,
            "customer_id": wanted.customer_id,
            "order_id": wanted.order_id,
            "opened_at": now,
            "due_at": wanted.due_at,
        },
    )
    if new:
        history.tell(task, Entry.What.MADE, by=by, now=now)
    return task


def done(task: Task, *, outcome: str, by: str, now: datetime) -> None:
    """Close a task because it is done. `outcome` says in words what came of it. Raises NotOpen."""
    _close(task, Task.State.DONE, outcome=outcome, by=by, now=now)
    history.tell(task, Entry.What.DONE, by=by, now=now, words=outcome)


def drop(task: Task, *, why: str, by: str, now: datetime) -> None:
    """Close a task that nobody will do, saying why. Raises NotOpen."""
    _close(task, Task.State.DROPPED, outcome=why, by=by, now=now)
    history.tell(task, Entry.What.DROPPED, by=by, now=now, words=why)


def reopen(task: Task, *, by: str, now: datetime) -> None:
    """Undo: what was done or dropped waits again, under its old promise. A task that is open stays as it is."""
    opening = {"state": Task.State.OPEN, "done_at": None, "done_by": "", "outcome": "", "snoozed_until": None}
    if Task.objects.filter(pk=task.pk).exclude(state=Task.State.OPEN).update(**opening):
        history.tell(task, Entry.What.REOPENED, by=by, now=now)
        task.refresh_from_db()


def refuse_closed(task: Task) -> NoReturn:
    """Say who closed it. Raises NotOpen."""
    task.refresh_from_db()
    raise NotOpen(f'"{task.title}" was {task.state} by {task.done_by or "somebody"}. Nothing was changed.')


def _close(task: Task, state: Task.State, *, outcome: str, by: str, now: datetime) -> None:
    closing = {"state": state, "done_at": now, "done_by": by[:150], "outcome": outcome[:500], "snoozed_until": None}
    if not Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(**closing):
        refuse_closed(task)
    for field, value in closing.items():
        setattr(task, field, value)
