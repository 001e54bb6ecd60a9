"""What cases keep about a person."""

from thereafter.foundation.sql import Folder
from thereafter.record.customers import keepings
from thereafter.record.customers.keepings import Rows

SQL = Folder(__file__)

KEPT = (Rows("tasks", "task", ("cases_task", "cases_entry"), SQL),)


def register_all() -> None:
    """Say so, once the apps are there."""
    for rows in KEPT:
        keepings.register(rows)
