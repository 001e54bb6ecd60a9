"""How a set of rows from outside reaches a room: which columns it understands, and what became of the rows.

A room publishes a `Kind` per sort of rows it takes. Whoever brings rows checks them against the columns, lets the kind
arrange them into temporary tables, fills those, and calls `merge`; all in one transaction.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import BaseModel


class Type(Enum):
    """What a cell may hold, and what it is once checked."""

    TEXT = "words"  # string, trimmed, in one line; empty is null
    WHOLE = "a whole number"  # int64 within 32 bits
    PRICE = "an amount of money"  # int64, millionths of a unit
    NUMBER = "a number"  # float64, finite
    INSTANT = "a date and time"  # timestamp[us, UTC]
    PAST = "a date and time, at most two days ahead"  # timestamp[us, UTC]
    FUTURE = "a date, perhaps to come"  # timestamp[us, UTC]
    CURRENCY = "an ISO 4217 code"
    COUNTRY = "a country's name or ISO 3166 code"  # two letters; null for a name that nobody knows
    LANGUAGE = "a language tag like en or pt-BR"
    TIME_ZONE = "a time zone like Europe/London"
    EMAIL = "an e-mail address"
    LINK = "a web address"
    CHOICE = "one of a few words"
    FLAG = "yes or no"  # bool
    JSON = "a JSON object"  # string


@dataclass(frozen=True)
class Column:
    """One thing that a row may say. `guesses` are other names for it, in lower case without spaces and signs."""

    name: str
    type: Type
    help: str
    guesses: tuple[str, ...] = ()
    required: bool = False
    longest: int = 200
    least: int | None = None  # a price below is refused
    not_before: str = ""  # an instant before that of this other column is refused
    choices: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False  # its values are shown to who imports and stored nowhere else


@dataclass(frozen=True)
class Note:
    """What is worth telling of one row: its ordinal in the source, from 1, and a sentence."""

    row: int
    words: str


@dataclass(frozen=True)
class Merged:
    """What became of a set of rows. `counts` names things of the trade: orders, refunds, events."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    conflicting: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()  # the first conflicts

    def __add__(self, other: "Merged") -> "Merged":
        names = [*self.counts, *(name for name in other.counts if name not in self.counts)]
        return Merged(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.conflicting + other.conflicting,
            {name: self.counts.get(name, 0) + other.counts.get(name, 0) for name in names},
            (self.notes + other.notes)[:MOST_NOTES],
        )


MOST_NOTES = 20
OF_ERASED = "rows_of_erased_people"  # the count, in `Merged.counts`, of rows that were left out because she was erased


@dataclass(frozen=True)
class Wrong:
    """Rows (a mask) that are not acceptable as a whole, the column to look at, and why: of all, or of the n-th row."""

    rows: NDArray[np.bool_]
    column: str
    words: str | Callable[[int], str]

    def why(self, row: int) -> str:
        """Why the row at that place (from 0) is not acceptable."""
        return self.words if isinstance(self.words, str) else self.words(row)


class Options(BaseModel, frozen=True, extra="forbid"):
    """What holds for all rows of one import. Every kind has its own; an option's name is its name in presets."""


O = TypeVar("O", bound=Options)  # noqa: E741


@dataclass(frozen=True)
class Kind(Generic[O]):
    """One sort of rows that a room takes.

    `whole`: rows that share this column's value stay together and in order. `arrange` turns checked rows (with
    `row_no`) into rows of temporary tables. `tally` counts facts of the whole source. `lacks` names rows that cannot
    be taken. `more` are columns that the shop defined itself, and those that were told of and may be defined so.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    options: type[O]
    prepare: Callable[[], None]
    arrange: Callable[[pa.Table, O], Mapping[str, pa.Table]]
    merge: Callable[[O, datetime, str], Merged]
    more: Callable[[Iterable[str]], tuple[Column, ...]] = lambda told: ()
    one_of: tuple[str, ...] = ()  # at least one of these columns must be there, and be said in every row
    whole: str = ""
    lacks: Callable[[pa.Table, O], Sequence[Wrong]] = lambda table, options: ()
    tally: Callable[[pa.Table, O], Mapping[str, int]] = lambda table, options: {}

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]
