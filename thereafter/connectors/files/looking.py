"""A look at the beginning of a file: its header, a few rows, and how it is written, without reading the rest."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from thereafter.connectors.files.errors import NoRows, Unreadable
from thereafter.connectors.files.reading import PARQUET, Reading, delimiter_of, header_of, refuse_too_many

_BEGINNING = 1024 * 1024  # bytes
_LONG_ROW = (
    "{name}: its first row does not end within a megabyte. Is there a quotation mark that is not closed? Close it, or "
    "export the file again."
)
_ROWS = 50  # of which examples are taken
_NO_TABLES = {  # how files begin that people take for tables, and what to do with them
    b"PK\x03\x04": "an archive or a workbook whose name or place says otherwise. Bring it by itself",
    b"\xd0\xcf\x11\xe0": "a workbook whose name or place says otherwise. Bring it by itself",
    b"\x1f\x8b": "a packed file. Unpack it and bring what is in it",
    b"%PDF": "a PDF document. Export the rows as CSV",
    b"\x89PNG": "a picture. Export the rows as CSV",
    b"\xff\xd8\xff": "a picture. Export the rows as CSV",
    b"GIF8": "a picture. Export the rows as CSV",
    b"RIFF": "a picture or a film. Export the rows as CSV",
    b"<!DOCTYPE": "a web page, perhaps the one that asks to sign in. Export the rows as CSV",
    b"<!doctype": "a web page, perhaps the one that asks to sign in. Export the rows as CSV",
    b"<html": "a web page, perhaps the one that asks to sign in. Export the rows as CSV",
    b"<?xml": "an XML document. Export the rows as CSV",
}
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8"}


@dataclass(frozen=True)
class Head:
    """The names of a file's columns, and its first rows as they stand."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def examples(self, column: str, most: int = 3) -> list[str]:
        """The first few different words of a column that are not empty."""
        place = self.header.index(column)
        said = dict.fromkeys(row[place].strip() for row in self.rows if place < len(row))
        return [word for word in said if word][:most]


def reading_of(path: Path, name: str) -> Reading:
    """How a file seems to be written: its encoding. Raises Unreadable for what is no table, with the remedy."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if not beginning.strip():
        raise Unreadable(f"{name} is empty. Export it again.")
    refuse_what_is_no_table(beginning, name)
    return Reading() if beginning.startswith(PARQUET) else Reading(encoding=_encoding(beginning, name))


def refuse_what_is_no_table(beginning: bytes, name: str) -> None:
    """Raises Unreadable, with the remedy, for a file that begins like a picture, a document, a packed file."""
    for mark, what in _NO_TABLES.items():
        if beginning.startswith(mark):
            raise Unreadable(f"{name} is {what}.")


def look_into(path: Path, reading: Reading, name: str) -> Head:
    """Header and first rows. Raises Unreadable with the remedy."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if beginning.startswith(PARQUET):
        return _parquet(path, name)
    try:
        text = beginning.decode(reading.encoding, errors="ignore").removeprefix("\ufeff")
    except LookupError:
        raise Unreadable(f'"{reading.encoding}" is no encoding. Use one like utf-8, cp1252 or utf-16.') from None
    if "\0" in text:
        raise Unreadable(f"{name} holds NUL characters, which no text holds. Choose its encoding, or export it as CSV.")
    delimiter = reading.delimiter or delimiter_of(text.encode())
    header = header_of(name, text.encode(), delimiter)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[tuple[str, ...]] = []
    try:
        for row in rows:
            if row and (found or row != header):
                found.append(tuple(row))
            if len(found) == _ROWS:
                break
    except csv.Error:  # of a later row that is told when the whole file is read
        if not found:
            raise Unreadable(_LONG_ROW.format(name=name)) from None
    if len(found) < 2 and len(beginning) == _BEGINNING:
        raise Unreadable(_LONG_ROW.format(name=name))
    if not found:
        raise NoRows(f"{name} has a header and no rows. Export it again.")
    return Head(tuple(header), tuple(found))


def _parquet(path: Path, name: str) -> Head:
    try:
        file = pa.parquet.ParquetFile(path)
        first = next(file.iter_batches(batch_size=_ROWS), None)
    except (pa.ArrowInvalid, OSError):
        raise Unreadable(
            f"{name} is a damaged Parquet file, perhaps cut off while it was copied. Copy or export it again."
        ) from None
    if first is None or not first.num_rows:
        raise Unreadable(f"{name} has no rows. Export it again.")
    rows = [tuple("" if cell is None else str(cell) for cell in row.values()) for row in first.to_pylist()]
    refuse_too_many(file.schema_arrow.names, name)
    return Head(tuple(file.schema_arrow.names), tuple(rows))


def _encoding(beginning: bytes, name: str) -> str:
    """UTF-8 if it can be, UTF-16 if it says so or every second byte is zero, else that of Western spreadsheets."""
    for mark, encoding in _MARKS.items():
        if beginning.startswith(mark):
            return encoding
    if b"\0" in beginning:
        for encoding, zeros in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[0::2])):
            if zeros.count(0) > len(zeros) // 2:
                return encoding
        raise Unreadable(f"{name} is no table: it holds bytes that no text holds. Export it as CSV.")
    try:
        beginning.decode()
    except UnicodeDecodeError as error:
        if len(beginning) < _BEGINNING or error.start < len(beginning) - 4:  # else a character is merely cut off
            return "cp1252"
    return "utf-8"
