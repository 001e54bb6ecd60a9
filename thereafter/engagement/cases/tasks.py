"""Opening tasks, and what a person does with one."""

from datetime import datetime

from thereafter.engagement.cases.models import Task
from thereafter.foundation import temporary
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)


class NotOpen(Refusal):
    """Somebody was faster: the task is done or dropped already."""


def prepare() -> None:
    """Have an empty `cases_request`; the columns stand in sql/requests.sql. Fill it, then call `open_requested`."""
    temporary.prepare(SQL["requests"])


def open_requested(*, now: datetime) -> int:
    """Open what stands in `cases_request` and empty it, in the same transaction; the number of tasks that are new."""
    opened = SQL["open_requested"].run(now=now)
    temporary.forget("cases_request")
    return opened


def done(task: Task, *, outcome: str, by: str, now: datetime) -> None:
    """Close a task because it is done. `outcome` says in words what came of it. Raises NotOpen."""
    _close(task, Task.State.DONE, outcome=outcome, by=by, now=now)


def drop(task: Task, *, why: str, by: str, now: datetime) -> None:
    """Close a task that nobody will do, saying why. Raises NotOpen."""
    _close(task, Task.State.DROPPED, outcome=why, by=by, now=now)


def reopen(task: Task) -> None:
    """Undo: what was done or dropped waits again, under its old promise. A task that is open stays as it is."""
    opening = {"state": Task.State.OPEN, "done_at": None, "done_by": "", "outcome": ""}
    Task.objects.filter(pk=task.pk).exclude(state=Task.State.OPEN).update(**opening)
    for field, value in opening.items():
        setattr(task, field, value)


def _close(task: Task, state: Task.State, *, outcome: str, by: str, now: datetime) -> None:
    closing = {"state": state, "done_at": now, "done_by": by, "outcome": outcome[:500]}
    if not Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(**closing):
        task.refresh_from_db()
        raise NotOpen(f'"{task.title}" was {task.state} by {task.done_by or "somebody"}. Nothing was changed.')
    for field, value in closing.items():
        setattr(task, field, value)
