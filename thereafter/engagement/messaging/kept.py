"""What messaging keeps about a person."""

from thereafter.engagement.messaging import claims
from thereafter.foundation.sql import Folder
from thereafter.record.customers import keepings
from thereafter.record.customers.keepings import Rows

SQL = Folder(__file__)

KEPT = (
    Rows("messages", "message", ("messaging_message", "messaging_decision"), SQL),
    Rows("letters", "letter", ("messaging_personalletter",), SQL),
)


def register_all() -> None:
    """Say so, once the apps are there."""
    for rows in KEPT:
        keepings.register(rows)
    keepings.register_gate(claims.wait_for_customers)
