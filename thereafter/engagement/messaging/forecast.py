"""When what is decided leaves under the limits, if nothing else is decided meanwhile. Pure: `taking.py` run ahead.

As in the line itself: service first, then who waits longest; no more an hour, an hour to a domain and a day of a
warm-up than may leave; value and ask not at night; what is of no more use when its turn comes does not leave at all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from thereafter.engagement.messaging.limits import Limits, Used
from thereafter.engagement.messaging.models import Reason
from thereafter.engagement.messaging.nights import Quiet, night_at, zone
from thereafter.record.shop.settings import ShopSettings

FARTHEST = timedelta(days=60)  # nobody reckons further ahead


@dataclass(frozen=True)
class Alike:
    """So many messages that are alike in all that decides when they leave. `stale_at` None: never."""

    ready_at: datetime
    is_service: bool
    domain: str
    time_zone: str
    stale_at: datetime | None
    messages: int


@dataclass(frozen=True)
class Turn:
    """So many of those at `place` in what was asked leave in the hour that begins at `at` (this one: now), and what
    keeps them from leaving today, or until then. `at` None: not before `FARTHEST`; `STALE`: never."""

    place: int
    messages: int
    at: datetime | None
    reason: Reason


def turns(
    waiting: Sequence[Alike], shop: ShopSettings, *, used: Used, handed_over: Mapping[str, int], now: datetime
) -> list[Turn]:
    """When each of them leaves, in the order of leaving. `used`, and `handed_over` by domain: as of `now`.

    The shop is taken as live from now on: who never sent begins her warm-up today.
    """
    shop = shop.model_copy(update={"mode": "live", "first_sent_at": shop.first_sent_at or now})
    return list(_Line(waiting, shop, used, Counter(handed_over)).leave(now))


class _Line:
    """What still waits, hour by hour."""

    def __init__(self, waiting: Sequence[Alike], shop: ShopSettings, used: Used, to_domains: Counter[str]) -> None:
        self.waiting, self.shop, self.used, self.to_domains = waiting, shop, used, to_domains
        self.is_today = True
        self.quiet = Quiet(shop.quiet_from, shop.quiet_until)
        self.left = [one.messages for one in waiting]
        self.reason = [Reason.NONE for _ in waiting]
        self.order = sorted(
            range(len(waiting)), key=lambda place: (not waiting[place].is_service, waiting[place].ready_at)
        )

    def leave(self, now: datetime) -> Iterator[Turn]:
        """All turns, from this hour on."""
        at, day = now, Limits.of(self.shop, now=now).day_began
        while self.order and at < now + FARTHEST:
            limits = Limits.of(self.shop, now=at)
            if limits.day_began != day:
                day, self.used, self.is_today = limits.day_began, Used(hour=self.used.hour, day=0), False
            yield from self._hour(at, limits)
            self.order = [place for place in self.order if self.left[place]]
            at, self.used, self.to_domains = limits.next_hour, Used(hour=0, day=self.used.day), Counter()
        for place in self.order:
            yield Turn(place, self.left[place], None, self.reason[place] or Reason.LIMIT)

    def _hour(self, at: datetime, limits: Limits) -> Iterator[Turn]:
        for place in self.order:
            one, left = self.waiting[place], self.left[place]
            if one.ready_at >= limits.next_hour:
                continue
            if one.stale_at is not None and one.stale_at <= at:
                self.left[place] = 0
                yield Turn(place, left, None, Reason.STALE)
                continue
            room = left if one.is_service or not self._is_night(one, at, limits) else 0
            room = self._room(place, room, limits)
            if room:
                self.left[place] -= room
                self.used = Used(hour=self.used.hour + room, day=self.used.day + room)
                self.to_domains[one.domain] += room
                yield Turn(place, room, at, self.reason[place])
            if self.left[place] and (self.is_today or not self.reason[place]):
                self.reason[place] = self._because(place, limits) or self.reason[place] or Reason.QUIET_HOURS

    def _room(self, place: int, wanted: int, limits: Limits) -> int:
        left = limits.left(self.used)
        room = wanted if left.hour is None else min(wanted, left.hour)
        if left.commercial is not None and not self.waiting[place].is_service:
            room = min(room, left.commercial)
        if limits.an_hour_to_a_domain is not None:
            room = min(room, max(0, limits.an_hour_to_a_domain - self.to_domains[self.waiting[place].domain]))
        return room

    def _because(self, place: int, limits: Limits) -> Reason:
        """Which limit keeps it, if one does: where both do, the warm-up, which keeps it longer."""
        if limits.left(self.used).commercial == 0 and not self.waiting[place].is_service:
            return Reason.WARM_UP
        return Reason.LIMIT if self._room(place, 1, limits) == 0 else Reason.NONE

    def _is_night(self, one: Alike, at: datetime, limits: Limits) -> bool:
        night = night_at(zone(one.time_zone, otherwise=self.shop.time_zone), at, self.quiet)
        return night is not None and night.ends_at >= limits.next_hour
