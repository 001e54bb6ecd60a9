"""Once a day, over the whole shop: scores against everybody else, and the stages that time alone has changed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from thereafter.audience.profiles import refresh
from thereafter.audience.profiles.models import Day
from thereafter.foundation.sql import Folder
from thereafter.record.events import append
from thereafter.record.shop import settings

SQL = Folder(__file__)
_EVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Computed:
    """How many profiles got other features, other scores or another stage, and how many moved aloud."""

    refreshed: int
    judged: int
    moved: int


def recompute(*, now: datetime) -> Computed:
    """Compute the scores and stages of the whole shop as of `now`; everybody who moved gets a `stage.changed` event.

    Also looks at customers without a profile and at those who visited, clicked or replied since the last time. Twice at
    the same `now` changes nothing. A first stage is no change and makes no event, so imported history is silent.
    """
    day = now.astimezone(ZoneInfo(settings.read().time_zone)).date()
    with transaction.atomic():
        last = Day.objects.filter(computed_at__lte=now).order_by("-computed_at").first()
        refresh.prepare()
        SQL["find_due"].run(now=now, since=last.computed_at if last else _EVER)
        refreshed = refresh.refresh_touched(now=now)
        append.prepare()
        judged = SQL["judge"].one(now=now)
        append.append()
        Day.objects.update_or_create(day=day, defaults={"computed_at": now, "gap_days": judged.gap_days})
    return Computed(refreshed, judged.written, judged.moved)


def recompute_if_due(*, now: datetime) -> Computed | None:
    """`recompute`, unless it was done already on this day of the shop's time zone.

    Stages follow from instants alone, so one computation catches up with any number of missed days; nobody is told of
    stages that passed unseen in between.
    """
    day = now.astimezone(ZoneInfo(settings.read().time_zone)).date()
    if Day.objects.filter(day__gte=day).exists():
        return None
    return recompute(now=now)
