"""The sheets of a workbook as plain tables: one line a row, so that line 7 of the table is row 7 of the sheet.

Dates become ISO dates, whole numbers have no ".0", and line breaks in a cell become spaces. Titles that stand above
the names of columns are passed over; a column without a name that holds something is called by its letters.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

_TOP = 30  # rows in which the names of columns are looked for
_ROUNDED = timedelta(microseconds=500)
_WIDE = 3  # columns from which on a row with one filled cell is a title


class Wrong(Exception):
    """What is wrong with a packed file: the end of a sentence that begins with its name."""


def take(path: Path, into: Iterator[Path]) -> Iterator[dict[str, Any]]:
    """Write each visible sheet that has rows to the next file, and say which it is. Raises Wrong."""
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible:
                    found = _take(book.get_sheet_by_name(sheet.name), into)
                    if found:
                        yield {**found, "name": " ".join(sheet.name.split())}
    except calamine.PasswordError:
        raise Wrong("is locked with a password. Open it, save it without one, and bring that") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Wrong("cannot be read as a workbook. Open it, save the sheet as CSV (UTF-8), and bring that") from None


def _take(sheet: Any, into: Iterator[Path]) -> dict[str, Any] | None:
    rows = ([cell if cell == "" else _words(cell) for cell in row] for row in sheet.iter_rows())
    top = list(islice(rows, _TOP))
    place = _header_of(top)
    if place is None:
        return None
    first = sheet.start[1] if sheet.start else 0
    header = [name or f"Column {_letters(first + number)}" for number, name in enumerate(top[place])]
    path, count = next(into), 0
    with path.open("x", encoding="utf-8", newline="") as file:
        file.write("\n" * place)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in chain(top[place + 1 :], rows):
            if any(row):
                writer.writerow(row)
                count += 1
            else:
                file.write("\n")
    if not count:
        path.unlink()
        return None
    return {"file": path.name, "rows": count, "above": place if any(map(any, top[:place])) else 0}


def _header_of(top: Sequence[Sequence[str]]) -> int | None:
    """The first row that says something; of a wide sheet the first that says more than one thing."""
    filled = [sum(map(bool, row)) for row in top]
    least = 2 if max(filled, default=0) >= _WIDE else 1
    return next((place for place, count in enumerate(filled) if count >= least), None)


def _words(cell: object) -> str:
    """A cell as a person would type it into a text file."""
    if isinstance(cell, str):
        return " ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell.replace("\0", "")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        words = str(int(cell)) if cell.is_integer() else repr(cell)
        return format(Decimal(words), "f") if "e" in words else words
    if isinstance(cell, datetime):
        cell = cell + _ROUNDED  # a workbook counts in parts of a day
        cell = cell.replace(microsecond=cell.microsecond // 1000 * 1000)
        return cell.isoformat(" ", "milliseconds" if cell.microsecond else "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)


def _letters(number: int) -> str:
    """What a spreadsheet calls the column at this place, from 0."""
    letters = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        letters, number = chr(ord("A") + rest) + letters, number - 1
    return letters
