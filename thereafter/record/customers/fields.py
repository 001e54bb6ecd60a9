"""Custom fields: what a shop wants to know of its customers that we did not think of, each with a type."""

import re
from collections.abc import Iterable
from datetime import datetime

from thereafter.foundation.errors import Refusal
from thereafter.foundation.staging import Column, Type
from thereafter.record.customers.models import FieldDefinition

PREFIX = "custom."
_KEY = re.compile(r"^[a-z0-9][a-z0-9_-]{0,59}$")
_TYPES = {
    FieldDefinition.Type.TEXT: Type.TEXT,
    FieldDefinition.Type.NUMBER: Type.NUMBER,
    FieldDefinition.Type.FLAG: Type.FLAG,
    FieldDefinition.Type.INSTANT: Type.INSTANT,
}


class WrongField(Refusal):
    """A custom field cannot be called so, or is of another type already."""


def define(key: str, *, label: str, type: FieldDefinition.Type, now: datetime) -> FieldDefinition:  # noqa: A002
    """There is a custom field from now on. Raises WrongField for a key that is none, or one of another type."""
    _check(key)
    field, _ = FieldDefinition.objects.get_or_create(key=key, defaults={"label": label, "type": type, "since": now})
    if field.type != type:
        raise WrongField(f'The custom field "{key}" is of type {field.type} already. Choose another key.')
    return field


def columns(told: Iterable[str]) -> tuple[Column, ...]:
    """Columns of the defined fields, by key and label; those of `told` (`custom.KEY`) that nobody defined hold text."""
    defined = {field.key: field for field in FieldDefinition.objects.order_by("key")}
    new = [name.removeprefix(PREFIX) for name in told if name.startswith(PREFIX)]
    for key in new:
        _check(key)
    strangers = [FieldDefinition(key=key, label=key, type="text") for key in dict.fromkeys(new) if key not in defined]
    return tuple(_column(field) for field in (*defined.values(), *strangers))


def _column(field: FieldDefinition) -> Column:
    names = {re.sub(r"[\W_]+", "", word).lower() for word in (field.key, field.label)}
    return Column(
        PREFIX + field.key,
        _TYPES[FieldDefinition.Type(field.type)],
        f"{field.label}.",
        tuple(sorted(names)),
        longest=1000,
        personal=True,
    )


def _check(key: str) -> None:
    if not _KEY.match(key):
        raise WrongField(
            f'"{key}" cannot be the key of a custom field. Use small letters, digits, - and _, like shoe_size.'
        )
