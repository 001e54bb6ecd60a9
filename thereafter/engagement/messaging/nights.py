"""When it is night somewhere: the shop's quiet hours in a time zone, as instants. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Night(NamedTuple):
    """Quiet from `begins_at` until just before `ends_at`, both in UTC."""

    begins_at: datetime
    ends_at: datetime


class Quiet(NamedTuple):
    """The wall-clock times between which nobody is disturbed. Equal times: nowhere and never."""

    begins: time
    ends: time


@lru_cache(maxsize=2_000)
def zone(name: str, *, otherwise: str) -> tzinfo:
    """The time zone of this name; for one that nobody knows, or none, that of the name `otherwise`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC if name == otherwise else zone(otherwise, otherwise=otherwise)


def night_at(place: tzinfo, instant: datetime, quiet: Quiet) -> Night | None:
    """The night that `instant` lies in, if it does."""
    for night in nights(place, instant, instant, quiet):
        if night.begins_at <= instant < night.ends_at:
            return night
    return None


def nights(place: tzinfo, first: datetime, last: datetime, quiet: Quiet) -> tuple[Night, ...]:
    """Every night that an instant from `first` to `last` may lie in. `begins_at` of the earliest may be cut short."""
    first, last = first.astimezone(UTC), last.astimezone(UTC)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)  # so that a day's ticks share what is found
    return _nights(place, midnight, last.replace(minute=0, second=0, microsecond=0) + HOUR, quiet)


@lru_cache(maxsize=5_000)
def _nights(place: tzinfo, first: datetime, last: datetime, quiet: Quiet) -> tuple[Night, ...]:
    joined: list[Night] = []
    for begins_at, ends_at in _pieces(place, first, last + 2 * DAY, quiet):
        if joined and begins_at <= joined[-1].ends_at:
            joined[-1] = Night(joined[-1].begins_at, max(ends_at, joined[-1].ends_at))
        else:
            joined.append(Night(begins_at, ends_at))
    return tuple(joined)


def _pieces(place: tzinfo, first: datetime, last: datetime, quiet: Quiet) -> Iterator[Night]:
    """The nights, cut where the clocks change: between two changes wall-clock time is UTC and a constant."""
    if quiet.begins == quiet.ends:
        return
    over_midnight = DAY if quiet.ends < quiet.begins else timedelta()
    for since, until, offset in _constant_offsets(place, first, last):
        day = (since + offset - DAY).date()
        while day <= (until + offset).date():
            begins_at = datetime.combine(day, quiet.begins, UTC) - offset
            ends_at = datetime.combine(day, quiet.ends, UTC) + over_midnight - offset
            if max(begins_at, since) < min(ends_at, until):
                yield Night(max(begins_at, since), min(ends_at, until))
            day += DAY


def _constant_offsets(place: tzinfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    since, offset = first, _offset(place, first)
    instant = first
    while instant < last:
        instant += HOUR
        if _offset(place, instant) != offset:
            change = _change(place, instant - HOUR, instant)
            yield since, change, offset
            since, offset = change, _offset(place, change)
    yield since, instant, offset


def _change(place: tzinfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset changes, between two instants with different offsets."""
    old = _offset(place, before)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if _offset(place, middle) == old else (before, middle)
    return after


def _offset(place: tzinfo, instant: datetime) -> timedelta:
    return instant.astimezone(place).utcoffset() or timedelta()
