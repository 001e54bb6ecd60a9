"""Features of customers, computed again from the facts, and the stages that follow: of the touched, or of everybody."""

from datetime import datetime

from django.db import transaction

from thereafter.audience.profiles import judging, touched
from thereafter.foundation import planner
from thereafter.foundation.sql import Folder
from thereafter.record.shop import settings

SQL = Folder(__file__)
_MANY = 10_000  # rows written at once from which on the planner should hear of them without waiting for autovacuum


def refresh_touched(*, now: datetime) -> int:
    """Compute features and stages of `profiles_touched` as of `now`, and empty it; how many profiles changed features.

    Whoever stood in a stage already and moves gets a `stage.changed` event. Scores wait for the day.
    """
    written = features(now=now)
    judging.judge_touched(now=now)
    touched.forget()
    return written


def features(*, now: datetime) -> int:
    """Compute the features of `profiles_touched` as of `now`, and nothing else; how many profiles changed."""
    shop = settings.read()
    with touched.expected():
        written = SQL["refresh"].run(now=now, margin_rate=shop.margin_rate, currency=shop.currency)
    if written > _MANY:
        planner.tell("profiles_profile")
    return written


def refresh_everybody(*, now: datetime) -> int:
    """Compute everybody's features, as after a change of the margin rate or of costs; the profiles that changed."""
    with transaction.atomic():
        touched.prepare()
        SQL["touch_everybody"].run(now=now)
        return refresh_touched(now=now)
