"""What lies in a packed file: each sheet of a workbook and each table of an archive is a file of its own from then on.

`inside` does it, in a process of its own with limits.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import thereafter
from thereafter.connectors.files.characters import printable
from thereafter.connectors.files.errors import Unreadable
from thereafter.foundation.plural import counted, plural

MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")  # how ZIP archives and all workbooks begin
MOST_BYTES = 500 * 1024**2  # of one table
PATIENCE = 180  # seconds; the processor time is limited inside
_ROOT = str(Path(thereafter.__file__).parent.parent)
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]);from thereafter.connectors.files.packed import inside; inside.main()"
)
_TOLD = 5  # names in a sentence


@dataclass(frozen=True)
class Table:
    """A plain table that lay in a packed file: where it lies now, what it is called there, and what was taken."""

    path: Path
    inner: str
    said: str


def is_packed(path: Path) -> bool:
    """Whether it begins like a workbook or a ZIP archive."""
    with path.open("rb") as file:
        return file.read(4).startswith(MARKS)


def unpack(path: Path, name: str, into: Path, *, most: int = MOST_BYTES) -> list[Table]:
    """Take the tables out, to files beside `into` that begin with its name. Raises Unreadable, and leaves none then."""
    try:
        answer = _answer(path, into, most)
        if answer is None:
            raise Unreadable(
                f"{name} unfolds to more than can be unpacked here: at most {most // 1024**2:,} MB a table, "
                "in a minute and a half. Open it, save the rows as CSV, and bring that."
            )
        if "wrong" in answer:
            raise Unreadable(f"{name} {answer['wrong']}.")
    except BaseException:
        for left in into.parent.glob(f"{into.name}-*"):
            left.unlink(missing_ok=True)
        raise
    said = _of_workbook if answer["kind"] == "workbook" else _of_archive
    tables = answer["tables"]
    return [
        Table(into.with_name(table["file"]), _inner(answer, table), said(table, tables, answer["passed_over"]))
        for table in tables
    ]


@contextmanager
def plain(path: Path, wanted: str = "", *, name: str = "") -> Iterator[Table]:
    """The one table that is meant: the file itself if it is plain; else the one of that name in it, or the only one,
    or a workbook's first. Raises Unreadable, naming all there are.
    """
    name = name or path.name
    if not path.is_file() or not is_packed(path):
        if wanted:
            raise Unreadable(f"{name} is one table and holds no “{wanted}”. Leave out --sheet.")
        yield Table(path, "", "")
        return
    with tempfile.TemporaryDirectory(prefix="thereafter-") as place:
        tables = unpack(path, name, Path(place) / "table")
        names = [table.inner.removeprefix("sheet ") for table in tables]
        if wanted and wanted not in names:
            raise Unreadable(f"{name} holds no “{wanted}”. There is: {', '.join(names)}.")
        if not wanted and len(tables) > 1 and not tables[0].inner.startswith("sheet "):
            raise Unreadable(f"{name} holds {', '.join(names)}. Say which one with --sheet, one after the other.")
        yield tables[names.index(wanted) if wanted else 0]


@contextmanager
def opened(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """A file in somebody's hand; or if it is packed, the one table in it, a workbook's first. Raises Unreadable."""
    mark = file.read(4)
    file.seek(0)
    if not mark.startswith(MARKS):
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="thereafter-") as place:
        path = Path(place) / "packed"
        with path.open("xb") as copy:
            shutil.copyfileobj(file, copy)
        with plain(path, name=name) as table, table.path.open("rb") as taken:
            yield taken


def _answer(path: Path, into: Path, most: int) -> dict[str, Any] | None:
    """What the process says; None if it was ended."""
    arguments = [sys.executable, "-I", "-c", _BEGIN, _ROOT, str(path.absolute()), str(into.absolute()), str(most)]
    try:
        ended = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if ended.returncode:
        return None
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def _inner(answer: dict[str, Any], table: dict[str, Any]) -> str:
    named = printable(table["name"])[:120]
    return f"sheet {named}" if answer["kind"] == "workbook" else named


def _of_workbook(table: dict[str, Any], tables: Sequence[dict[str, Any]], passed_over: Sequence[str]) -> str:
    words = [
        f"Taken: sheet “{printable(table['name'])}” of the workbook, {counted(table['rows'], 'row')} below the names "
        "of columns. Dates came as dates, numbers as they stand, formulas as what they last gave."
    ]
    if table["above"]:
        words.append(f"What stands above row {table['above'] + 1} is passed over.")
    if len(tables) > 1:
        words.append(f"{counted(len(tables), 'sheet')} have rows, and each is kept as a file of its own.")
    return " ".join(words)


def _of_archive(table: dict[str, Any], tables: Sequence[dict[str, Any]], passed_over: Sequence[str]) -> str:
    words = [f"Taken: {printable(table['name'])} of the archive."]
    if len(tables) > 1:
        words.append(f"{counted(len(tables), 'table')} lie in it, and each is kept as a file of its own.")
    if passed_over:
        names = ", ".join(map(printable, passed_over[:_TOLD]))
        rest = f" and {counted(len(passed_over) - _TOLD, 'more file')}" if len(passed_over) > _TOLD else ""
        words.append(f"Not taken, for {plural(len(passed_over), 'it holds', 'they hold')} no rows: {names}{rest}.")
    return " ".join(words)
