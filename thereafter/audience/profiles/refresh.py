"""Features of customers, computed again from the facts: of those whom somebody touched, or of everybody.

refresh.prepare()              # the temporary table profiles_touched(customer_id) is there, and empty
...fill it...
refresh.refresh_touched(now=now)   # in the same transaction
"""

from datetime import datetime

from django.db import connection, transaction

from thereafter.foundation import temporary
from thereafter.foundation.sql import Folder
from thereafter.record.shop import settings

SQL = Folder(__file__)
_MANY = 10_000  # rows written at once from which on the planner should hear of them without waiting for autovacuum


def prepare() -> None:
    """Have an empty `profiles_touched(customer_id)`; doubles and unknown customers in it do no harm."""
    SQL["touched"].run()
    temporary.forget("profiles_touched")


def refresh_touched(*, now: datetime) -> int:
    """Compute the features of `profiles_touched` as of `now`, and empty it; how many profiles changed."""
    shop = settings.read()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE profiles_touched")  # twenty of them and a million need different plans
    written = SQL["refresh"].run(now=now, margin_rate=shop.margin_rate, currency=shop.currency)
    temporary.forget("profiles_touched")
    if written > _MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE profiles_profile")
    return written


def refresh_everybody(*, now: datetime) -> int:
    """Compute everybody's features, as after a change of the margin rate or of costs; the profiles that changed."""
    with transaction.atomic():
        prepare()
        SQL["touch_everybody"].run(now=now)
        return refresh_touched(now=now)
