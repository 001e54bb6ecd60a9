"""Addresses and numbers as people bring them: pasted in any order, or one column of a file."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, TypeAlias

from thereafter.foundation.errors import Refusal

_ADDRESS = re.compile(r"[^\s<>,;|\"'()\[\]]+@[^\s<>,;|\"'()\[\]]+")
_BETWEEN = re.compile(r"[,;|\t]+")
_SEPARATORS = ",;\t|"
_HEADS = re.compile(r"e-?mail|mail address|address|customer|number|no\.?|id", re.IGNORECASE)
_LONGEST_LINE = 100_000  # characters; no address is near that
_TOO_LONG = (
    "Line {line} is no line of a list: it is too long, or a quotation mark in it is not closed. Export the list again, "
    "one address or number a row."
)
Word: TypeAlias = tuple[int, str]  # its line, and what stands there


class NoColumn(Refusal):
    """The file has no such column."""


class TooLong(Refusal):
    """A line, or a cell over many lines, in which no address can stand."""


def words(text: str) -> Iterator[Word]:
    """What is written in a text, with its line: between separators an address, not the name beside it, else words."""
    for line, written in enumerate(text.splitlines(), 1):
        for part in _BETWEEN.split(written):
            for word in _ADDRESS.findall(part) or part.split():
                if bare := word.strip("\"'<>"):
                    yield line, bare


def column(file: BinaryIO, name: str) -> Iterator[Word]:
    """What stands in a column of a CSV file, with its line. Raises NoColumn and TooLong.

    The column by its name or its place; without either, the one called e-mail, else the first.
    """
    first = file.read(64 * 1024)
    file.seek(0)
    encoding = _encoding(first)
    head = first.decode(encoding, errors="replace").splitlines()[:1]
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    rows = csv.reader(_lines(text), delimiter=_delimiter("".join(head)))
    try:
        yield from _of_rows(_no_longer(rows), name, lambda: rows.line_num)
    except csv.Error:
        raise TooLong(_TOO_LONG.format(line=rows.line_num)) from None
    finally:
        text.detach()  # whoever opened the file closes it


def _no_longer(rows: Any) -> Iterator[list[str]]:
    """The rows of a `csv` reader, whose own limit is the whole process's. Raises TooLong."""
    for cells in rows:
        if any(len(cell) > _LONGEST_LINE for cell in cells):
            raise TooLong(_TOO_LONG.format(line=rows.line_num))
        yield cells


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise TooLong(_TOO_LONG.format(line=number))
        yield line.replace("\0", "")


def _of_rows(rows: Iterable[list[str]], name: str, line: Callable[[], int]) -> Iterator[Word]:
    place = None
    for cells in rows:
        if place is None:
            place = _place(cells, name)
            if (name and not name.isdecimal()) or _is_head(cells, place):
                continue
        if place < len(cells) and cells[place].strip():
            yield line(), cells[place].strip()


def _place(head: list[str], name: str) -> int:
    plain = [cell.strip().casefold() for cell in head]
    if name.isdecimal() and 1 <= int(name) <= len(head):
        return int(name) - 1
    if name:
        if name.casefold() not in plain:
            shown = ", ".join(f"“{cell.strip()[:40]}”" for cell in head[:12])
            raise NoColumn(
                f"The file has no column “{name[:40]}”. Its first line says: {shown}. Name one of these, or its place."
            )
        return plain.index(name.casefold())
    return next((place for place, cell in enumerate(plain) if re.fullmatch(r"(customer )?e-?mail( address)?", cell)), 0)


def _is_head(cells: list[str], place: int) -> bool:
    """Whether the first line names columns: it has no address, and a word that heads such columns."""
    return not any("@" in cell for cell in cells) and bool(_HEADS.search(cells[place] if place < len(cells) else ""))


def _encoding(first: bytes) -> str:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        first[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        return "cp1252" if error.start < len(first) - 8 else "utf-8-sig"
    return "utf-8-sig"


def _delimiter(head: str) -> str:
    return max(_SEPARATORS, key=head.count)
