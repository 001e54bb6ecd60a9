"""Who leaves when, of what an outlook saw decided: under the limits, if nothing else is decided meanwhile.

Those who are alike in all that matters stand in one `line` and are reckoned with as a number; then each gets her turn.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from thereafter.engagement.journeys.models import Outlook
from thereafter.engagement.messaging import claims, taking
from thereafter.engagement.messaging.forecast import Alike, Turn, turns
from thereafter.engagement.messaging.limits import HOUR, Limits
from thereafter.engagement.messaging.models import Reason
from thereafter.foundation.days import day_of
from thereafter.foundation.sql import Folder
from thereafter.record.shop.settings import ShopSettings

SQL = Folder(__file__)
_DECIDING = ("hourly_limit", "hourly_domain_limit", "warm_up_first_day", "warm_up_factor", "quiet_from", "quiet_until")
_SOON = timedelta(days=1)  # as long the hour matters in which something becomes useless; beyond it the day


@dataclass(frozen=True)
class Leaving:
    """How many leave in this hour, later today, after today, and until when; how many are too late in their turn.

    `by_limit` and `by_warm_up` say what keeps those after today. `until` None: nothing is kept, or it is too far off.
    """

    this_hour: int = 0
    later_today: int = 0
    after_today: int = 0
    too_late: int = 0
    by_limit: int = 0
    by_warm_up: int = 0
    until: datetime | None = None

    @property
    def is_kept(self) -> bool:
        """Whether a limit keeps anything from leaving when it could."""
        return bool(self.later_today or self.after_today or self.too_late)


@dataclass
class Lines:
    """Those who would leave now or later today, by what decides when; the number of a line is its place, from 1."""

    shop: ShopSettings
    now: datetime
    places: dict[Alike, int] = field(default_factory=dict)
    people: Counter[int] = field(default_factory=Counter)

    def numbered(self, rows: Iterable[Any]) -> Iterator[tuple[Any, int]]:
        """Each row with the number of its line; 0 for what does not go out, or belongs to a journey that rehearses."""
        for row in rows:
            line = 0
            if row.goes_out and (row.sends or self.shop.mode != "live"):
                line = self.places.setdefault(self._alike(row), len(self.places) + 1)
                self.people[line] += 1
            yield row, line

    def _alike(self, row: Any) -> Alike:
        return Alike(
            ready_at=max(row.not_before or self.now, self.now),
            is_service=row.is_service,
            domain=row.domain if self.shop.hourly_domain_limit else "",
            time_zone="" if row.is_service else row.time_zone,
            stale_at=row.stale_at and self._roughly(row.stale_at),
            messages=0,
        )

    def _roughly(self, at: datetime) -> datetime:
        whole = at.replace(minute=0, second=0, microsecond=0)
        return whole if at <= self.now + _SOON else whole.replace(hour=0)


def settle(outlook: Outlook, lines: Lines) -> None:
    """Reckon when everybody leaves, give each whom a limit keeps her turn, and keep the sums. The caller saves."""
    scale = claims.BUCKETS / outlook.parts
    limits = Limits.of(lines.shop, now=lines.now)
    waiting = [replace(one, messages=round(lines.people[line] * scale)) for one, line in lines.places.items()]
    leave = turns(
        waiting,
        lines.shop,
        used=taking.used(limits, now=lines.now),
        handed_over=taking.handed_over(limits),
        now=lines.now,
    )
    outlook.limits = _decided(lines.shop)
    outlook.leaving = _kept(_sums(leave, outlook.until, now=lines.now))
    _give(outlook, leave, scale, lines)


def of(outlook: Outlook) -> Leaving:
    """How many leave when, by what was reckoned."""
    kept = dict(outlook.leaving)
    if kept.get("until"):
        kept["until"] = datetime.fromisoformat(kept["until"])
    return Leaving(**kept)


def is_under(outlook: Outlook, shop: ShopSettings) -> bool:
    """Whether the limits are still those under which it was reckoned."""
    return bool(outlook.limits == _decided(shop))


def _decided(shop: ShopSettings) -> dict[str, Any]:
    return {key: value for key, value in shop.model_dump(mode="json").items() if key in _DECIDING}


def _kept(sums: Leaving) -> dict[str, Any]:
    return asdict(sums) | {"until": sums.until and sums.until.isoformat()}


def _sums(leave: list[Turn], until: datetime, *, now: datetime) -> Leaving:
    def many(turns: Iterable[Turn]) -> int:
        return sum(one.messages for one in turns)

    gone = [one for one in leave if one.reason is Reason.STALE]
    stay = [one for one in leave if one.reason is not Reason.STALE]
    after = [one for one in stay if one.at is None or one.at >= until]
    kept = [one.at for one in stay if one.reason]
    return Leaving(
        this_hour=many(one for one in stay if one.at == now),
        later_today=many(one for one in stay if one.at is not None and now < one.at < until and one.reason),
        after_today=many(after),
        too_late=many(gone),
        by_limit=many(one for one in after if one.reason is Reason.LIMIT),
        by_warm_up=many(one for one in after if one.reason is Reason.WARM_UP),
        until=None if not kept or None in kept else max(at for at in kept if at) + HOUR,
    )


def _give(outlook: Outlook, leave: list[Turn], scale: float, lines: Lines) -> None:
    zone = ZoneInfo(lines.shop.time_zone)
    given: list[tuple[int, int, int, datetime | None, bool, str, str]] = []
    for place, mine in groupby(sorted(leave, key=lambda one: one.place), key=lambda one: one.place):
        before = 0
        for (at, reason), messages in _by_day(list(mine), outlook.until, zone):
            first, before = before, before + messages
            if not reason:
                continue
            today = at is not None and at < outlook.until
            stale = reason is Reason.STALE
            state, why = ("skipped", reason) if stale else ("ready", Reason.NONE if today else reason)
            span = (round(first / scale) + 1, round(before / scale))
            given.append((place + 1, *span, None if stale else at, today and not stale, state, why.value))
    if given:
        names = ("lines", "firsts", "lasts", "ats", "goes", "states", "reasons")
        SQL["turns"].run(outlook=outlook.pk, **dict(zip(names, map(list, zip(*given, strict=True)), strict=True)))


def _by_day(mine: list[Turn], until: datetime, zone: ZoneInfo) -> Iterator[tuple[tuple[datetime | None, Reason], int]]:
    """The turns of one line: today's by the hour, later ones by the day, at its first hour."""

    def when(one: Turn) -> tuple[datetime | None, Reason]:
        late = one.at is not None and one.at >= until
        return (day_of(one.at, zone)[0] if late and one.at else one.at), one.reason

    for key, same in groupby(mine, key=when):
        together = list(same)
        yield (together[0].at, key[1]), sum(one.messages for one in together)
