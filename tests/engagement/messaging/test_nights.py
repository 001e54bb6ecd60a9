"""Quiet hours in every time zone there is, over both changes of the clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from thereafter.engagement.messaging.nights import Quiet, night_at, nights, zone

STEP = timedelta(minutes=30)
QUIET = [Quiet(time(21), time(8)), Quiet(time(1, 30), time(2, 30)), Quiet(time(0), time(0))]
ZONES = sorted(available_timezones())


def is_quiet(local: time, quiet: Quiet) -> bool:
    """The definition, on the clock on her wall."""
    if quiet.begins <= quiet.ends:
        return quiet.begins <= local < quiet.ends
    return local >= quiet.begins or local < quiet.ends


def changes(place: ZoneInfo, year: int) -> list[datetime]:
    """The hours of a year at which a zone's clocks change, and one at which they do not."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=number) for number in range(0, 8_760, 6)]
    offsets = [hour.astimezone(place).utcoffset() for hour in hours]
    return [
        hours[0],
        *(hour for hour, one, other in zip(hours[1:], offsets, offsets[1:], strict=False) if one != other),
    ]


@pytest.mark.parametrize("quiet", QUIET, ids=["night", "in the change", "never"])
def test_it_is_night_exactly_when_the_clock_on_her_wall_says_so(quiet: Quiet) -> None:
    for name in ZONES:
        place = ZoneInfo(name)
        for change in changes(place, 2026):
            for number in range(-30, 30):
                instant = change + number * STEP
                found = night_at(place, instant, quiet) is not None
                assert found == is_quiet(instant.astimezone(place).time(), quiet), (name, instant)


def test_a_night_ends_at_the_first_instant_that_is_not_quiet() -> None:
    quiet = QUIET[0]
    for name in ZONES:
        place = ZoneInfo(name)
        for change in changes(place, 2026):
            for night in nights(place, change, change, quiet)[:1]:
                last = night.ends_at - timedelta(seconds=1)
                assert is_quiet(last.astimezone(place).time(), quiet), (name, night)
                assert not is_quiet(night.ends_at.astimezone(place).time(), quiet), (name, night)


def test_a_zone_that_nobody_knows_is_the_other_one() -> None:
    assert zone("Mars/Phobos", otherwise="Europe/London") == ZoneInfo("Europe/London")
    assert zone("", otherwise="Europe/London") == ZoneInfo("Europe/London")
    assert zone("../../etc/passwd", otherwise="Europe/London") == ZoneInfo("Europe/London")
