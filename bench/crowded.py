"""What lists of a large shop look like when they are long: so many of everything, and one person with a long history.

She has 1,000 orders, 5,000 messages and 10,000 events. Beside her stand tasks, deeds, pairs that may be one person,
imports, lists and journeys, 100,000 of each.
"""

from datetime import datetime

from django.db import transaction

from bench import shop
from thereafter.foundation.sql import Folder
from thereafter.record.events import append

SQL = Folder(__file__)
MANY = 100_000
SHE = 4_338  # or, in a small shop, its last customer


def fill(size: int, *, now: datetime) -> None:
    """Make the lists of a shop of so many customers long."""
    she = min(SHE, size)
    with transaction.atomic():
        for name in ("tasks", "deeds", "doubles", "runs", "lists", "journeys"):
            SQL[f"crowded_{name}"].run(many=MANY, size=size, now=now)
        for name in ("orders", "messages"):
            SQL[f"crowded_{name}"].run(customer=she, now=now)
        append.prepare()
        SQL["crowded_events"].run(customer=she, now=now)
        append.append()
    shop.vacuum()
