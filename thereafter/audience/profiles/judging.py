"""Stages and scores, decided in SQL: of the touched after an import, of everybody once a day."""

from dataclasses import dataclass
from datetime import datetime

from thereafter.audience.profiles import touched
from thereafter.audience.profiles.models import Day
from thereafter.audience.profiles.stages import UNKNOWN_GAP
from thereafter.foundation.sql import Folder
from thereafter.record.events import append

SQL = Folder(__file__)


@dataclass(frozen=True)
class Judged:
    """How many got another stage or other scores, how many of them moved aloud, and by which gap, in days."""

    written: int
    moved: int
    gap_days: float


def judge_touched(*, now: datetime) -> Judged:
    """The stages of `profiles_touched` by the gap that the last day found: to find it anew is a look at everybody."""
    gaps = Day.objects.filter(computed_at__lte=now).order_by("-day").values_list("gap_days", flat=True)
    gap = gaps.first() or UNKNOWN_GAP
    return _judge(now=now, is_day=False, gap_days=gap, recency=None, frequency=None, monetary=None)


def judge_everybody(*, now: datetime) -> Judged:
    """The stages and scores of the whole shop, measured against itself. Nobody is touched afterwards."""
    SQL["touch_profiled"].run()
    judged = _judge(now=now, is_day=True, **SQL["boundaries"].one()._asdict())
    touched.forget()
    return judged


def _judge(*, gap_days: float, **how: object) -> Judged:
    append.prepare()
    with touched.expected():
        judged = SQL["judge"].one(gap_days=gap_days, **how)
    if judged.moved:
        append.append()
    return Judged(judged.written, judged.moved, gap_days)
