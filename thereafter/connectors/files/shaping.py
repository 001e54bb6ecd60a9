"""A file's rows as a preset means them, before any cell is read: which rows, and what stands in cells that are empty.

Exports of shops and mail tools say things once for several rows, say "0" for nobody, or leave out what holds for all.
A `Shape` tells that of one sort of file; columns it names that a file does not have are left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from thereafter.connectors.files.characters import BLANKS
from thereafter.connectors.files.errors import Mismatched
from thereafter.connectors.files.order_sums import NUMBER, GivenBack, Sums, spread, with_refunds
from thereafter.connectors.files.reading import Source

ANYTHING = "*"
EVERY_ROW = "every row: "
_GUARD = r"(?s)^'([=+@\-].*|[0-9][0-9 ./()\-]*)$"  # what a spreadsheet would take for a formula or a number


class FillDown(BaseModel, frozen=True, extra="forbid"):
    """Cells that are said in the first of the rows that share the value of `by`, and hold for all of them."""

    by: str
    cells: tuple[str, ...]


class Shape(BaseModel, frozen=True, extra="forbid"):
    """What is to be done to a file's rows; columns are the file's."""

    unquoted: tuple[str, ...] = Field(default=(), description="Columns whose cells begin with a spreadsheet's '.")
    unlisted: tuple[str, ...] = Field(default=(), description="Columns whose words stand in quotation marks in a list.")
    first_of: tuple[str, ...] = Field(
        default=(), description="Columns of several words with commas; the first is meant."
    )
    nothing: dict[str, tuple[str, ...]] = Field(default={}, description="Words of a column that say nothing.")
    fill_down: FillDown | None = None
    only: dict[str, tuple[str, ...]] = Field(
        default={}, description="Rows are meant if this column holds one of these words; * is any word."
    )
    instead: dict[str, str] = Field(default={}, description="Where a column is empty, another is taken.")
    per_piece: dict[str, str] = Field(default={}, description="An amount of several pieces, and how many they are.")
    sums: Sums | None = None
    given_back: GivenBack | None = None
    values: dict[str, str] = Field(default={}, description="What every row says: our column, and the word.")
    vague_no: bool = Field(default=False, description="A no is said of those who were never asked as well.")
    guarded: bool = Field(default=False, description="Cells like '+49 and '0815 have a spreadsheet's ' before them.")

    @property
    def consulted(self) -> set[str]:
        """The columns of the file that it looks at, beside those that are read."""
        sums = [self.sums.total] if self.sums else []
        back = [self.given_back.amount, self.given_back.most, *self.given_back.at] if self.given_back else []
        by = [self.fill_down.by, *self.fill_down.cells] if self.fill_down else []
        pieces = [name for pair in self.per_piece.items() for name in pair]
        return {*self.only, *self.instead, *self.instead.values(), *by, *pieces, *sums, *back}

    @property
    def derived(self) -> list[str]:
        """The columns that it adds to the file's."""
        refunds = [self.given_back.column] if self.given_back else []
        return [*(quotient(*pair) for pair in self.per_piece.items()), *refunds]


@dataclass(frozen=True)
class Shaped:
    """The rows that are meant, which of our columns every row says the same in, and how many rows were passed over."""

    source: Source
    said: dict[str, str]
    passed_over: int = 0


def every_row(word: str) -> str:
    """The name of the column that says this word in every row."""
    return f"{EVERY_ROW}{word}"


def quotient(amount: str, pieces: str) -> str:
    """The name of the column that says what one piece costs."""
    return f"{amount} / {pieces}"


def shape(source: Source, wanted: Shape) -> Shaped:
    """Do what is wanted. Raises Mismatched where the column that tells which rows are meant is not there."""
    table = source.table
    if wanted.guarded:
        table = _unguarded(table)
    for name in wanted.unquoted:
        table = _with(table, name, lambda cells: pc.replace_substring_regex(cells, "^'", ""))
    for name in wanted.unlisted:
        table = _with(table, name, lambda cells: pc.replace_substring(cells, '"', ""))
    for name in wanted.first_of:
        table = _with(table, name, lambda cells: pc.replace_substring_regex(cells, ",.*$", ""))
    for name, words in wanted.nothing.items():
        table = _with(table, name, partial(_blanked, words=words))
    if wanted.fill_down and wanted.fill_down.by in table.column_names:
        table = _filled(table, wanted.fill_down)
    table = spread(table, wanted.sums) if wanted.sums else table
    meant = _meant(table, wanted, source.name)
    for name, other in wanted.instead.items():
        if other in table.column_names:
            others = _words(table[other])
            table = _with(table, name, partial(_or_else, others=others))
    for amount, pieces in wanted.per_piece.items():
        if {amount, pieces} <= set(table.column_names):
            table = table.append_column(quotient(amount, pieces), _divided(table[amount], table[pieces]))
    said = {ours: every_row(word) for ours, word in wanted.values.items()}
    for word in dict.fromkeys(wanted.values.values()):
        table = table.append_column(every_row(word), pa.repeat(pa.scalar(word), table.num_rows))
    shaped = _rows_of(source, table, meant)
    if wanted.given_back:
        shaped = _with_refunds(shaped, wanted.given_back)
    return Shaped(shaped, said, int(np.count_nonzero(~meant)))


