"""How numbers, shares, spans and instants read on a page. Pure: `now` and the zone are passed in, never looked up."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from thereafter.foundation.plural import Number
from thereafter.foundation.plural import plural as plural

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

_SPANS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def number(value: Number, places: int = 0) -> str:
    """4338 as "4,338", with a true minus sign."""
    return f"{value:,.{places}f}".replace("-", MINUS)


def percent(share: Number) -> str:
    """A share (0.123) as "12 %"; one decimal below 10 and above 90; never rounded to nothing or to everything."""
    points = abs(float(share)) * 100
    sign = MINUS if share < 0 else ""
    if 0 < points < 0.1:
        return f"under {sign}0.1{NARROW_SPACE}%"
    if 99.9 < points < 100:
        return f"over {sign}99.9{NARROW_SPACE}%"
    places = 0 if 10 <= points <= 90 or points == int(points) else 1
    return f"{sign}{points:,.{places}f}{NARROW_SPACE}%"


def count(value: Number, one: str, many: str | None = None) -> str:
    """A number with its word: "1 order", "4,338 orders"."""
    return f"{number(value)} {plural(value, one, many)}"


def count_of(value: int, most: int, one: str, many: str | None = None) -> str:
    """The same of what was counted no further than `most`: "10,000 tasks or more"."""
    return f"{count(value, one, many)}{' or more' if value >= most else ''}"


def duration(span: timedelta) -> str:
    """A span in its two largest units: "3 days 4 hours", "45 seconds". Raises ValueError for a negative one."""
    if span < timedelta(0):
        raise ValueError(f"A duration cannot be negative, and this is {span}. Say it with `relative`.")
    left = int(span.total_seconds())
    if left == 0:
        return "under a second"
    first = next(place for place, (_, size) in enumerate(_SPANS) if left >= size)
    words = []
    for name, size in _SPANS[first : first + 2]:
        amount, left = divmod(left, size)
        if amount:
            words.append(count(amount, name))
    return " ".join(words)


def relative(at: datetime, *, now: datetime) -> str:
    """Where an instant lies seen from `now`: "in 3 days", "2 hours ago", "just now"."""
    seconds = (at - now).total_seconds()
    amount, unit = _rounded(abs(seconds))
    if not amount:
        return "just now"
    words = count(amount, unit)
    return f"in {words}" if seconds > 0 else f"{words} ago"


def relative_day(at: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """How many midnights of the zone lie between an instant and `now`: "today", "yesterday", "in 6 days"."""
    days = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or relative(now + timedelta(days=days), now=now)


def _rounded(seconds: float) -> tuple[int, str]:
    """The largest unit that still tells something, and how many of it."""
    minutes, hours, days = round(seconds / 60), round(seconds / 3_600), round(seconds / 86_400)
    if minutes < 60:
        return minutes, "minute"
    if hours < 36:
        return hours, "hour"
    if days < 21:
        return days, "day"
    if days < 84:
        return round(days / 7), "week"
    if days < 700:
        return round(days / 30.44), "month"
    return round(days / 365.25), "year"


def day(at: datetime, zone: ZoneInfo) -> str:
    """The calendar day of an instant in a zone: "14 Oct 2025"."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b %Y}"


def time_of_day(at: datetime, zone: ZoneInfo) -> str:
    """The wall clock's reading in a zone: "09:40"."""
    return f"{at.astimezone(zone):%H:%M}"


def instant(at: datetime, zone: ZoneInfo) -> str:
    """Day and time in a zone: "Tue 14 Oct 2025, 09:40"."""
    local = at.astimezone(zone)
    return f"{local:%a} {day(at, zone)}, {local:%H:%M}"
