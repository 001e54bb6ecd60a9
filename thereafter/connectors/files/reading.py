"""Files as tables of raw cells: CSV (every cell as it stands) or Parquet (columns of their own types)."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from pydantic import BaseModel, Field

from thereafter.connectors.files.errors import Unreadable, shown

_BLOCK = 64 * 1024 * 1024  # bytes; a single row must fit
MOST_COLUMNS = 1_000
_DELIMITERS = ",;\t|"
_TELLING = 5  # columns from which on a line of text hardly has as many separators as a row by chance
_END = "\x1fend of the file\x1f"  # a row that no file has
PARQUET = b"PAR1"
_PARQUET_NAMES = {".parquet", ".parq", ".pq"}


class Reading(BaseModel, frozen=True, extra="forbid"):
    """How cells are to be read where the file does not say so itself."""

    encoding: str = Field(default="utf-8", description="The file's encoding, such as cp1252.")
    delimiter: str = Field(
        default="",
        pattern=r"^([\t -!#-~])?$",
        description="One character that separates cells. Default: comma, semicolon, tab or bar, as found.",
    )
    time_zone: str = Field(default="", description="The zone of instants that name none. Default: the shop's.")
    date_format: str = Field(
        default="", description="How dates are written, such as %d.%m.%Y %H:%M. Default: ISO 8601."
    )
    decimal_comma: bool = Field(default=False, description="Prices are written like 1.234,50.")
    thousandths: bool = Field(default=False, description="Prices may have three decimals: 1.234 is less than two.")


@dataclass(frozen=True)
class Source:
    """A file's (or a feed's) rows. `torn` are rows left out of `table` because they have too many or too few cells."""

    name: str
    digest: str  # SHA-256 of the content
    table: pa.Table
    unit: str = "row"  # what a person counts: lines of a CSV file, rows of anything else
    torn: dict[int, str] = field(default_factory=dict)  # line → what is wrong
    line_of: Callable[[list[int]], list[int]] = lambda rows: rows  # ordinals of `table` (from 1) → lines, for people


def open_table(table: pa.Table, name: str) -> Source:
    """Rows that are in memory already. Their digest is of their content."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return Source(name, hashlib.sha256(sink.getbuffer()).hexdigest(), table)


def look(path: Path) -> None:
    """See whether there is a file that may be read, and leave it alone. Raises Unreadable with the remedy."""
    with _openable(path):
        if path.is_file():
            path.open("rb").close()
        else:
            path.stat()  # a pipe, which gives what it has only once


@contextmanager
def _openable(path: Path) -> Iterator[None]:
    try:
        if path.is_dir():
            raise Unreadable(f"{path} is a folder. Name a file in it.")
        yield
    except FileNotFoundError:
        raise Unreadable(f"{path} does not exist. Check the name.") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}. Check its permissions.") from None


def open_file(path: Path, reading: Reading, name: str = "") -> Source:
    """Read a whole file; `name` is what people call it. Raises Unreadable with the remedy."""
    with _openable(path):
        content = path.read_bytes()
    if not content.strip():
        raise Unreadable(f"{name or path} is empty. Export it again.")
    name = name or path.name
    if content.startswith(PARQUET):
        return _parquet(name, content)
    if PurePath(name).suffix.lower() in _PARQUET_NAMES:
        raise Unreadable(
            f"{name} is named like a Parquet file and does not begin as one. Export it again, "
            "or give it a name that ends in .csv if it is text."
        )
    return _csv(name, content, reading)


def _parquet(name: str, content: bytes) -> Source:
    try:
        table = pa.parquet.read_table(pa.BufferReader(content))
        table.validate(full=True)
    except (pa.ArrowInvalid, OSError):
        raise Unreadable(
            f"{name} is a damaged Parquet file, perhaps cut off while it was copied. Copy or export it again."
        ) from None
    if not table.num_rows:
        raise Unreadable(f"{name} has no rows. Export it again.")
    return Source(name, hashlib.sha256(content).hexdigest(), table)


