"""Telling an error of a connection, which another attempt may mend, from an error of what was asked over it."""

from collections.abc import Iterator

import django.db
import psycopg

AWAY = "The database went away"
_ERRORS = (django.db.OperationalError, django.db.InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
# Of those that the server names: connection exceptions, and its own shutdown, crash and start.
_STATES = ("08", "57P01", "57P02", "57P03")


def is_lost(error: BaseException | None) -> bool:
    """Whether this error, or one that it was made from, says that the database went away or does not answer."""
    return any(isinstance(one, _ERRORS) and _of_the_connection(one) for one in _chain(error))


def _of_the_connection(error: BaseException) -> bool:
    """Django's error has no state of its own: what the driver said stands behind it, and is looked at in its turn."""
    if isinstance(error, (django.db.OperationalError, django.db.InterfaceError)) and error.__cause__ is not None:
        return False
    state = getattr(error, "sqlstate", None)
    return state is None or str(state).startswith(_STATES)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
