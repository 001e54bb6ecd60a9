"""What can be imported: the kinds of rows that the rooms of the record publish."""

from typing import Any

from thereafter.foundation.errors import Refusal
from thereafter.foundation.staging import Kind
from thereafter.record.commerce.imports.orders import ORDERS

KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in (ORDERS,)}


class UnknownKind(Refusal):
    """There is no such sort of rows."""


def kind_named(name: str) -> Kind[Any]:
    """The kind of that name. Raises UnknownKind."""
    if name not in KINDS:
        raise UnknownKind(f'"{name}" cannot be imported. Choose one of {", ".join(KINDS)}.')
    return KINDS[name]
