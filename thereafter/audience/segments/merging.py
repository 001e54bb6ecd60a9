"""Who is in a segment when two records become one: she is where either was, until the next look at the rule."""

from thereafter.audience.segments.models import Changed, DraftLine, Membership
from thereafter.foundation.sql import Folder
from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows

SQL = Folder(__file__)


class Memberships(Rows):
    """Moved rather than found anew, so that nobody enters twice where she was in already."""

    def hold(self) -> None:
        """Nobody looks at a rule meanwhile."""
        SQL["hold_all"].run()


def register_all() -> None:
    """Memberships move, and who was added to a list last, or is about to be."""
    register(
        Memberships(Membership, key=("segment_id",), one_per=("segment_id",)),
        Rows(Changed, key=("change_id",), one_per=("change_id",), indexed=False),
        Rows(DraftLine, key=("draft_id", "place"), indexed=False),
    )
