"""An import outlives its database: it waits until the database answers again, and goes on after what was committed."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal

_PATIENCE = timedelta(seconds=60)
_GLANCE = timedelta(milliseconds=200)
_FALLS = 5  # within one import; whatever brings the database down so often is not over by waiting
_AGAIN = "Run the same command again: what was committed is kept, and the import goes on after it."

T = TypeVar("T")


class Away(Refusal):
    """The database went away and did not come back, or not for long."""


def outlive(act: Callable[[], T], *, clock: Clock, say: Callable[[str], None]) -> T:
    """Do what goes on where it was; when the connection is lost, wait for the database and do it once more.

    Raises Away after a minute without an answer. An error over a connection that lives goes its way.
    """
    for _ in range(_FALLS):
        ours = None
        try:
            connection.ensure_connection()
            ours = connection.connection
            return act()
        except (OperationalError, InterfaceError):
            if ours is not None and not ours.closed:
                raise
        connection.close()
        say("The database went away; waiting for it to come back.")
        _wait(clock)
    raise Away(f"The database went away {_FALLS} times during this import. See in its log why. {_AGAIN}")


def _wait(clock: Clock) -> None:
    deadline = clock.now() + _PATIENCE
    while True:
        try:
            return connection.ensure_connection()
        except (OperationalError, InterfaceError):
            connection.close()
            if clock.now() >= deadline:
                raise Away(f"The database did not come back within {_PATIENCE.seconds} seconds. {_AGAIN}") from None
            clock.wait(_GLANCE)
