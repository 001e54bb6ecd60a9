"""What segments keep about a person."""

from thereafter.foundation.sql import Folder
from thereafter.record.customers import keepings
from thereafter.record.customers.keepings import Rows

SQL = Folder(__file__)

KEPT = (
    Rows("memberships", "segment or list", ("segments_membership",), SQL, many="segments and lists"),
    Rows("list_changes", "change of a list", ("segments_changed",), SQL, many="changes of lists"),
    Rows(
        "list_drafts", "line of a list in the making", ("segments_draftline",), SQL, many="lines of lists in the making"
    ),
)


def register_all() -> None:
    """Say so, once the apps are there."""
    for rows in KEPT:
        keepings.register(rows)
    keepings.register_gate(lambda customers: SQL["hold_all"].run())
