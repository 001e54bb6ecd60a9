"""How much may leave: in an hour, in an hour to one domain, and on a day of a new sender's warm-up.

Service goes first. It counts in every limit, and the hour's limits hold for it too; a warm-up never holds it back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from thereafter.foundation.days import day_of
from thereafter.record.shop.settings import ShopSettings

HOUR = timedelta(hours=1)
_MOST = 1_000_000_000  # letters a day: from there on a warm-up is over


@dataclass(frozen=True)
class Used:
    """How many letters left or are in hand, of this hour and of this day."""

    hour: int
    day: int


@dataclass(frozen=True)
class Left:
    """How many letters may still leave in this hour; of value and ask, on this day of a warm-up. None: all."""

    hour: int | None
    commercial: int | None


@dataclass(frozen=True)
class Limits:
    """What holds at one instant. None: nothing does. The instants say since when is counted, and until when waits."""

    an_hour: int | None
    an_hour_to_a_domain: int | None
    today: int | None  # of a warm-up
    hour_began: datetime
    next_hour: datetime
    day_began: datetime
    next_day: datetime

    @classmethod
    def of(cls, shop: ShopSettings, *, now: datetime) -> "Limits":
        """The limits of the shop at `now`."""
        day_began, next_day = day_of(now, ZoneInfo(shop.time_zone))
        hour = now.replace(minute=0, second=0, microsecond=0)
        return cls(
            an_hour=shop.hourly_limit,
            an_hour_to_a_domain=shop.hourly_domain_limit,
            today=warm_up(shop, now=now),
            hour_began=hour,
            next_hour=hour + HOUR,
            day_began=day_began,
            next_day=next_day,
        )

    def left(self, used: Used) -> Left:
        """What is left of them when so much is used."""
        return Left(
            hour=None if self.an_hour is None else max(0, self.an_hour - used.hour),
            commercial=None if self.today is None else max(0, self.today - used.day),
        )

    @property
    def any(self) -> bool:
        """Whether there is a limit at all."""
        return any(limit is not None for limit in (self.an_hour, self.an_hour_to_a_domain, self.today))


def warm_up(shop: ShopSettings, *, now: datetime) -> int | None:
    """How many letters today's share of the warm-up is; None without one, or when it is over.

    The first day is that of the first letter that went out for good, in the shop's time zone; or that on which the
    warm-up was decided, where letters had gone out before. A test counts for nothing, and so does a start after which
    nobody was due.
    """
    if shop.warm_up_first_day is None or shop.mode == "test":
        return None
    zone = ZoneInfo(shop.time_zone)
    first = max(shop.warm_up_since or shop.first_sent_at or now, shop.first_sent_at or now)
    return share(
        (now.astimezone(zone).date() - first.astimezone(zone).date()).days, shop.warm_up_first_day, shop.warm_up_factor
    )


def share(day: int, first_day: int, factor: float) -> int | None:
    """How many letters may leave on a day of a warm-up, the first being day 0; None when it is over. Pure."""
    letters = float(first_day)
    for _ in range(max(day, 0)):
        letters *= factor
        if letters >= _MOST:
            return None
    return int(letters)
