"""Databases that come and go during a restore. The shop's own name changes hands in one transaction."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import LiteralString

from django.db import DatabaseError, OperationalError, connection
from psycopg import errors, sql

from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal

_FRESH, _OLD = "_fresh_", "_before_"  # what the names of those that a restore makes or leaves have in them
_TRIES, _PAUSE = 20, timedelta(seconds=1)
_AT_WORK = 7_410_228  # any number that is ours
_LONGEST = 40  # of the shop's own name in them; PostgreSQL cuts names at 63 bytes


def name() -> str:
    """The shop's database."""
    return str(connection.settings_dict["NAME"])


@contextmanager
def fresh() -> Iterator[str]:
    """An empty database beside the shop's own. Gone afterwards, unless it was given the shop's name in between."""
    sweep()
    made = f"{name()[:_LONGEST]}{_FRESH}{secrets.token_hex(4)}"
    with _at_work():
        _make(made)
        try:
            yield made
        finally:
            drop(made)


def _make(database: str) -> None:
    try:
        _tell("CREATE DATABASE {} TEMPLATE template0", database)
    except DatabaseError as error:
        if isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise Refusal(
                f"The role {connection.settings_dict['USER']} may not make databases, and a copy is restored into a "
                f"fresh one. Let an administrator run: ALTER ROLE {connection.settings_dict['USER']} CREATEDB."
            ) from None
        raise


@contextmanager
def inside(database: str) -> Iterator[None]:
    """Work in another database of the server for a `with` block."""
    shop = name()
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = shop


def number(database: str) -> int:
    """What the server calls it, whatever its name."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT oid::bigint FROM pg_database WHERE datname = %s", [database])
        [(found,)] = cursor.fetchall()
    return int(found)


def name_for_the_one_before() -> str:
    """What the shop's database of today may be called once another has its name."""
    return f"{name()[:_LONGEST]}{_OLD}{secrets.token_hex(4)}"


def take_over(made: str, before: str) -> None:
    """Make the fresh database the shop's, in one transaction; the present one is called `before` then.

    Raises Refusal while others are connected to either.
    """
    shop = name()
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute("SET LOCAL synchronous_commit = on")
            cursor.execute(_renamed(shop, before))
            cursor.execute(_renamed(made, shop))
            cursor.execute("COMMIT")
        except DatabaseError as error:
            if isinstance(error.__cause__, errors.ObjectInUse):
                raise Refusal(
                    "Others work in the shop’s database. Stop every `thereafter up` and `thereafter work` on it, and "
                    "restore again; nothing was changed."
                ) from None
            raise


def drop(database: str) -> None:
    """Take it away, whoever is in it. Raises DatabaseError where the server does not answer for long."""
    clock = RealClock()
    for _ in range(_TRIES):
        try:
            return _tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        except OperationalError:  # a server that fell over, because its disk was full, may get up again
            connection.close()
            clock.wait(_PAUSE)
    return _tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


@contextmanager
def _at_work() -> Iterator[None]:
    """A restore is under way: what it made is no leftover."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_AT_WORK])  # until this connection ends
        yield


def sweep() -> int:
    """Drop what killed restores left and nobody is in, unless one is under way: how many that were."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_AT_WORK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "SELECT datname FROM pg_database WHERE (starts_with(datname, %s) OR starts_with(datname, %s))"
            " AND NOT EXISTS (SELECT FROM pg_stat_activity AS other WHERE other.datname = pg_database.datname)",
            [name()[:_LONGEST] + _FRESH, name()[:_LONGEST] + _OLD],
        )
        left = [str(row[0]) for row in cursor.fetchall()]
    for one in left:
        drop(one)
    return len(left)


def _renamed(present: str, future: str) -> str:
    names = (sql.Identifier(present), sql.Identifier(future))
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names).as_string()


def _tell(order: LiteralString, database: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(order).format(sql.Identifier(database)).as_string())