def _csv(name: str, content: bytes, reading: Reading) -> Source:
    text = _as_utf8(name, content, reading.encoding)
    if (zero := text.find(b"\0")) >= 0:
        raise Unreadable(
            f"{name}, line {_line(text, zero)}: there is a NUL byte, which no text holds. "
            "Export it as CSV in UTF-8, or name its encoding with --encoding (UTF-16 files are full of NUL bytes)."
        )
    delimiter = reading.delimiter or delimiter_of(text)
    torn: list[pa.csv.InvalidRow] = []

    def leave_out(row: pa.csv.InvalidRow) -> str:
        torn.append(row)
        return "skip"

    try:
        table = pa.csv.read_csv(
            pa.BufferReader(text),
            pa.csv.ReadOptions(use_threads=False, block_size=min(_BLOCK, max(len(text), 1))),
            pa.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=leave_out),
            pa.csv.ConvertOptions(
                column_types=dict.fromkeys(header_of(name, text, delimiter), pa.string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid as error:
        if "straddling" in str(error):
            raise Unreadable(
                f"{name}: one row is longer than {_BLOCK // 1024 // 1024} MB; perhaps a quotation mark is not closed."
            ) from None
        if "Empty CSV" in str(error):
            raise Unreadable(_nameless(name)) from None
        raise Unreadable(
            f"{name} is no CSV file that can be understood ({str(error).splitlines()[0].rstrip('.')}). "
            "Export it again, or check --encoding and --delimiter."
        ) from None
    if not table.num_rows and not torn:
        raise Unreadable(f"{name} has a header and no rows. Export it again.")
    digest = hashlib.sha256(content).hexdigest()
    return _with_lines(name, digest, table, text, delimiter, torn)


def _nameless(name: str) -> str:
    return f"{name} has no line with the names of columns. Check --encoding, or export it again."


def _as_utf8(name: str, content: bytes, encoding: str) -> bytes:
    wanted = encoding.lower().replace("_", "-")
    if wanted.startswith(("utf-16", "utf16", "utf-32", "utf32")) and b"\0" not in content:
        raise Unreadable(
            f"{name} is not {encoding.upper()}: it has no NUL byte. Leave out --encoding, or name another."
        )
    try:
        if wanted in {"utf-8", "utf8"}:
            content = content.removeprefix(b"\xef\xbb\xbf")
            content.decode()  # only to see whether it is what it says
            return content
        return content.decode(encoding).removeprefix("\ufeff").encode()
    except LookupError:
        raise Unreadable(f'"{shown(encoding)}" is no encoding. Use one like utf-8, cp1252 or utf-16.') from None
    except UnicodeDecodeError as error:
        likely = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"
        raise Unreadable(
            f"{name}, line {_line(content, error.start)}: byte 0x{content[error.start]:02x} is not {encoding.upper()}. "
            f"Name the file's encoding, perhaps --encoding {likely}, or save it as UTF-8."
        ) from None


def _line(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def delimiter_of(text: bytes) -> str:
    """What separates the cells of the first line, as found."""
    head = text.lstrip(b"\r\n").split(b"\n", 1)[0].decode()
    return max(_DELIMITERS, key=head.count)


def refuse_too_many(columns: Sequence[str], name: str) -> None:
    """Raises Unreadable for more columns than anybody can look at."""
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(
            f"{name} has {len(columns):,} columns, and no more than {MOST_COLUMNS:,} are read. Export those that are "
            "needed, and with commas, semicolons or tabs between cells."
        )


def header_of(name: str, text: bytes, delimiter: str) -> list[str]:
    """The names of columns. Raises Unreadable where there are none, or one stands there twice."""
    head = io.StringIO(text[: 1024 * 1024].decode(errors="ignore"), newline="")
    csv.field_size_limit(_BLOCK)
    try:
        names = next((row for row in csv.reader(head, delimiter=delimiter) if row), [])
    except csv.Error:
        raise Unreadable(f"{name}, line 1: it cannot be read as the names of columns. Export it again.") from None
    if not names:
        raise Unreadable(_nameless(name))
    refuse_too_many(names, name)
    if doubles := sorted(column for column, times in Counter(names).items() if times > 1):
        raise Unreadable(f'{name}, line 1: column "{doubles[0]}" stands there twice. Rename one of them.')
    return names


def _with_lines(
    name: str, digest: str, table: pa.Table, text: bytes, delimiter: str, torn: list[pa.csv.InvalidRow]
) -> Source:
    """Tie rows to the lines of the file. Plain where every row is one line; else it is walked."""
    width = table.num_columns
    if not torn and text.count(b"\n") + (not text.endswith(b"\n")) == table.num_rows + 1:
        return Source(name, digest, table, "line", {}, lambda rows: [row + 1 for row in rows])

    lines, wrong = _walk(name, text, delimiter, width)

    def line_of(rows: list[int]) -> list[int]:
        return [lines[row - 1] if row <= len(lines) else row + 1 for row in rows]

    return Source(name, digest, table, "line", wrong, line_of)


def _walk(name: str, text: bytes, delimiter: str, width: int) -> tuple[list[int], dict[int, str]]:
    """The line on which each whole row below the header begins, and what is wrong with each of the others.

    Raises Unreadable where a quotation mark that is not closed swallows rows: all to the end, or those up to the next.
    """
    csv.field_size_limit(_BLOCK)
    whole: list[int] = []
    wrong: dict[int, str] = {}
    physical = text.decode().split("\n")
    reader = csv.reader(io.StringIO(f"{text.decode()}\n{_END}\n", newline=""), delimiter=delimiter)
    begin, end = 1, 0
    for cells in reader:
        begin, end = end + 1, reader.line_num
        if cells == [_END]:
            return whole[1:], wrong
        if (
            end > begin
            and width >= _TELLING
            and all(line.count(delimiter) == width - 1 for line in physical[begin - 1 : end])
        ):
            raise Unreadable(
                f"{name}, lines {begin} to {end}: a quotation mark makes one row of what looks like {end - begin + 1} "
                'rows. Close it on its line, or write it twice ("") where it belongs to the text.'
            )
        if len(cells) == width:
            whole.append(begin)
        elif cells:
            over = f" over {end - begin + 1} lines" if end > begin else ""
            wrong[begin] = f"there are {len(cells)} cells{over} where the header has {width}"
    raise Unreadable(
        f"{name}, line {begin}: a quotation mark is opened in this row and never closed, so that all the rest of the "
        'file would be one cell. Close it, or write it twice ("") where it belongs to the text.'
    )
