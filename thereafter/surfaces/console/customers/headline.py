"""A person in one sentence. Pure."""

from collections.abc import Sequence
from datetime import datetime

from thereafter.audience.profiles.models import Profile
from thereafter.surfaces.ui import wording


def headline(profile: Profile | None, troubles: Sequence[str], *, now: datetime) -> str:
    """Rhythm, last order, and what stands open: "Buys every 5 weeks, last order 12 days ago, no open trouble"."""
    return f"{', '.join([*_buying(profile, now), _trouble(troubles)])}."


def _buying(profile: Profile | None, now: datetime) -> list[str]:
    if profile is None or not profile.orders or profile.last_order_at is None:
        return ["Has not bought yet"]
    last = wording.relative(profile.last_order_at, now=now)
    if profile.orders == 1 or not (usual := rhythm(profile.median_gap_days)):
        return [
            f"Bought {'once' if profile.orders == 1 else wording.count(profile.orders, 'time')}",
            f"last order {last}",
        ]
    return [f"Buys every {usual}", f"last order {last}"]


def rhythm(days: float | None) -> str:
    """A gap between orders in the largest unit that fits: "day", "9 days", "5 weeks"; below a day it is none: ""."""
    if days is None or days < 1:
        return ""
    if days < 1.5:
        return "day"
    if days < 14:
        return wording.count(round(days), "day")
    if days < 84:
        return wording.count(round(days / 7), "week")
    return wording.count(round(days / 30.44), "month")


def _trouble(troubles: Sequence[str]) -> str:
    if not troubles:
        return "no open trouble"
    if len(troubles) == 1:
        return f"open trouble: {troubles[0].rstrip('.')}"
    return f"{wording.number(len(troubles))} open troubles"
