"""Once a day, over the whole shop: scores against everybody else, and the stages that time alone has changed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max

from thereafter.audience.profiles import judging, refresh, touched
from thereafter.audience.profiles.models import Day, Profile
from thereafter.foundation.sql import Folder
from thereafter.record.shop import settings

SQL = Folder(__file__)
_EVER = datetime(1, 1, 1, tzinfo=UTC)
_PAUSE = timedelta(minutes=1)  # an import that runs on commits a chunk more often than this


@dataclass(frozen=True)
class Computed:
    """How many profiles got other features, other scores or another stage, and how many moved aloud."""

    refreshed: int
    judged: int
    moved: int


def recompute(*, now: datetime) -> Computed:
    """Compute the scores and stages of the whole shop as of `now`; everybody who moved gets a `stage.changed` event.

    Also looks at customers without a profile, at those who visited, clicked or replied since the last time, and at
    everybody where the margin rate was changed. Twice at the same `now` changes nothing. A first stage is no change and
    makes no event, so imported history is silent.
    """
    day = now.astimezone(ZoneInfo(settings.read().time_zone)).date()
    with transaction.atomic():
        last = Day.objects.filter(computed_at__lte=now).order_by("-computed_at").first()
        touched.prepare()
        SQL["find_due"].run(now=now, since=last.computed_at if last else _EVER)
        if last and _is_reckoned_otherwise_since(last.computed_at):
            SQL["touch_everybody"].run(now=now)
        refreshed = refresh.features(now=now)
        judged = judging.judge_everybody(now=now)
        Day.objects.update_or_create(day=day, defaults={"computed_at": now, "gap_days": judged.gap_days})
    return Computed(refreshed, judged.written, judged.moved)


def recompute_if_due(*, now: datetime) -> Computed | None:
    """`recompute`, unless it was done already on this day of the shop's time zone and reached most of the shop.

    A bulk import brings a shop that no day has judged yet; once it pauses for a minute, that is reason enough. So is
    another margin rate, by which everybody's margin is another.

    Stages follow from instants alone, so one computation catches up with any number of missed days; nobody is told of
    stages that passed unseen in between.
    """
    day = now.astimezone(ZoneInfo(settings.read().time_zone)).date()
    last = Day.objects.filter(day__gte=day, computed_at__lte=now).order_by("-computed_at").first()
    if last and not _is_mostly_unjudged(now) and not _is_reckoned_otherwise_since(last.computed_at):
        return None
    return recompute(now=now)


def _is_reckoned_otherwise_since(instant: datetime) -> bool:
    """Whether the margin rate was changed since."""
    decided = settings.decided_at("margin_rate")
    return decided is not None and decided > instant


def _is_mostly_unjudged(now: datetime) -> bool:
    """Whether no day has judged most profiles yet, and none of these came in the last minute."""
    unjudged = Profile.objects.filter(stage_since=None)
    waiting = unjudged.aggregate(people=Count("pk"), latest=Max("refreshed_at"))
    if not waiting["people"] or waiting["latest"] > now - _PAUSE:
        return False
    judged = Profile.objects.filter(stage_since__isnull=False)[: waiting["people"]]
    return bool(judged.count() < waiting["people"])
