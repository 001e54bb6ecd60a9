"""Recognising the people that a set of rows speaks of, and making those customers who are not known yet.

identity.prepare()                       # customers_incoming is there, and empty
...fill it...
identity.recognise(source=..., now=...)  # customers_identified(row_no, customer_id, is_new) says who each row is
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
_TABLES = "customers_incoming, customers_identified, touched_customers"


@dataclass(frozen=True)
class Recognised:
    """How many customers were made, and of how many a field changed."""

    new: int
    changed: int


def prepare() -> None:
    """Have the empty temporary tables `customers_incoming`, `customers_identified` and `touched_customers`."""
    for name in ("incoming", "identified", "touched"):
        SQL[name].run()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_TABLES}")


def recognise(*, source: str, now: datetime) -> Recognised:
    """Say who each row of `customers_incoming` is, by store number first, then by address; take over what it says of them.

    Customers who are not known are made. A field is overwritten by a newer fact only (`as_of`, else `now`), never by an
    empty one.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_incoming")
        SQL["identify"].run()
        cursor.execute("ANALYZE customers_identified")
    new = SQL["enrol"].run(now=now)
    SQL["identities"].run(source=source, now=now)
    SQL["contact_points"].run(source=source, now=now)
    return Recognised(new=new, changed=SQL["fields"].one(source=source, now=now).changed)
