"""The process in which packed files are opened: somebody else made them, and a few kilobytes may unfold to terabytes.

The system ends it where it takes too much memory, time or disk. It writes plain tables beside each other and says on
its standard output, in JSON, what they are; or what is wrong: the end of a sentence that begins with the file's name.
"""

import json
import mmap
import os
import resource
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from thereafter.connectors.files.packed import sheets
from thereafter.connectors.files.packed.sheets import Wrong

MEMORY = 3 * 1024**3  # bytes; a sheet of a million rows is held as a whole
SECONDS = 90  # of processor time
_FILES = 64  # open at once
MOST_TABLES = 12
_MOST_ENTRIES = 20_000
_OLD = b"\xd0\xcf\x11\xe0"  # how workbooks before 2007 begin, and locked ones since
_TABLES = {".csv", ".tsv", ".txt", ".tab", ".parquet", ".parq", ".pq"}
_WORKBOOKS = {".xlsx", ".xls", ".ods", ".xlsb"}
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_LOCKED = "is locked with a password. Open it, save it without one, and bring that"
_MACROS = "holds macros, which are programs. Save it as an Excel workbook without macros (.xlsx), and bring that"


def main() -> None:
    """Take out what lies in argv[2], to files that begin like argv[3], of at most argv[4] bytes each."""
    path, into, most = Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    _limit(most)
    try:
        said: dict[str, Any] = _opened(path, into)
    except Wrong as wrong:
        said = {"wrong": str(wrong)}
    except zipfile.BadZipFile:
        said = {"wrong": "is damaged, perhaps cut off while it was copied. Copy or export it again"}
    print(json.dumps(said))


def _limit(most: int) -> None:
    if sys.platform != "darwin":  # which knows no such limit; there the time alone bounds what it takes
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    os.umask(0o077)


def _opened(path: Path, into: Path) -> dict[str, Any]:
    if _is_workbook(path):
        tables = list(sheets.take(path, _numbered(into)))
        if not tables:
            raise Wrong("is a workbook without a sheet that has names of columns and rows below them. Fill one in")
        return {"kind": "workbook", "tables": tables[:MOST_TABLES], "passed_over": []}
    return _archive(path, into)


def _is_workbook(path: Path) -> bool:
    """Whether it is a workbook that may be opened. Raises Wrong for one that may not be."""
    with path.open("rb") as file:
        if file.read(4) == _OLD:
            file.seek(0)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                _old_workbook(content)
            return True
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if any(name.startswith(("xl/vbaProject", "xl/macrosheets/")) for name in names):
            raise Wrong(_MACROS)
        if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
            return archive.read("mimetype").strip() == _OPEN_DOCUMENT
        return "[Content_Types].xml" in names and any(name.startswith("xl/workbook.") for name in names)


def _old_workbook(content: mmap.mmap) -> None:
    """Raises Wrong for what begins like an old workbook and is none, or is locked, or holds a program."""

    def holds(entry: str) -> bool:
        return content.find(entry.encode("utf-16-le")) >= 0

    if holds("EncryptedPackage"):
        raise Wrong(_LOCKED)
    if holds("_VBA_PROJECT"):
        raise Wrong(_MACROS)
    if not holds("Workbook") and not holds("Book"):
        raise Wrong("is an Office document without a table. Export the rows as CSV")


def _archive(path: Path, into: Path) -> dict[str, Any]:
    """The tables of a ZIP archive, and the names of what else lies in it."""
    tables: list[dict[str, Any]] = []
    passed_over: list[str] = []
    numbers = _numbered(into)
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_chaff(entry.filename)]
        if len(entries) > _MOST_ENTRIES:
            raise Wrong(f"holds {len(entries):,} files. Bring those with rows only")
        for entry in entries:
            name, suffix = PurePosixPath(entry.filename).name, PurePosixPath(entry.filename).suffix.lower()
            if entry.flag_bits & 1:
                raise Wrong(_LOCKED)
            if suffix not in _TABLES | _WORKBOOKS or not entry.file_size:
                passed_over.append(name)
                continue
            if len(tables) >= MOST_TABLES:
                raise Wrong(f"holds more than {MOST_TABLES} tables. Bring them in two archives")
            taken = next(numbers)
            with archive.open(entry) as packed, taken.open("xb") as plain:
                shutil.copyfileobj(packed, plain)
            if suffix in _TABLES:
                tables.append({"file": taken.name, "name": name})
            elif _is_workbook(taken):
                within = sheets.take(taken, numbers)
                tables += [{**table, "name": f"{name}, sheet {table['name']}"} for table in within]
                taken.unlink()
    if not tables:
        found = f" There is {', '.join(passed_over[:5])}." if passed_over else ""
        raise Wrong(f"is a ZIP archive without a table (CSV, Parquet or Excel).{found} Export the rows again")
    return {"kind": "archive", "tables": tables, "passed_over": passed_over}


def _is_chaff(name: str) -> bool:
    """What an Apple puts into archives beside what is meant."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _numbered(into: Path) -> Iterator[Path]:
    number = 0
    while True:
        yield into.with_name(f"{into.name}-{number}")
        number += 1
