"""What the record of customers keeps about a person. The person herself stands first, and goes last."""

from dataclasses import dataclass

from thereafter.foundation.sql import Folder
from thereafter.record.customers import keepings, turns
from thereafter.record.customers.keepings import Customers, Rows
from thereafter.record.shop import settings

SQL = Folder(__file__)


@dataclass(frozen=True)
class TestAddresses(Rows):
    """Addresses of hers among those that test letters go to."""

    def forget(self, customers: Customers) -> None:
        """Take them off the shop's list."""
        settings.take_out("test_addresses", [str(row["address"]) for row in self.tell(customers)])


KEPT = (
    Rows("people", "person", ("customers_customer",), SQL),
    Rows("names", "name", ("customers_identity",), SQL, stays="each as a keyed hash, so that no file brings her back"),
    Rows("addresses", "address", ("customers_contactpoint",), SQL),
    TestAddresses("test_addresses", "test address", ("shop_setting",), SQL),
    Rows("suppressions", "suppression", ("customers_suppression",), SQL),
    Rows(
        "consents",
        "word about consent",
        ("customers_consent", "customers_consentrecord"),
        SQL,
        many="words about consent",
        untold={"customers_consent": "It is the last of her words about each topic, and all of them are told."},
    ),
    Rows("troubles", "trouble", ("customers_trouble",), SQL),
    Rows("tags", "tag", ("customers_tag",), SQL),
    Rows("notes", "note", ("customers_note",), SQL),
    Rows(
        "merges",
        "record joined to hers",
        ("customers_merge", "customers_moved", "customers_double"),
        SQL,
        many="records joined to hers",
        untold={
            "customers_moved": "These are keys of rows that are told where they are now.",
            "customers_double": "It is a guess, and would tell her of somebody who may be another person.",
        },
    ),
    Rows("corrections", "correction", ("customers_correction",), SQL),
)


def register_all() -> None:
    """Say so, once the apps are there."""
    for rows in KEPT:
        keepings.register(rows)
    keepings.register_gate(lambda customers: turns.take())
