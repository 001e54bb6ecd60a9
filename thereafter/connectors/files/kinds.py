"""What can be imported: the kinds of rows that the rooms of the record publish."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from thereafter.foundation.errors import Refusal
from thereafter.foundation.staging import Kind
from thereafter.record.commerce.imports.orders import ORDERS
from thereafter.record.commerce.imports.products import PRODUCTS
from thereafter.record.commerce.imports.shipments import SHIPMENTS
from thereafter.record.customers.imports.consents import CONSENTS
from thereafter.record.customers.imports.people import PEOPLE
from thereafter.record.customers.imports.suppressions import SUPPRESSIONS
from thereafter.record.events.imports.facts import EVENTS

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind for kind in (ORDERS, PEOPLE, CONSENTS, SUPPRESSIONS, PRODUCTS, SHIPMENTS, EVENTS)
}


class UnknownKind(Refusal):
    """There is no such sort of rows."""


def kind_named(name: str, told: Iterable[str] = ()) -> Kind[Any]:
    """The kind of that name, with the columns that the shop defined and those `told` of. Raises UnknownKind."""
    if name not in KINDS:
        raise UnknownKind(f'"{name}" cannot be imported. Choose one of {", ".join(KINDS)}.')
    kind = KINDS[name]
    return replace(kind, columns=kind.columns + kind.more(told))
