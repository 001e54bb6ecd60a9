"""Late parcels are trouble: opened when the announced day has passed, closed when the parcel has come."""

from datetime import datetime

from django.db import transaction

from thereafter.foundation.sql import Folder
from thereafter.record.customers import trouble
from thereafter.record.shop import settings

SQL = Folder(__file__)
KIND = "late_parcel"


def settle(*, now: datetime) -> trouble.Settled:
    """Make the open troubles of late parcels those that are late at `now`."""
    with transaction.atomic():
        trouble.prepare()
        SQL["late_parcels"].run(kind=KIND, now=now, time_zone=settings.read().time_zone)
        return trouble.settle(KIND, now=now)
