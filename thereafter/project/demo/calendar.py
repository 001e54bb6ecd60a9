"""The demo's calendar: the shop's days, moved by whole weeks into the present.

A moved order keeps its weekday and its hour on the wall, on both sides of a clock change: wall time is moved first and
becomes an instant afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

ZONE = ZoneInfo("Europe/London")
LIVED = 120  # so many of the file's days the shop lives through; what lies before is its history
# When the shop looks at what is new, on the wall: when quiet hours have ended, twice by day, before they begin again.
_LOOKS = (time(8, 15), time(12, 30), time(16, 30), time(20, 45))


@dataclass(frozen=True)
class Calendar:
    """Where the shop's days lie. `closes` is its last day with orders, `today` the day on which the demo is made."""

    weeks: int
    closes: date
    today: date
    days: int = LIVED

    @property
    def opens(self) -> datetime:
        """The instant at which history ends and the shop begins to live: midnight, so many days before its last."""
        return at(self.closes - timedelta(days=self.days - 1), time(0))

    def move(self, wall: pa.Array) -> pa.Array:
        """Instants (UTC, microseconds) of wall times as the file has them (timestamps without a zone)."""
        moved = pc.add(wall.cast(pa.timestamp("us")), pa.scalar(timedelta(weeks=self.weeks), pa.duration("us")))
        return instants(moved)

    def looks(self) -> Iterator[datetime]:
        """Every instant at which the shop looks at what is new, from its opening until `ends`."""
        day = self.opens.astimezone(ZONE).date()
        while day < self.today:
            yield from (at(day, wall) for wall in _LOOKS)
            day += timedelta(days=1)

    @property
    def closed(self) -> datetime:
        """The midnight after its last day with orders."""
        return at(self.closes + timedelta(days=1), time(0))

    @property
    def lived_until(self) -> date:
        """The last day that the shop has lived: journeys go on after its last order, so this decides how many mails."""
        return self.today - timedelta(days=1)

    def ends(self) -> datetime:
        """The last midnight: the shop has lived every whole day. From here the real clock goes on."""
        return at(self.today, time(0))


def moved_to(today: date, *, last_day: date, days: int = LIVED) -> Calendar:
    """The calendar that puts the file's `last_day` one to seven days before `today`, on the same weekday."""
    weeks = (today - timedelta(days=1) - last_day).days // 7
    return Calendar(weeks=weeks, closes=last_day + timedelta(weeks=weeks), today=today, days=days)


def instants(wall: pa.Array) -> pa.Array:
    """The instants (UTC) of times on the shop's wall; the earlier one where the clock shows a time twice."""
    placed = pc.assume_timezone(wall, ZONE.key, ambiguous="earliest", nonexistent="latest")
    return placed.cast(pa.timestamp("us", tz="UTC"))


def at(day: date, wall: time) -> datetime:
    """The instant of a time on the shop's wall, in UTC; the earlier one where the clock shows it twice."""
    return datetime.combine(day, wall, tzinfo=ZONE).astimezone(UTC)
