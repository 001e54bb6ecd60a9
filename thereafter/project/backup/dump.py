"""A dump in PostgreSQL's custom form, and how what is in it gets into a database: by `pg_restore`, or copied by us."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from thereafter.project.backup import programs

_PIECE = 1024 * 1024
_END = b"\n\\.\n"  # ends the rows; in a row a backslash is two
_ORDER = re.compile(rb"^COPY (?P<table>.+?) (?P<columns>\(.*\)) FROM stdin;\n$")
_ENCODING = re.compile(rb"^SET client_encoding = '(?P<name>\w+)';\n$")
_ENTRY = re.compile(r"^\d+; \d+ \d+ TABLE DATA (?P<schema>\S+) (?P<table>\S+) ")
_BUILT = re.compile(r"^\d+; \d+ \d+ (INDEX|CONSTRAINT|FK CONSTRAINT) (?!ATTACH)")

Look = Callable[[], None]


@dataclass(frozen=True)
class Entry:
    """A line of a dump's table of contents. `table`: whose rows it stands for; empty for anything else."""

    line: str
    table: str

    @property
    def is_built(self) -> bool:
        """Whether it is an index or a reference, which take their time."""
        return bool(_BUILT.match(self.line))


@dataclass(frozen=True)
class Dump:
    """A dump, the `pg_restore` that reads it, the database that it goes into, and settings for whoever loads."""

    source: Path
    pg_restore: Path
    database: str
    options: str

    def entries(self) -> list[Entry]:
        """Its table of contents."""
        with programs.saying(self.pg_restore, ["--list", str(self.source)]) as said:
            lines = said.read().decode().splitlines()
        return [_entry(line) for line in lines if line and not line.startswith(";")]

    def restore(self, *words: str, watch: Look) -> None:
        """Let `pg_restore` load a part of it. Raises Failed, also for what does no harm."""
        arguments = ["--no-owner", "--no-privileges", *words, str(self.source)]
        programs.run(self.pg_restore, arguments, database=self.database, options=self.options, watch=watch)

    @contextmanager
    def connected(self) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
        """A connection to the database, in which every statement is a transaction of its own."""
        info, password = programs.conninfo(self.database)
        with psycopg.connect(info, password=password, options=self.options, autocommit=True) as connection:
            yield connection

    def copy(
        self, entries: "Sequence[Entry]", through: "psycopg.Connection[tuple[object, ...]]", *, look: Look
    ) -> None:
        """Copy these tables' rows, frozen, in the transaction that empties the tables; `look` after every piece.

        A frozen row is seen by everybody without a look at who wrote it. Otherwise the first to read a table writes
        each of its pages a second time, and, since pages have checksums, a third time into the log.
        """
        with listed(entries) as contents:
            words = ["--data-only", f"--use-list={contents}", "--file=-", str(self.source)]
            with programs.saying(self.pg_restore, words) as said, through.transaction():
                script = _Script(said)
                for _ in entries:
                    _copy_next(script, through, look)


def _copy_next(script: "_Script", through: "psycopg.Connection[tuple[object, ...]]", look: Look) -> None:
    """Copy the rows that come next in the script."""
    table, columns = script.order()
    with through.cursor() as cursor:
        cursor.execute(f"SET LOCAL client_encoding = '{script.encoding}'")
        cursor.execute(sql.SQL("TRUNCATE ONLY {}").format(table))
        with cursor.copy(sql.SQL("COPY {} {} FROM STDIN WITH (FREEZE)").format(table, columns)) as target:
            for piece in script.rows():
                target.write(piece)
                look()


class _Script:
    """What `pg_restore` would let a server execute: orders to copy, the rows of each behind it."""

    def __init__(self, said: IO[bytes]) -> None:
        self._said = said
        self._read = b""
        self.encoding = "UTF8"

    def order(self) -> tuple[sql.SQL, sql.SQL]:
        """The next table and its columns, quoted as they are for a server. Raises Failed."""
        while line := self._line():
            if found := _ENCODING.match(line):
                self.encoding = found["name"].decode()
            elif found := _ORDER.match(line):
                return sql.SQL(found["table"].decode()), sql.SQL(found["columns"].decode())
        raise programs.Failed("pg_restore: error: the dump lacks a table that it names")

    def rows(self) -> Iterator[bytes]:
        """The rows behind the order, in pieces. Raises Failed where the script ends before they do."""
        self._read = b"\n" + self._read  # the end of the line before: a table may have no rows
        begin = 1
        while (end := self._read.find(_END)) < 0:
            if len(self._read) > len(_END):
                yield self._read[begin : -len(_END)]
                begin, self._read = 0, self._read[-len(_END) :]
            if not self._more():
                raise programs.Failed("pg_restore: error: a table of the dump has no end")
        yield self._read[begin : end + 1]
        self._read = self._read[end + len(_END) :]

    def _line(self) -> bytes:
        while (end := self._read.find(b"\n")) < 0:
            if not self._more():
                return b""
        line, self._read = self._read[: end + 1], self._read[end + 1 :]
        return line

    def _more(self) -> bool:
        piece = self._said.read(_PIECE)
        self._read += piece
        return bool(piece)


@contextmanager
def listed(entries: Sequence[Entry]) -> Iterator[str]:
    """A file that names these entries to `pg_restore`."""
    with tempfile.NamedTemporaryFile("w", prefix="thereafter-restore-") as file:
        file.write("".join(f"{entry.line}\n" for entry in entries))
        file.flush()
        yield file.name


def _entry(line: str) -> Entry:
    found = _ENTRY.match(line)
    return Entry(line, found["table"] if found and found["schema"] == "public" else "")
