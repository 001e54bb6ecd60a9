"""A day as people mean it: from midnight to midnight at one place, whatever the clocks do in between."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1900, 2200  # beyond, a slip of the hand; and at the ends of the calendar a time zone overflows


def is_within_reach(day: date) -> bool:
    """Whether a day, or an instant, that somebody typed is one that people mean."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def day_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which the day that `now` lies in begins and ends at a place."""
    here = now.astimezone(zone).date()
    return datetime.combine(here, time(), zone), datetime.combine(here + timedelta(days=1), time(), zone)
