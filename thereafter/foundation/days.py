"""A day as people mean it: from midnight to midnight at one place, whatever the clocks do in between."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which the day that `now` lies in begins and ends at a place."""
    here = now.astimezone(zone).date()
    return datetime.combine(here, time(), zone), datetime.combine(here + timedelta(days=1), time(), zone)
