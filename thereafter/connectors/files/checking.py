"""Whole columns of raw cells become whole columns of values; what does not fit is told by row, cell and reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thereafter.connectors.files.cells import Manner, arrow_type, one, whole
from thereafter.connectors.files.characters import BLANKS
from thereafter.connectors.files.errors import Mismatched, shown
from thereafter.foundation.staging import Column, Kind, Options, Type


@dataclass(frozen=True)
class Problem:
    """One cell that does not fit: its row (from 1), our column, and a sentence that names the cell and the remedy."""

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class Checked:
    """Rows that fit, with `row_no`; how many do not, and the first problems in the order of rows; overlooked cells."""

    table: pa.Table
    invalid: NDArray[np.bool_]
    problems: tuple[Problem, ...]
    overlooked: Mapping[str, int]  # column → cells that say something nobody understands, and that do no harm


def check(raw: pa.Table, kind: Kind[Any], columns: Mapping[str, str], manner: Manner, *, most: int) -> Checked:
    """Check every cell of the matched columns; `most` problems are told in words."""
    values: dict[str, pa.Array] = {"row_no": pa.array(np.arange(1, raw.num_rows + 1))}
    invalid = np.zeros(raw.num_rows, np.bool_)
    problems: list[Problem] = []
    overlooked: dict[str, int] = {}
    for ours, theirs in columns.items():
        column = kind.column(ours)
        cells = _plain(theirs, raw[theirs])
        parsed, reasons, codes = _parse(cells, column, manner)
        wrong = np.isin(codes, list(reasons)) if reasons else np.zeros(raw.num_rows, np.bool_)
        if column.required and cells.null_count:
            wrong |= cells.is_null().to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(wrong)[:most]:
            problems.append(
                Problem(int(row) + 1, ours, _words(theirs, cells[int(row)].as_py(), reasons.get(codes[row])))
            )
        if column.type is Type.COUNTRY and (lost := parsed.null_count - cells.null_count):
            overlooked[ours] = lost
        invalid |= wrong
        values[ours] = parsed
    for column, wrong in _too_early(values, kind, manner.zone):
        theirs, other = columns[column.name], columns[column.not_before]
        for row in np.flatnonzero(wrong)[:most].tolist():
            cells = (shown(raw[theirs][row].as_py()), shown(raw[other][row].as_py()))
            words = f'{theirs} "{cells[0]}" lies before {other} "{cells[1]}". Correct one of them.'
            problems.append(Problem(row + 1, column.name, words))
        invalid |= wrong
    if kind.one_of:
        silent = _silent(values, kind.one_of) & ~invalid  # one that cannot be read is told already
        problems += [_nobody(int(row) + 1, kind.one_of) for row in np.flatnonzero(silent)[:most]]
        invalid |= silent
    problems.sort(key=lambda problem: problem.row)
    return Checked(pa.table(values), invalid, tuple(problems[:most]), overlooked)


def check_together(checked: Checked, kind: Kind[Any], options: Options, *, most: int) -> Checked:
    """Leave out what is invalid, and ask the kind which of the other rows it cannot take as a whole."""
    table = checked.table.filter(pa.array(~checked.invalid)) if checked.invalid.any() else checked.table
    invalid, problems = checked.invalid.copy(), list(checked.problems)
    unfit = np.zeros(table.num_rows, np.bool_)
    for wrong in kind.lacks(table, options):
        numbers = table["row_no"].to_numpy()
        invalid[numbers[wrong.rows] - 1] = True
        unfit |= wrong.rows
        problems += [
            Problem(int(numbers[row]), wrong.column, f"{wrong.column} {wrong.why(int(row))}.")
            for row in np.flatnonzero(wrong.rows)[:most]
        ]
    if unfit.any():
        table = table.filter(pa.array(~unfit))
    problems.sort(key=lambda problem: problem.row)
    return Checked(table, invalid, tuple(problems[:most]), checked.overlooked)


def _plain(theirs: str, cells: pa.ChunkedArray) -> pa.Array:
    """One array of words, numbers or instants. Raises Mismatched for a column of lists, records or bytes."""
    array = cells.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], cells.type)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_large_string(array.type) or pa.types.is_string_view(array.type) or pa.types.is_boolean(array.type):
        array = array.cast(pa.string())
    if not (pa.types.is_primitive(array.type) or pa.types.is_string(array.type) or pa.types.is_decimal(array.type)):
        if not pa.types.is_null(array.type):
            raise Mismatched(
                f"Column {theirs} holds {array.type}, not single words, numbers or dates. Export it as text."
            )
        array = array.cast(pa.string())
    return array


def _parse(cells: pa.Array, column: Column, manner: Manner) -> tuple[pa.Array, dict[int, str], NDArray[np.int64]]:
    """Values, the reasons by code of the distinct cells that do not fit, and the code of each cell (-1: empty)."""
    encoded = cells.dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    distinct = _trimmed(encoded.dictionary, column)
    reasons: dict[int, str] = {}
    said = distinct.is_valid()
    try:
        fit = whole(distinct.drop_null(), column, manner)
    except (ValueError, NotImplementedError):  # Arrow says the latter of types that never become each other
        found: list[Any] = []
        for code, cell in enumerate(distinct.to_pylist()):
            try:
                found.append(None if cell is None else one(cell, column, manner))
            except ValueError as error:
                reasons[code] = str(error)
                found.append(None)
        values = pa.array(found, arrow_type(column))
    else:
        values = fit if distinct.null_count == 0 else _spread(fit, said)
    if column.required and distinct.null_count:
        reasons |= dict.fromkeys(np.flatnonzero(~said.to_numpy(zero_copy_only=False)).tolist(), "")
    return values.take(encoded.indices), reasons, codes


def _trimmed(distinct: pa.Array, column: Column) -> pa.Array:
    if pa.types.is_floating(distinct.type) and column.type not in {Type.PRICE, Type.WHOLE}:
        whole_numbers = pc.all(pc.equal(distinct, pc.floor(distinct))).as_py()
        distinct = distinct.cast(pa.int64()) if whole_numbers else distinct  # 17850.0 is a number called 17850
    if arrow_type(column) == pa.string() and not pa.types.is_string(distinct.type):
        distinct = distinct.cast(pa.string())
    if pa.types.is_string(distinct.type):
        distinct = pc.utf8_trim(distinct, characters=BLANKS)  # control characters stay, to be told
        return pc.if_else(pc.equal(distinct, ""), pa.scalar(None, pa.string()), distinct)
    return distinct


def _spread(fit: pa.Array, said: pa.Array) -> pa.Array:
    """Values at the places where something was said, nulls elsewhere."""
    place = np.cumsum(said.to_numpy(zero_copy_only=False)) - 1
    return fit.take(pa.array(place, mask=~said.to_numpy(zero_copy_only=False)))


def _too_early(
    values: Mapping[str, pa.Array], kind: Kind[Any], zone: ZoneInfo
) -> Iterator[tuple[Column, NDArray[np.bool_]]]:
    """Columns that lie before another of theirs, and in which rows (n,). A day without an hour is meant to its end."""
    for column in kind.columns:
        if column.name in values and column.not_before in values:
            instants, others = values[column.name], values[column.not_before]
            local = pc.local_timestamp(instants.cast(pa.timestamp("us", zone.key)))
            midnight = pc.equal(local, pc.floor_temporal(local, unit="day"))
            latest = pc.if_else(midnight, pc.add(instants, pa.scalar(timedelta(days=1))), instants)
            yield column, np.asarray(pc.fill_null(pc.less(latest, others), False))


def _silent(values: Mapping[str, pa.Array], names: tuple[str, ...]) -> NDArray[np.bool_]:
    told = [values[name].is_valid().to_numpy(zero_copy_only=False) for name in names if name in values]
    return np.asarray(~np.logical_or.reduce(told))


def _nobody(row: int, names: tuple[str, ...]) -> Problem:
    return Problem(row, names[0], f"{' and '.join(names)} are both empty. Fill in one of them.")


def _words(theirs: str, cell: object, reason: str | None) -> str:
    if not reason:
        return f"{theirs} is empty. Fill it in."
    return f'{theirs} "{shown(cell)}" {reason.rstrip()}' + ("" if reason.endswith("?") else ".")
