"""The file's days are moved by whole weeks into the present."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from thereafter.project.demo.calendar import ZONE, moved_to

LAST = date(2011, 12, 9)
WEEK = [date(2026, 11, 16) + timedelta(days=day) for day in range(7)]


@pytest.mark.parametrize("today", WEEK, ids=str)
def test_the_shops_last_day_lies_one_to_seven_days_back_on_its_own_weekday(today: date) -> None:
    calendar = moved_to(today, last_day=LAST)
    assert 1 <= (today - calendar.closes).days <= 7
    assert calendar.closes.weekday() == LAST.weekday()


def test_an_order_keeps_its_weekday_and_its_hour_on_the_wall_on_both_sides_of_a_clock_change() -> None:
    calendar = moved_to(date(2026, 11, 22), last_day=LAST)
    hours = pa.array(np.arange("2011-01-04T00:30", "2011-12-05T00:30", np.timedelta64(7, "h"), dtype="M8[us]"))
    for before, after in zip(hours.to_pylist(), calendar.move(hours).to_pylist(), strict=True):
        wall = after.astimezone(ZONE)
        if (wall.month, wall.hour) != (3, 2):  # an hour that the clock skips in March is moved behind the gap
            assert (wall.weekday(), wall.hour, wall.minute) == (before.weekday(), before.hour, before.minute)


def test_an_order_of_a_winters_noon_may_become_a_summers_noon_and_stays_noon() -> None:
    calendar = moved_to(date(2026, 6, 20), last_day=LAST)
    noon = calendar.move(pa.array(np.array(["2011-12-09T12:50"], "M8[us]")))[0].as_py()
    assert noon == datetime(2026, 6, 19, 11, 50, tzinfo=UTC)


def test_the_shop_looks_at_what_is_new_several_times_a_day_until_the_last_midnight() -> None:
    calendar = moved_to(date(2026, 11, 22), last_day=LAST)
    looks = list(calendar.looks())
    per_day = {day: sum(1 for look in looks if look.astimezone(ZONE).date() == day) for day in WEEK[:6]}
    assert set(per_day.values()) == {4}
    assert looks == sorted(looks)
    assert calendar.opens < looks[0]
    assert looks[-1] < calendar.ends() <= datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made_on", "days"),
    [(date(2026, 11, 21), 0), (date(2026, 11, 26), 5), (date(2026, 11, 27), 6), (date(2026, 11, 28), 0)],
)
def test_a_shop_made_a_day_later_lives_a_day_longer_after_its_last_order_and_after_a_week_all_days_are_moved(
    made_on: date, days: int
) -> None:
    calendar = moved_to(made_on, last_day=LAST)
    assert calendar.lived_until - calendar.closes == timedelta(days=days)
    assert [*calendar.looks()][-1].astimezone(ZONE).date() == calendar.lived_until


def test_the_shop_lives_the_last_hundred_and_twenty_days_of_the_file() -> None:
    calendar = moved_to(date(2026, 11, 22), last_day=LAST)
    assert (calendar.closes - calendar.opens.astimezone(ZONE).date()).days + 1 == 120
