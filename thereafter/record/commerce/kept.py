"""What commerce keeps about a person. Its books stay, without her."""

from thereafter.foundation.sql import Folder
from thereafter.record.customers import keepings
from thereafter.record.customers.keepings import Rows

SQL = Folder(__file__)

KEPT = (
    Rows("orders", "order", ("commerce_order", "commerce_line"), SQL, stays="as the shop’s books, without her"),
    Rows("refunds", "refund", ("commerce_refund",), SQL, stays="as the shop’s books, without her"),
    Rows("parcels", "parcel", ("commerce_shipment",), SQL),
)


def register_all() -> None:
    """Say so, once the apps are there."""
    for rows in KEPT:
        keepings.register(rows)
