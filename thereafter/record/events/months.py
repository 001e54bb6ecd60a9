"""A partition of the event table for every month in which something happened."""

from datetime import date

from django.db import connection

from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
_LOCK = 7_301_001  # an arbitrary name for "months are being made"


def make_missing() -> int:
    """Make the partitions that the incoming events need; how many events there are. Others may write meanwhile."""
    found = SQL["months"].rows()
    if any(row.is_missing for row in found):
        _make()
    return sum(row.events for row in found)


def _make() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _LOCK})
        missing = [row.month for row in SQL["months"].rows() if row.is_missing]  # another may have made some meanwhile
        for month in missing:
            name = f"events_event_{month:%Y_%m}"
            cursor.execute(f"CREATE TABLE {name} (LIKE events_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
            cursor.execute(
                f"ALTER TABLE events_event ATTACH PARTITION {name} "
                f"FOR VALUES FROM ('{month} 00:00+00') TO ('{_next(month)} 00:00+00')"
            )


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
