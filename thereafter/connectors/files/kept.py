"""What files keep about a person: whatever stands in a file that somebody brought and that is not imported yet."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from thereafter.connectors.files import erased, uploads
from thereafter.record.customers import keepings
from thereafter.record.customers.keepings import Customers


class Uploads:
    """Files that wait, and lists of rows that were left out. Nobody knows who is in them, so all of them go."""

    name = "uploads"
    one = "uploaded file"
    tables = ("files_upload",)
    many = ""
    stays = ""
    blunt = True
    untold = MappingProxyType({"files_upload": "What nobody has imported yet, the shop does not know of her."})

    def count(self, customers: Customers) -> int:
        """All there are."""
        return uploads.lying().count()

    def tell(self, customers: Customers) -> list[Mapping[str, Any]]:
        """Nothing; `untold` says why."""
        return []

    def forget(self, customers: Customers) -> None:
        """Drop them all and tell who brought them; the files themselves go when the transaction has ended well."""
        erased.drop_all()


def register_all() -> None:
    """Say so, once the apps are there."""
    keepings.register(Uploads())
