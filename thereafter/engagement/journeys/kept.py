"""What journeys keep about a person. How many passed a step on a day is a number that names nobody, and stays."""

from thereafter.foundation.sql import Folder
from thereafter.record.customers import keepings
from thereafter.record.customers.keepings import Rows

SQL = Folder(__file__)

KEPT = (
    Rows("passages", "passage through a journey", ("journeys_enrollment",), SQL, many="passages through journeys"),
    Rows(
        "outlooks",
        "message that an outlook expected",
        ("journeys_expected",),
        SQL,
        many="messages that an outlook expected",
    ),
)


def register_all() -> None:
    """Say so, once the apps are there."""
    for rows in KEPT:
        keepings.register(rows)
