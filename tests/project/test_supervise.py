"""A child process that fell is started again, whatever becomes of the clock meanwhile."""

import sys
from datetime import timedelta

import pytest

from tests.cast import NOON
from thereafter.project.supervise import Child


def fallen() -> Child:
    """One that ended by itself at noon, and pauses for a second."""
    child = Child("worker", [sys.executable, "-c", ""], {})
    child.start(now=NOON)
    assert child.process
    child.process.wait()
    assert child.fell(now=NOON)
    return child


def test_it_starts_again_after_its_pause() -> None:
    child = fallen()
    assert not child.is_due(now=NOON + timedelta(milliseconds=900))
    assert child.is_due(now=NOON + timedelta(seconds=1))


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(hours=3), timedelta(days=400)])
def test_a_clock_that_was_set_back_keeps_it_from_nothing(back: timedelta) -> None:
    assert fallen().is_due(now=NOON - back)


def test_one_that_runs_is_not_due() -> None:
    child = fallen()
    child.start(now=NOON)
    assert child.process
    child.process.wait()
    assert not child.is_due(now=NOON + timedelta(hours=1))
