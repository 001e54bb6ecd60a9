"""The stages of a customer's life with the shop, as one pure decision. `sql/judge.sql` is its set-based twin.

A *gap* is how long she usually lets pass between two orders: the median of hers, else the shop's, 14 to 180 days.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from thereafter.audience.profiles.models import Stage

SHORTEST_GAP, LONGEST_GAP = 14.0, 180.0
UNKNOWN_GAP = 60.0  # of a shop in which nobody ever came back
LOYAL_FROM = 5  # orders
WELCOME_BACK = 90.0  # days after the order that ended a long silence
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rhythm:
    """What the decision knows of one customer. Gaps in days; `earlier_gap` is her median gap before her last order."""

    orders: int
    last_order_at: datetime | None = None
    previous_order_at: datetime | None = None
    median_gap: float | None = None
    earlier_gap: float | None = None


def bounded(gap: float | None, *, otherwise: float) -> float:
    """A gap as the stages use it, in days: hers, else the other, between the shortest and the longest."""
    return min(LONGEST_GAP, max(SHORTEST_GAP, otherwise if gap is None else gap))


def decide(rhythm: Rhythm, *, shop_gap: float, now: datetime) -> Stage:
    """Her stage at `now`; `shop_gap` is the shop's median gap in days, already bounded."""
    if not rhythm.orders or rhythm.last_order_at is None:
        return Stage.PROSPECT
    silence = (now - rhythm.last_order_at).total_seconds() / _DAY.total_seconds()
    if _was_lapsed(rhythm, shop_gap) and silence <= WELCOME_BACK:
        return Stage.WON_BACK
    gap = bounded(rhythm.median_gap, otherwise=shop_gap)
    if silence <= 1.5 * gap:
        if rhythm.orders == 1:
            return Stage.NEW
        return Stage.LOYAL if rhythm.orders >= LOYAL_FROM else Stage.ACTIVE
    return Stage.SLIPPING if silence <= 3 * gap else Stage.LAPSED


def _was_lapsed(rhythm: Rhythm, shop_gap: float) -> bool:
    if rhythm.last_order_at is None or rhythm.previous_order_at is None:
        return False
    silence = (rhythm.last_order_at - rhythm.previous_order_at).total_seconds() / _DAY.total_seconds()
    return silence > 3 * bounded(rhythm.earlier_gap, otherwise=shop_gap)
