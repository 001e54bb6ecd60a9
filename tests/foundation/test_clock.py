"""A virtual clock stands still until it is moved, and never goes back."""

from datetime import UTC, datetime, timedelta

import pytest

from thereafter.foundation.clock import RealClock, VirtualClock

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def test_a_virtual_clock_stands_still_until_somebody_waits() -> None:
    clock = VirtualClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.wait(timedelta(days=40))
    assert clock.now() == NOON + timedelta(days=40)


def test_a_virtual_clock_never_goes_back() -> None:
    clock = VirtualClock(NOON)
    clock.move_to(NOON)
    with pytest.raises(ValueError, match="cannot go back from 2026-03-10 12:00 to 2026-03-10 11:00"):
        clock.move_to(NOON - timedelta(hours=1))


def test_the_real_clock_is_aware_and_waits_no_negative_time() -> None:
    clock = RealClock()
    before = clock.now()
    clock.wait(timedelta(seconds=-1))
    clock.wait(timedelta(milliseconds=5))
    assert before.tzinfo is UTC
    assert clock.now() - before >= timedelta(milliseconds=4)
