"""Temporary tables that cross rooms: made once per connection, emptied before they are filled.

`ON COMMIT DELETE ROWS` would empty them by itself, but it truncates every such table of the connection at every commit
that touched one, filled or not, at about three milliseconds each where a table has an index or long texts: more than
most ticks take altogether. Dead rows of a temporary table are never vacuumed, so one that has grown is truncated.
"""

from collections import Counter

from django.db import connection

from thereafter.foundation.sql import Statement

_GROWN = 512 * 1024  # bytes
_LOOK_EVERY = 16  # times: looking costs a round trip, and a table does not grow much in between

_LARGE = "SELECT name FROM unnest(%(names)s::text[]) AS name WHERE pg_relation_size(name::regclass) > %(grown)s::bigint"
_times: Counter[str] = Counter()


def make(*statements: Statement) -> None:
    """Have the temporary tables that these statements create, in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statement.text for statement in statements))


def forget(*names: str) -> None:
    """Have these temporary tables empty."""
    _times[names[0]] += 1
    with connection.cursor() as cursor:
        large: set[str] = set()
        if _times[names[0]] % _LOOK_EVERY == 0:
            cursor.execute(_LARGE, {"names": list(names), "grown": _GROWN})
            large = {name for (name,) in cursor.fetchall()}
        cursor.execute("; ".join(f"TRUNCATE {name}" if name in large else f"DELETE FROM {name}" for name in names))
