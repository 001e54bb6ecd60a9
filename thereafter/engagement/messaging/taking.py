"""Taking ready messages for delivery: no more than the limits leave, however many workers take at once.

What was handed over is counted in the commit that marks it (`sql/hand_over.sql`); what somebody has in hand counts
against the limits as well, for as long as it is leased. Whoever takes under a limit does so alone. So what is counted
and what is in hand never exceed it, and whoever is killed leaves nothing counted that did not leave.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.limits import Limits
from thereafter.engagement.messaging.models import Kind, Reason
from thereafter.engagement.messaging.outcomes import Taken
from thereafter.foundation.sql import Folder
from thereafter.record.shop.settings import ShopSettings

SQL = Folder(__file__)
LEASE = timedelta(seconds=60)  # whoever took a message and was killed keeps it from others for so long
_ALONE = 7_734  # the name of the lock of whoever takes under a limit
_KEPT = timedelta(days=31)


@dataclass(frozen=True)
class Line:
    """What was taken from the line, and whether more may stand in it."""

    taken: list[Taken] = field(default_factory=list)
    is_over: bool = True


def take(shop: ShopSettings, *, room: int, now: datetime) -> Line:
    """Take at most `room` messages that may leave now. What a limit keeps back waits, with its reason."""
    limits = Limits.of(shop, now=now)
    if not limits.any:
        return _take(shop, limits, room=room, commercial=None, now=now)
    with transaction.atomic():
        SQL["lock"].run(buckets=[0], space=_ALONE)
        left = SQL["left"].one(hour_began=limits.hour_began, day_began=limits.day_began, lease=LEASE, now=now)
        if limits.an_hour is not None and left.hour >= limits.an_hour:
            _put_off(shop, until=limits.next_hour, reason=Reason.LIMIT, service=True, now=now)
            return Line()
        commercial = None if limits.today is None else max(0, limits.today - left.day)
        if commercial == 0:
            _put_off(shop, until=limits.next_day, reason=Reason.WARM_UP, service=False, now=now)
        room = room if limits.an_hour is None else min(room, limits.an_hour - left.hour)
        return _take(shop, limits, room=room, commercial=commercial, now=now)


def let_go(*, now: datetime) -> int:
    """What waits for a limit may be taken again, because the limits have changed; how much that is."""
    return SQL["let_go"].run(now=now)


def forget_counts(*, now: datetime) -> int:
    """Forget how many were handed over in hours long past; how many rows that were."""
    return SQL["forget_counts"].run(before=now - _KEPT)


def _take(shop: ShopSettings, limits: Limits, *, room: int, commercial: int | None, now: datetime) -> Line:
    rows = SQL["take"].rows(
        now=now,
        batch=room,
        lease=LEASE,
        commercial=commercial,
        to_a_domain=limits.an_hour_to_a_domain,
        hour_began=limits.hour_began,
        next_hour=limits.next_hour,
        next_day=limits.next_day,
        **_whom(shop),
    )
    return Line([_taken(row) for row in rows if not row.waits], is_over=len(rows) < room)


def _put_off(shop: ShopSettings, *, until: datetime, reason: Reason, service: bool, now: datetime) -> None:
    SQL["put_off"].run(until=until, reason=reason.value, service=service, now=now, **_whom(shop))


def _whom(shop: ShopSettings) -> dict[str, object]:
    return {"everybody": shop.mode == "live", "test_addresses": list(shop.test_addresses)}


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
