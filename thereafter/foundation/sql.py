"""SQL as named files: one statement each, with a header that says what it reads, writes, and why it may be repeated.

SQL = Folder(__file__)          # the folder `sql/` beside this module
SQL["enter"].run(now=now)       # rows written
SQL["judge"].rows(now=now)      # list of named tuples

The header may say `Plan: kept`, or `Plan: kept while little`, with the reason: such a statement is planned once for
each connection and not every time. Its plan does not know the values, so the best one must not depend on them.
"""

import re
from collections import namedtuple
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

from thereafter.foundation import planner

_HEADER_LINE = re.compile(r"^--\s?(.*)$")
_KEPT, _WHILE_LITTLE = "kept", "kept while little"
_FIELD = re.compile(r"^(Reads|Writes|Safe to repeat|Plan):\s*(.*)$")


@dataclass(frozen=True)
class Statement:
    """One SQL statement with its header."""

    name: str
    path: Path
    text: str
    summary: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    safe_to_repeat: str
    plan: str = ""

    def run(self, **params: Any) -> int:
        """Execute; the number of rows the statement touched or returned."""
        with self._cursor() as cursor:
            cursor.execute(self.text, params)
            return int(cursor.rowcount)

    def rows(self, **params: Any) -> list[Any]:
        """Execute and fetch every row as a named tuple, fields named like the columns."""
        with self._cursor() as cursor:
            cursor.execute(self.text, params)
            return _named(cursor)

    def count(self, **params: Any) -> int:
        """Execute in the database and count the rows that the statement, a query, would give."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM (\n{self.text}\n) AS counted", params)
            return int(cursor.fetchone()[0])

    def one(self, **params: Any) -> Any:
        """Execute and return the only row. Raises LookupError if there is none or more than one."""
        found = self.rows(**params)
        if len(found) != 1:
            raise LookupError(f"{self.path.name} gave {len(found)} rows where exactly one was expected.")
        return found[0]

    def _cursor(self) -> CursorWrapper:
        if self.plan.startswith(_WHILE_LITTLE):
            return _prepared_cursor() if planner.is_little() else connection.cursor()
        return _prepared_cursor() if self.plan else connection.cursor()


class Folder(Mapping[str, Statement]):
    """The statements in the folder `sql/` beside a module, by file name without its ending."""

    def __init__(self, module_file: str) -> None:
        self.path = Path(module_file).parent / "sql"

    @cached_property
    def _statements(self) -> dict[str, Statement]:
        return {path.stem: read(path) for path in sorted(self.path.glob("*.sql"))}

    def __getitem__(self, name: str) -> Statement:
        return self._statements[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)


class _Prepared(Cursor):
    """A cursor whose statements are prepared on the server."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Self:
        return super().execute(query, params, prepare=True)


def _prepared_cursor() -> CursorWrapper:
    """As Django's own: it translates errors, and counts and logs queries where that is asked for."""
    connection.ensure_connection()
    return connection._prepare_cursor(_Prepared(connection.connection))  # type: ignore[attr-defined, no-any-return]


def _named(cursor: CursorWrapper) -> list[Any]:
    row = _row_type(tuple(column[0] for column in cursor.description or ()))
    return [row(*values) for values in cursor.fetchall()]


@cache
def _row_type(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns)


def read(path: Path) -> Statement:
    """Read one statement. Raises ValueError if its header lacks something, or says what no header does."""
    text = path.read_text(encoding="utf-8")
    summary: list[str] = []
    fields: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        comment = _HEADER_LINE.match(line)
        if not comment:
            break
        words = comment[1].strip()
        if field := _FIELD.match(words):
            current, words = field[1], field[2]
        if current:
            fields[current] = f"{fields.get(current, '')} {words}".strip()
        else:
            summary.append(words)
    missing = [name for name in ("Reads", "Writes", "Safe to repeat") if not fields.get(name)]
    if missing or not summary:
        lacking = ", ".join(missing) or "its summary"
        raise ValueError(f"{path}: the header lacks {lacking}; see any other .sql file for the form.")
    if (plan := fields.get("Plan", "")) and not plan.startswith(_KEPT):
        raise ValueError(f'{path}: the plan is "{plan}". Write "{_KEPT}" or "{_WHILE_LITTLE}", and why.')
    return Statement(
        name=path.stem,
        path=path,
        text=text,
        summary=" ".join(summary),
        reads=_tables(fields["Reads"]),
        writes=_tables(fields["Writes"]),
        safe_to_repeat=fields["Safe to repeat"],
        plan=plan,
    )


def _tables(words: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[\s,;.]+", words) if name and name not in {"nothing", "none", "-", "–"})
