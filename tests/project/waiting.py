"""Waiting for another process, for no longer than it takes."""

from collections.abc import Callable
from datetime import timedelta

from thereafter.foundation.clock import RealClock


def wait_until(happened: Callable[[], bool], *, within: timedelta, otherwise: Callable[[], str] = str) -> None:
    """Look every 50 milliseconds. Raises AssertionError with what `otherwise` tells, if not in time."""
    clock = RealClock()
    deadline = clock.now() + within
    while not happened():
        assert clock.now() < deadline, f"did not happen within {within}: {otherwise()}"
        clock.wait(timedelta(milliseconds=50))
