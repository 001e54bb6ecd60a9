"""Recognising the people that a set of rows speaks of, and making those customers who are not known yet.

identity.prepare()                       # customers_incoming is there, and empty
...fill it...
identity.recognise(source=..., now=...)  # customers_identified(row_no, customer_id, is_new) says who each row is
"""

from dataclasses import dataclass
from datetime import datetime

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import MOST_NOTES, Note
from thereafter.record.customers import erased_names

SQL = Folder(__file__)


@dataclass(frozen=True)
class Recognised:
    """How many customers were made and how many changed, how many rows spoke of either, how many of erased people."""

    new: int
    changed: int
    new_rows: int
    changed_rows: int
    left_out: int


def prepare() -> None:
    """Have the empty temporary tables of people: incoming ones, the identified, the touched."""
    temporary.prepare(SQL["incoming"], SQL["incoming_custom"], SQL["identified"], SQL["touched"])


def recognise(*, source: str, now: datetime, addresses_hold: bool = False, begins: bool = False) -> Recognised:
    """Say who each row of `customers_incoming` is, by store number first, then by address; take over what it says.

    Customers who are not known are made. A field is overwritten by a newer fact only (`as_of`, else `now`), never by an
    empty one. `addresses_hold`: the rows are about people, so an address that is newer than the one in use is used from
    now on; the address on an order is only kept.

    Rows that speak of somebody erased are left out, and identify nobody. `begins`: one that happened since is a new
    beginning.
    """
    planner.tell("customers_incoming")
    left_out = SQL["leave_out"].run(begins=begins, **erased_names.pads()) if erased_names.are_any() else 0
    rows = SQL["identify"].run()
    planner.tell("customers_identified")
    with planner.expecting(rows):
        new = SQL["enrol"].run(now=now)
        SQL["identities"].run(source=source, now=now)
        SQL["contact_points"].run(source=source, now=now)
        if addresses_hold and SQL["addresses_set_aside"].run(now=now):
            SQL["addresses_prefer"].run(source=source, now=now)
        SQL["fields"].run(source=source, now=now)
    return outcome(new=new, left_out=left_out)


def outcome(*, new: int = 0, left_out: int = 0) -> Recognised:
    """What came of recognising, counted again: who was touched since then has changed as well."""
    told = SQL["recognised"].one()
    return Recognised(
        new=new, changed=told.changed, new_rows=told.new_rows, changed_rows=told.changed_rows, left_out=left_out
    )


def disputed() -> tuple[int, tuple[Note, ...]]:
    """How many rows give the number of one customer and the address of another, and the first of them."""
    rows = SQL["disputed"].rows()
    words = "gives the number of one customer and the address of another; it goes by the number"
    return len(rows), tuple(Note(row.row_no, words) for row in rows[:MOST_NOTES])
