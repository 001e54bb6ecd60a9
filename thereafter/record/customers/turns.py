"""Whoever makes customers of rows, or one customer of two, takes turns: two at once would make somebody twice."""

from django.db import connection

_TURN = 7_302_001  # an arbitrary name for "somebody decides who is who"


def take() -> None:
    """Wait until nobody else decides who is who, and keep the turn until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _TURN})
