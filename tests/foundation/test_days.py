"""A day at a place, also when it has 23 or 25 hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from thereafter.foundation.days import day_of

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("now", "hours"), [("2026-03-10T12:00", 24), ("2026-03-29T12:00", 23), ("2026-10-25T12:00", 25)]
)
def test_a_day_lasts_from_midnight_to_midnight_by_the_clocks_of_the_place(now: str, hours: int) -> None:
    begins, ends = (one.astimezone(UTC) for one in day_of(datetime.fromisoformat(now).replace(tzinfo=UTC), LONDON))
    assert ends - begins == timedelta(hours=hours)


def test_the_day_is_that_of_the_place_and_not_of_whoever_asks() -> None:
    begins, ends = day_of(datetime(2026, 3, 10, 12, tzinfo=UTC), ZoneInfo("Pacific/Auckland"))
    assert (begins.date().isoformat(), ends.date().isoformat()) == ("2026-03-11", "2026-03-12")
    assert begins <= datetime(2026, 3, 10, 12, tzinfo=UTC) < ends
