"""The demo's own database, and the note on it that says what stands in it.

The note is the database's comment: it lives and dies with it, and can be read without opening it. The summary is noted
at the very end, so a demo that was killed is never taken for one that is there.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, LiteralString

from django.db import connection
from psycopg import sql

from thereafter.project import database, home
from thereafter.project.alone import alone as held

DATABASE = "thereafter_demo"
VERSION = 4  # of what the demo makes of its file; another one makes it start over


@dataclass(frozen=True)
class Note:
    """What stands in the demo's database. `summary` is there when it is finished."""

    version: int
    data: str
    closes: date
    summary: Mapping[str, Any] | None

    def fits(self, data: str) -> bool:
        """Whether this is the finished shop that we would make from this data."""
        return self.summary is not None and (self.version, self.data) == (VERSION, data)


def alone() -> AbstractContextManager[object]:
    """One demo at a time in a data folder. Raises Refusal, with the other's process, for a second one."""
    return held(
        "demo",
        lambda process, _: (
            f"A demo runs already in {home.home()} (process {process}). "
            "Stop it, or set THEREAFTER_HOME to another folder."
        ),
    )


def enter() -> None:
    """Work in the demo's database from here on, whatever shop the server holds besides; so do child processes."""
    database.enter(DATABASE)


def is_here() -> bool:
    """Whether we work in the demo's database."""
    return bool(connection.settings_dict["NAME"] == DATABASE)


def note() -> Note | None:
    """What the demo's database says of itself; None where there is none, or it says nothing that we understand."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [DATABASE])
        found = cursor.fetchone()
    try:
        said = json.loads(found[0]) if found and found[0] else None
        return Note(**{**said, "closes": date.fromisoformat(said["closes"])}) if said else None
    except (ValueError, TypeError, KeyError):
        return None


def build_anew(unfinished: Note) -> None:
    """Drop whatever demo there is and make an empty database with the note of an unfinished one."""
    connection.close()
    drop()
    _tell("CREATE DATABASE {}")
    write(unfinished)


def drop() -> None:
    """Have no demo's database."""
    _tell("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def write(what: Note) -> None:
    """Note down what stands in the database."""
    words = json.dumps({**vars(what), "closes": what.closes.isoformat()})
    _tell("COMMENT ON DATABASE {} IS {}", sql.Literal(words))


def _tell(order: LiteralString, *words: sql.Composable) -> None:
    """Say something about the demo's database to the server, from outside of it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(order).format(sql.Identifier(DATABASE), *words).as_string())


def mailbox_folder(*, empty: bool) -> Path:
    """Where the mails of the demo are kept; a shop that starts over has an empty mailbox."""
    folder = home.home() / "demo-mailbox"
    if empty:
        shutil.rmtree(folder, ignore_errors=True)
    return home.prepare(folder)


def digest(path: Path) -> str:
    """What tells one file of orders from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
