"""Tasks as a file."""

from django.http import HttpResponseBase

from thereafter.surfaces.console import sheets
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.inbox.pages import looked_at
from thereafter.surfaces.console.people import with_names

_TASKS = (
    "task", "customer", "first name", "last name", "title", "reason", "role", "state", "opened", "due", "done",
    "outcome",
)  # fmt: skip


def tasks(desk: Desk) -> HttpResponseBase:
    """Every task of the view that the address asks for, the oldest first."""
    found = looked_at(desk).tasks()
    told = (
        "pk", "customer_id", "first", "last", "title", "reason", "role", "state", "opened_at", "due_at", "done_at",
        "outcome",
    )  # fmt: skip
    rows = with_names(found).order_by("opened_at", "pk").values_list(*told).iterator()
    return sheets.download(desk, "tasks", _TASKS, rows, count=found.count())
