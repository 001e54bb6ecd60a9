"""Numbers that take long to count where there is much: the worker counts them now and then, a page says when that was.

A room registers what it counts, over which tables and how often. Where these hold few rows nothing is kept, and whoever
asks gets the number of this instant. So a page costs about the same however large the shop is, and a small shop's
numbers are never old.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from thereafter.foundation.sql import Folder
from thereafter.record.shop.models import Figure

SQL = Folder(__file__)
FEW = 200_000  # rows: so many are counted in some 20 ms, which a page may take


class Count(Protocol):
    """Counts at an instant. What it finds is what JSON can hold: the keys of a table of names are words."""

    def __call__(self, *, now: datetime) -> Any: ...


@dataclass(frozen=True)
class Number:
    """One number, or several that are counted at once: by what, over which tables, and how old it may be."""

    key: str
    tables: tuple[str, ...]
    every: timedelta
    count: Count


@dataclass(frozen=True)
class Counted:
    """What was counted, and when; `is_old`: kept, and not of this instant."""

    value: Any
    at: datetime
    is_old: bool = False


_numbers: dict[str, Number] = {}


def register(*numbers: Number) -> None:
    """Add to what may be kept."""
    _numbers.update({number.key: number for number in numbers})


def look(key: str, *, now: datetime) -> Counted:
    """That number: as it was kept last, else counted now."""
    kept = Figure.objects.filter(key=key, at__lte=now).first()
    if kept is not None:
        return Counted(kept.value, kept.at, is_old=kept.at < now)
    return Counted(_numbers[key].count(now=now), now)


def keep(*, now: datetime) -> list[str]:
    """Count anew what is due in a large shop, and forget what is kept where there is little; what was counted."""
    large = _large()
    kept = dict(Figure.objects.values_list("key", "at"))
    if set(kept) - set(large):
        Figure.objects.exclude(key__in=large).delete()
    due = [key for key in large if key not in kept or not now - _numbers[key].every < kept[key] <= now]
    for key in due:
        Figure.objects.update_or_create(key=key, defaults={"value": _numbers[key].count(now=now), "at": now})
    return due


def _large() -> Sequence[str]:
    """The numbers over tables of many rows."""
    pairs = [(number.key, table) for number in _numbers.values() for table in number.tables]
    rows = SQL["rows"].rows(keys=[key for key, _ in pairs], names=[name for _, name in pairs])
    large = [row.key for row in rows if row.rows >= FEW]
    return sorted(large, key=lambda key: (_numbers[key].every, key))  # what takes longest is asked for least, and last
