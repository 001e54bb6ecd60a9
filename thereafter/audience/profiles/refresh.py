"""Features of customers, computed again from the facts, and the stages that follow: of the touched, or of everybody.

refresh.prepare()              # the temporary table profiles_touched(customer_id) is there, and empty
...fill it...
refresh.refresh_touched(now=now)   # in the same transaction
"""

from datetime import datetime

from django.db import transaction

from thereafter.audience.profiles.models import Day
from thereafter.audience.profiles.stages import UNKNOWN_GAP
from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.record.events import append
from thereafter.record.shop import settings

SQL = Folder(__file__)
_MANY = 10_000  # rows written at once from which on the planner should hear of them without waiting for autovacuum


def prepare() -> None:
    """Have an empty `profiles_touched(customer_id)`; doubles and unknown customers in it do no harm."""
    SQL["touched"].run()
    temporary.forget("profiles_touched")


def refresh_touched(*, now: datetime) -> int:
    """Compute features and stages of `profiles_touched` as of `now`, and empty it; how many profiles changed features.

    Whoever stood in a stage already and moves gets a `stage.changed` event. Scores wait for the day.
    """
    written = features(now=now)
    append.prepare()
    judged = SQL["judge"].one(now=now, gap_days=_gap_of_the_shop(now))
    if judged.moved:
        append.append()
    temporary.forget("profiles_touched")
    return written


def features(*, now: datetime) -> int:
    """Compute the features of `profiles_touched` as of `now`, and nothing else; how many profiles changed."""
    shop = settings.read()
    with planner.expecting(SQL["how_many"].one().people):
        planner.tell("profiles_touched")  # twenty of them and a million need different plans
        written = SQL["refresh"].run(now=now, margin_rate=shop.margin_rate, currency=shop.currency)
    if written > _MANY:
        planner.tell("profiles_profile")
    return written


def _gap_of_the_shop(now: datetime) -> float:
    """As the last day found it, in days: to find it anew is a look at everybody."""
    gaps = Day.objects.filter(computed_at__lte=now).order_by("-day").values_list("gap_days", flat=True)
    return gaps.first() or UNKNOWN_GAP


def refresh_everybody(*, now: datetime) -> int:
    """Compute everybody's features, as after a change of the margin rate or of costs; the profiles that changed."""
    with transaction.atomic():
        prepare()
        SQL["touch_everybody"].run(now=now)
        return refresh_touched(now=now)