def _with_refunds(source: Source, back: GivenBack) -> Source:
    """The rows and those of refunds, each tied to the line of the file that says it."""
    table, origin = with_refunds(source.table, back)

    def line_of(rows: list[int]) -> list[int]:
        return source.line_of([int(origin[row - 1]) + 1 for row in rows])

    return replace(source, table=table, line_of=line_of)


def _rows_of(source: Source, table: pa.Table, meant: NDArray[np.bool_]) -> Source:
    """The rows that are meant, still tied to the lines of the file."""
    if meant.all():
        return replace(source, table=table)
    kept = np.flatnonzero(meant) + 1

    def line_of(rows: list[int]) -> list[int]:
        return source.line_of([int(kept[row - 1]) for row in rows])

    return replace(source, table=table.filter(pa.array(meant)), line_of=line_of)


def _meant(table: pa.Table, wanted: Shape, name: str) -> NDArray[np.bool_]:
    meant = np.ones(table.num_rows, np.bool_)
    for column, words in wanted.only.items():
        if column not in table.column_names:
            raise Mismatched(
                f'{name} has no column "{column}", by which the rows that are meant would be known. '
                "Export it with that column, or leave the preset out."
            )
        cells = _words(table[column])
        if ANYTHING in words:
            meant &= ~_mask(_empty(cells))
        else:
            wanted_words = pa.array([word.lower() for word in words])
            meant &= _mask(pc.is_in(pc.utf8_lower(pc.utf8_trim(cells, characters=BLANKS)), value_set=wanted_words))
    return meant


def _filled(table: pa.Table, down: FillDown) -> pa.Table:
    """Every empty cell says what the first row of its set that is not empty says in that column."""
    codes = _words(table[down.by]).dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    for name in down.cells:
        if name in table.column_names:
            cells = _words(table[name])
            said = np.flatnonzero(~_mask(_empty(cells)))[::-1]
            first = np.full(int(codes.max(initial=-1)) + 1, -1, np.int64)
            first[codes[said]] = said
            take = np.where(_mask(_empty(cells)), first[codes], np.arange(len(codes)))
            filled = cells.take(pa.array(take, mask=take < 0))
            table = table.set_column(table.column_names.index(name), name, filled)
    return table


def _divided(amounts: pa.ChunkedArray, pieces: pa.ChunkedArray) -> pa.Array:
    """What one piece costs, where both are plain numbers; else the amount as it stands, to be told as it is read."""
    above, below = _words(amounts), _words(pieces)
    plain = pc.and_(pc.match_substring_regex(above, NUMBER), pc.match_substring_regex(below, NUMBER))
    numerator = pc.cast(pc.if_else(plain, above, "0"), pa.float64())
    denominator = pc.cast(pc.if_else(plain, below, "1"), pa.float64())
    plain = pc.and_(plain, pc.not_equal(denominator, 0.0))
    each = pc.divide(numerator, pc.if_else(pc.equal(denominator, 0.0), 1.0, denominator)).to_numpy(zero_copy_only=False)
    return pc.if_else(plain, pa.array([f"{value:.6f}".rstrip("0").rstrip(".") for value in each]), above)


def _with(table: pa.Table, name: str, change: Callable[[pa.Array], pa.Array]) -> pa.Table:
    """The table with one column changed, if it has it."""
    if name not in table.column_names:
        return table
    return table.set_column(table.column_names.index(name), name, change(_words(table[name])))


def _words(cells: pa.ChunkedArray) -> pa.Array:
    """Cells as words, whatever they are in a Parquet file; what is not there is empty."""
    array = cells.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    return pc.fill_null(array if pa.types.is_string(array.type) else array.cast(pa.string()), "")


def _unguarded(table: pa.Table) -> pa.Table:
    """Without the ' that keeps a spreadsheet from reckoning with a cell. Before a word, as in 't Hooft, it is hers."""
    for place, name in enumerate(table.column_names):
        cells = table[name]
        if pa.types.is_string(cells.type) and pc.any(pc.starts_with(cells, "'")).as_py():
            table = table.set_column(place, name, pc.replace_substring_regex(cells, _GUARD, r"\1"))
    return table


def _blanked(cells: pa.Array, words: tuple[str, ...]) -> pa.Array:
    return pc.if_else(pc.is_in(pc.utf8_trim(cells, characters=BLANKS), value_set=pa.array(list(words))), "", cells)


def _or_else(cells: pa.Array, others: pa.Array) -> pa.Array:
    return pc.if_else(_empty(cells), others, cells)


def _empty(cells: pa.Array) -> pa.Array:
    return pc.equal(pc.utf8_trim(cells, characters=BLANKS), "")


def _mask(flags: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(flags.to_numpy(zero_copy_only=False), np.bool_)
