"""What an export says once for a whole order: what it came to after discounts, and how much was given back.

Discounts are spread over the order's lines; what was given back becomes a refund of its own.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pydantic import BaseModel

from thereafter.connectors.files.characters import BLANKS

NUMBER = r"^-?[0-9]+([.][0-9]+)?$"


class Sums(BaseModel, frozen=True, extra="forbid"):
    """The lines that share the value of `by` come to `total` together; without discounts to more. Columns."""

    by: str
    price: str
    pieces: str
    total: str


class GivenBack(BaseModel, frozen=True, extra="forbid"):
    """How much was given back of the order `by`, in all of its rows together: one refund an order, of one line.

    An export does not say when. `at`: columns with instants, the latest of which is taken. `most`: no
    more than this column says, for postage and taxes that are in no line may be given back too.
    """

    by: str
    amount: str
    at: tuple[str, ...]
    one: str  # the column with the pieces, which are one
    price: str
    code: str
    title: str
    most: str = ""

    @property
    def column(self) -> str:
        """The name of the column that says which order a row refunds."""
        return f"refund of {self.by}"


def spread(table: pa.Table, sums: Sums) -> pa.Table:
    """Prices of pieces after discounts: of each order the lines come to its total, to the last penny."""
    if not {sums.by, sums.price, sums.pieces, sums.total} <= set(table.column_names):
        return table
    codes = _codes(table, sums.by)
    price, pieces = _numbers(table, sums.price), _numbers(table, sums.pieces)
    lines = price * pieces
    empty = np.asarray(pc.equal(words(table, sums.price), "").to_numpy(zero_copy_only=False), np.bool_)
    lines[empty] = 0.0  # a row of the order that is no line of it
    come_to = np.bincount(codes, lines)  # not a number where one line's is none
    totals, places = _told(table, sums.total, codes)
    less = (totals >= 0) & (come_to > 0) & (totals < come_to - 0.004)
    if not less.any():
        return table
    factor = np.where(less, totals / np.where(come_to > 0, come_to, 1), 1.0)[codes]
    order = np.argsort(codes, kind="stable")
    upto = np.cumsum(np.nan_to_num(lines)[order])
    begins = np.flatnonzero(np.diff(codes[order], prepend=-1))
    upto -= np.repeat(np.concatenate(([0.0], upto))[begins], np.diff(np.append(begins, len(order))))
    unit = 10.0 ** places[codes[order]]
    rounded = np.rint(upto * factor[order] * unit) / unit
    before = np.concatenate(([0.0], rounded[:-1]))
    before[begins] = 0.0
    each = np.empty_like(lines)
    each[order] = rounded - before
    each = np.where(pieces != 0, each / np.where(pieces != 0, pieces, 1), price * factor)
    changed = less[codes] & ~empty
    return _replaced(table, sums.price, np.where(changed, each, 0.0), changed)


def with_refunds(table: pa.Table, back: GivenBack) -> tuple[pa.Table, NDArray[np.int64]]:
    """The table with a row more for each order of which something was given back, and from which row each row is.

    In the column that says which order a row refunds there is nothing where the file does not tell of refunds.
    """
    rows = np.arange(table.num_rows)
    if not {back.by, back.amount} <= set(table.column_names):
        return table.append_column(back.column, pa.repeat(pa.scalar(""), table.num_rows)), rows
    codes = _codes(table, back.by)
    amounts = np.nan_to_num(_numbers(table, back.amount))
    given = np.bincount(codes, amounts)
    if back.most in table.column_names:
        most, _ = _told(table, back.most, codes)
        given = np.where(np.isfinite(most), np.minimum(given, most), given)
    first = np.zeros(len(given), np.int64)
    first[codes[::-1]] = rows[::-1]
    meant = np.flatnonzero(given > 0)
    table = table.append_column(back.column, pa.repeat(pa.scalar(""), table.num_rows))
    if not len(meant):
        return table, rows
    refunds = table.take(pa.array(first[meant]))
    numbers = words(refunds, back.by)
    told = {
        back.by: pc.binary_join_element_wise(numbers, "refund", " "),
        back.column: numbers,
        back.one: pa.repeat(pa.scalar("1"), len(meant)),
        back.price: pa.array([_plain(amount) for amount in given[meant]]),
        back.code: pa.repeat(pa.scalar("REFUND"), len(meant)),
        back.title: pa.repeat(pa.scalar("Refunded"), len(meant)),
        back.at[-1]: _latest(refunds, back.at),
    }
    for name, cells in told.items():
        if name in refunds.column_names:
            refunds = refunds.set_column(refunds.column_names.index(name), name, cells)
    return pa.concat_tables([table, refunds.cast(table.schema)]), np.concatenate((rows, first[meant]))


def _latest(refunds: pa.Table, names: Sequence[str]) -> pa.Array:
    """The latest instant of each row, as it is written; a shop writes all of them alike."""
    there = [words(refunds, name).to_pylist() for name in names if name in refunds.column_names]
    return pa.array([max(row) for row in zip(*there, strict=True)], pa.string())


def _told(table: pa.Table, name: str, codes: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """What the first row of each set that says it says (not a number if none does), and with how many decimals."""
    cells, values = words(table, name).to_pylist(), _numbers(table, name)
    found = np.full(int(codes.max(initial=-1)) + 1, np.nan)
    places = np.full(len(found), 2, np.int64)
    said = np.flatnonzero(np.isfinite(values))[::-1]
    found[codes[said]] = values[said]
    places[codes[said]] = [len(cells[row].partition(".")[2]) for row in said]
    return found, places


def _codes(table: pa.Table, name: str) -> NDArray[np.int64]:
    return np.asarray(words(table, name).dictionary_encode().indices.to_numpy(zero_copy_only=False), np.int64)


def _numbers(table: pa.Table, name: str) -> NDArray[np.float64]:
    """Cells as numbers; not a number where they are not plainly one."""
    cells = words(table, name)
    plain = pc.match_substring_regex(cells, NUMBER)
    return np.asarray(
        pc.if_else(plain, pc.cast(pc.if_else(plain, cells, "0"), pa.float64()), np.nan).to_numpy(zero_copy_only=False)
    )


def _replaced(table: pa.Table, name: str, values: NDArray[np.float64], where: NDArray[np.bool_]) -> pa.Table:
    cells = pa.array([_plain(value) for value in values])
    changed = pc.if_else(pa.array(where), cells, words(table, name))
    return table.set_column(table.column_names.index(name), name, changed)


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def words(table: pa.Table, name: str) -> pa.Array:
    """A column's cells as trimmed words, whatever they are in a Parquet file; what is not there is empty."""
    array = table[name].combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    array = array if pa.types.is_string(array.type) else array.cast(pa.string())
    return pc.utf8_trim(pc.fill_null(array, ""), characters=BLANKS)
