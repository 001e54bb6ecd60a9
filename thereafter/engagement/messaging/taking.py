"""Taking ready messages for delivery: no more than the limits leave, however many workers take at once.

What was handed over is counted in the commit that marks it (`sql/hand_over.sql`); what somebody has in hand counts
against the limits as well, for as long as it is leased. Whoever takes under a limit does so alone. So what is counted
and what is in hand never exceed it, and whoever is killed leaves nothing counted that did not leave.

However long the line is, it is read from its head as far as is needed. What waits for the next hour or day stays
where it is and is not touched. Only what would stand in the way of others, of a domain whose hour is full or of a
journey that rehearses, is set aside once (`models.Lane`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.limits import Limits, Used
from thereafter.engagement.messaging.models import Kind
from thereafter.engagement.messaging.outcomes import Taken
from thereafter.foundation.sql import Folder
from thereafter.record.shop.settings import ShopSettings

SQL = Folder(__file__)
LEASE = timedelta(seconds=60)  # whoever took a message and was killed keeps it from others for so long
_ALONE = 7_734  # the name of the lock of whoever takes under a limit
_KEPT = timedelta(days=31)
_FAR = 2_000  # messages: as far is looked at once where most of what stands at the head cannot go
_AGAIN = timedelta(minutes=5)  # a lane is looked at again after so long, whether or not somebody said that it opens


@dataclass(frozen=True)
class Line:
    """What was taken from the line, and whether more may stand in it."""

    taken: list[Taken] = field(default_factory=list)
    is_over: bool = True


def take(shop: ShopSettings, *, room: int, now: datetime) -> Line:
    """Take at most `room` messages that may leave now. What a limit keeps back waits."""
    limits = Limits.of(shop, now=now)
    if not limits.any:
        return _take(shop, limits, room=room, commercial=None, now=now)
    with transaction.atomic():
        SQL["lock"].run(buckets=[0], space=_ALONE)
        left = limits.left(used(limits, now=now))
        if left.hour == 0:
            return Line()
        room = room if left.hour is None else min(room, left.hour)
        return _take(shop, limits, room=room, commercial=left.commercial, now=now)


def used(limits: Limits, *, now: datetime) -> Used:
    """How much of the limits is used up at `now`, by what was handed over and by what is in hand."""
    row = SQL["left"].one(hour_began=limits.hour_began, day_began=limits.day_began, lease=LEASE, now=now)
    return Used(hour=row.hour, day=row.day)


def handed_over(limits: Limits) -> dict[str, int]:
    """How many letters were handed over in this hour, by domain."""
    return {row.domain: row.messages for row in SQL["handed_by_domain"].rows(hour_began=limits.hour_began)}


def let_go(*, now: datetime) -> int:
    """What was set aside is looked at again at once: limits have changed, or which journeys send."""
    return SQL["let_go"].run(at=now)


def forget_counts(*, now: datetime) -> int:
    """Forget how many were handed over in hours long past; how many rows that were."""
    return SQL["forget_counts"].run(before=now - _KEPT)


def _take(shop: ShopSettings, limits: Limits, *, room: int, commercial: int | None, now: datetime) -> Line:
    rows = _taken_or_set_aside(shop, limits, look=room, room=room, commercial=commercial, now=now)
    moved = [row for row in rows if row.goes_to]
    if 2 * len(moved) >= room:
        taken = len(rows) - len(moved)
        commercial = None if commercial is None else max(0, commercial - taken)
        rows += _taken_or_set_aside(shop, limits, look=_FAR, room=room - taken, commercial=commercial, now=now)
    is_over = len(rows) < room and not any(row.goes_to or row.came_from for row in rows)
    return Line([_taken(row) for row in rows if not row.goes_to], is_over=is_over)


def _taken_or_set_aside(
    shop: ShopSettings, limits: Limits, *, look: int, room: int, commercial: int | None, now: datetime
) -> list[Any]:
    return SQL["take"].rows(
        now=now,
        look=look,
        batch=room,
        lease=LEASE,
        commercial=commercial,
        to_a_domain=limits.an_hour_to_a_domain,
        hour_began=limits.hour_began,
        next_hour=limits.next_hour,
        again=now + _AGAIN,
        everybody=shop.mode == "live",
        test_addresses=list(shop.test_addresses),
    )


def _taken(row: Any) -> Taken:
    return Taken(
        MessageKey(row.customer_id, row.purpose_id, row.trigger_key, row.visit),
        Kind(row.kind),
        row.stale_at,
        row.attempts,
        row.time_zone,
        row.suppressed,
        row.consented,
        row.domain,
        row.failed_before,
    )
