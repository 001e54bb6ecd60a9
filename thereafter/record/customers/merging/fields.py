"""What holds of two records that say different things: of each field the newer word. Pure; as in `sql/fields.sql`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thereafter.record.customers.models import Customer

FIELDS = ("first_name", "last_name", "country", "language", "time_zone")
CUSTOM = "custom."


@dataclass(frozen=True)
class Word:
    """What one record says of a field, who said so, and as of when."""

    value: object
    source: str
    as_of: datetime
    is_told: bool  # somebody said so, even if what he said is that there is nothing

    @property
    def is_empty(self) -> bool:
        return self.value is None or self.value == ""


@dataclass(frozen=True)
class Settled:
    """One field of two records. `taken`: what holds is the word of the one who goes."""

    field: str
    stays: Word
    gone: Word
    taken: bool

    @property
    def holds(self) -> Word:
        return self.gone if self.taken else self.stays

    @property
    def differ(self) -> bool:
        return self.stays.value != self.gone.value


def settle(stays: Customer, gone: Customer) -> Iterator[Settled]:
    """Every field of which one of the two says something."""
    for field in (*FIELDS, *sorted({CUSTOM + key for key in {**stays.custom, **gone.custom}})):
        hers, other = word(stays, field), word(gone, field)
        if not (hers.is_empty and other.is_empty):
            yield Settled(field, hers, other, taken=_is_taken(hers, other))


def _is_taken(stays: Word, gone: Word) -> bool:
    if gone.is_empty and not gone.is_told:
        return False
    if stays.is_empty and not stays.is_told:
        return True
    return gone.as_of > stays.as_of


def word(customer: Customer, field: str) -> Word:
    """What a record says of one field. Where nobody knows since when, it is as old as the record."""
    value = customer.custom.get(field.removeprefix(CUSTOM)) if field.startswith(CUSTOM) else getattr(customer, field)
    said = customer.provenance.get(field)
    as_of = datetime.fromisoformat(said[1]) if said and said[1] else customer.known_at
    return Word(value, said[0] if said else "", as_of, is_told=bool(said))


def taken_back(row: Customer, changed: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Let hold again in `row` what held before a merge, where nothing was said since; the columns that this changed.

    `changed` is the merge's.
    """
    columns = set()
    for field, words in changed.items():
        (before, said_before, was_there), (after, said_after) = words["before"], words["after"]
        if field == "known_at":
            if row.known_at == datetime.fromisoformat(after):
                row.known_at = datetime.fromisoformat(before)
                columns.add("known_at")
            continue
        present = row.custom.get(field.removeprefix(CUSTOM)) if field.startswith(CUSTOM) else getattr(row, field)
        if (present, row.provenance.get(field)) != (after, said_after):
            continue
        if field.startswith(CUSTOM):
            _put(row.custom, field.removeprefix(CUSTOM), before, is_there=was_there)
        else:
            setattr(row, field, before)
        _put(row.provenance, field, said_before, is_there=said_before is not None)
        columns |= {"custom" if field.startswith(CUSTOM) else field, "provenance"}
    return sorted(columns)


def _put(words: dict[str, Any], key: str, value: object, *, is_there: bool) -> None:
    """A key, or none where there was none before."""
    if is_there:
        words[key] = value
    else:
        words.pop(key, None)
