"""What experiments keep about a person."""

from thereafter.foundation.sql import Folder
from thereafter.record.customers import keepings
from thereafter.record.customers.keepings import Rows

SQL = Folder(__file__)

KEPT = (Rows("arms", "place in an experiment", ("experiments_assignment",), SQL, many="places in experiments"),)


def register_all() -> None:
    """Say so, once the apps are there."""
    for rows in KEPT:
        keepings.register(rows)
