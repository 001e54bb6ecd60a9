"""A database that is ready to be used: the server answers, the tables are those of this version."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache

from django.core.management import call_command
from django.db import DatabaseError, NotSupportedError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from thereafter.foundation.alone import alone
from thereafter.foundation.clock import Clock, RealClock
from thereafter.foundation.errors import Refusal
from thereafter.project import database, postgres

OLDEST = 15  # the first major version of PostgreSQL that understands all our statements
_LOCK = 7_410_226  # any number that is ours: two that migrate at once take turns
_A_MOMENT = timedelta(milliseconds=200)
_first: list[Callable[[], object]] = []


def do_first(step: Callable[[], object]) -> None:
    """From now on this is done whenever a server is held, before anything else. Call it in `AppConfig.ready()`."""
    _first.append(step)


def open_database(stack: ExitStack, *, say: Callable[[str], None]) -> None:
    """Start or share the embedded server until `stack` closes, and bring its tables up to date.

    A server of the administrator's own is migrated only when told to, unless it is empty: Refusal if it lags behind.
    """
    hold_server(stack, say=say)
    if is_embedded() or is_empty():
        migrate(say=say)
    elif pending():
        raise Refusal("The database is not up to date with this version. Run `thereafter migrate` first.")


def hold_server(stack: ExitStack, *, say: Callable[[str], None]) -> None:
    """Start or share the embedded server until `stack` closes; a server of the administrator's own must answer.

    Then whatever was registered with `do_first` is done.
    """
    if is_embedded():
        stack.enter_context(postgres.running(say))
        database.make_if_missing(say)
    try:
        connection.ensure_connection()
    except NotSupportedError:
        pass  # Django's own word against a version too old; ours has a remedy
    except DatabaseError as error:
        raise Refusal(f"{database.described()} does not answer: {meaning(str(error))}.") from None
    stack.callback(connection.close)
    if trouble := age_trouble(connection.connection.info.server_version):
        raise Refusal(trouble)
    for step in _first:
        step()


def age_trouble(version: int) -> str:
    """What is wrong with a server of this version, which PostgreSQL numbers like 150018; empty: nothing. Pure."""
    major = version // 10_000
    if major >= OLDEST:
        return ""
    return (
        f"{database.described()} is on PostgreSQL {major}, and thereafter needs {OLDEST} or later. Upgrade that "
        "server, or take DATABASE_URL away to use the embedded one."
    )


def meaning(words: str) -> str:
    """What a driver says of a connection that it could not make, in one line: each cause, without advice. Pure.

    The first line is what happened; after it the libraries ask whether a server runs there. Where a host has several
    addresses, a line for each comes after a headline.
    """
    lines = [line.strip() for line in words.strip().splitlines() if not line.startswith("\t")] or [
        "it does not say why"
    ]
    causes = [line.removeprefix("- ") for line in lines[1:] if line.startswith("- ")] or lines[:1]
    known = ("connection failed: ", "connection is bad: ")
    return "; ".join(cause.removeprefix(known[0]).removeprefix(known[1]).rstrip(".") for cause in causes)


def migrate(*, say: Callable[[str], None]) -> int:
    """Apply what is pending, one migrator at a time; how many migrations that were."""
    if not pending():
        return 0
    with take_turn(RealClock()):
        count = pending()
        if count:
            say(f"Bringing the database up to date ({count} migrations).")
            call_command("migrate", interactive=False, verbosity=0)
    return count


@contextmanager
def take_turn(clock: Clock) -> Iterator[None]:
    """Wait until nobody else migrates, and be the one who does.

    Asked again and again, since who waits in a statement has an old view of the tables: an index that is built while
    others work waits for everybody with such a view, so the two would wait for each other.
    """
    while True:
        with alone(_LOCK) as mine:
            if mine:
                yield
                return
        clock.wait(_A_MOMENT)


def pending() -> int:
    """How many migrations the database has not seen yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def missing_migrations() -> int:
    """The same as `pending`, cheap enough for a page: this version's migrations are read once a process."""
    return len(_of_this_version() - MigrationRecorder(connection).applied_migrations().keys())


@cache
def _of_this_version() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def is_empty() -> bool:
    """Whether nothing of ours was ever made in the database."""
    return not MigrationExecutor(connection).loader.applied_migrations


def is_embedded() -> bool:
    """Whether the database is the one that we start ourselves."""
    return not os.environ.get("DATABASE_URL")
