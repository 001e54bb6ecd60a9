"""The demo's own database, and the note on it that says what stands in it.

The note is the database's comment: it lives and dies with it, and can be read without opening it. The summary is noted
at the very end, so a demo that was killed is never taken for one that is there.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from thereafter.foundation.errors import Refusal
from thereafter.project import database, home

DATABASE = "thereafter_demo"
VERSION = 1  # of what the demo makes of its file; another one makes it start over


@dataclass(frozen=True)
class Note:
    """What stands in the demo's database. `summary` is there when it is finished."""

    version: int
    data: str
    closes: date
    mailbox: str
    summary: Mapping[str, Any] | None

    def fits(self, data: str) -> bool:
        """Whether this is the finished shop that we would make from this data."""
        return self.summary is not None and (self.version, self.data) == (VERSION, data)


@contextmanager
def alone() -> Iterator[None]:
    """One demo at a time in a data folder. Raises Refusal, with the other's process, for a second one."""
    descriptor = os.open(home.prepare(home.home()) / "demo.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.read(descriptor, 20).decode() or "somebody"
        os.close(descriptor)
        raise Refusal(
            f"A demo runs already in {home.home()} (process {other}). "
            "Stop it, or set THEREAFTER_HOME to another folder."
        ) from None
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def enter() -> None:
    """Work in the demo's database from here on, whatever shop the server holds besides; so do child processes."""
    database.enter(DATABASE)


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
    name = sql.Identifier(DATABASE)
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name).as_string())
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(name).as_string())
    write(unfinished)


def write(what: Note) -> None:
    """Note down what stands in the database."""
    words = json.dumps({**vars(what), "closes": what.closes.isoformat()})
    comment = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(words))
    with connection._nodb_cursor() as cursor:
        cursor.execute(comment.as_string())


def digest(path: Path) -> str:
    """What tells one file of orders from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
