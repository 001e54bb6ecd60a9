"""The database goes away: telling that from an error of what was asked of it, and going on when it is back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeVar

import django.db
import psycopg
from django.db import connection

from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal

AWAY = "The database went away"
_ERRORS = (django.db.OperationalError, django.db.InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
# Of those that the server names: connection exceptions, and its own shutdown, crash and start.
_STATES = ("08", "57P01", "57P02", "57P03")
_PATIENCE = timedelta(seconds=60)
_GLANCE = timedelta(milliseconds=200)
_FALLS = 5  # within one act; whatever brings the database down so often is not over by waiting

T = TypeVar("T")


class Away(Refusal):
    """The database went away and did not come back, or not for long."""


def is_lost(error: BaseException | None) -> bool:
    """Whether this error, or one that it was made from, says that the database went away or does not answer."""
    return any(isinstance(one, _ERRORS) and _of_the_connection(one) for one in chain(error))


def outlive(
    act: Callable[[], T],
    *,
    clock: Clock,
    say: Callable[[str], None],
    remedy: str = "Run the same command again.",
    patience: timedelta = _PATIENCE,
) -> T:
    """Do what may be done twice; when the database goes away, wait until it answers and do it once more.

    Raises Away, with the remedy, where it does not answer within `patience` or goes away again and again. Any other
    error goes its way.
    """
    for _ in range(_FALLS):
        try:
            return act()
        except _ERRORS as error:
            if not is_lost(error):
                raise
        connection.close()
        say(f"{AWAY}; waiting for it to come back.")
        _wait(clock, patience, remedy)
    raise Away(f"{AWAY} {_FALLS} times meanwhile. See in its log why. {remedy}")


def _wait(clock: Clock, patience: timedelta, remedy: str) -> None:
    deadline = clock.now() + patience
    while True:
        try:
            return connection.ensure_connection()
        except _ERRORS:
            connection.close()
            if clock.now() >= deadline:
                seconds = int(patience.total_seconds())
                raise Away(f"The database did not come back within {seconds} seconds. {remedy}") from None
            clock.wait(_GLANCE)


def _of_the_connection(error: BaseException) -> bool:
    """Django's error has no state of its own: what the driver said stands behind it, and is looked at in its turn."""
    if isinstance(error, (django.db.OperationalError, django.db.InterfaceError)) and error.__cause__ is not None:
        return False
    state = getattr(error, "sqlstate", None)
    return state is None or str(state).startswith(_STATES)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those that it was made from."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
