"""Temporary tables that cross rooms: made once per connection, emptied before they are filled.

`ON COMMIT DELETE ROWS` would empty them by itself, but it truncates every such table of the connection at every commit that
touched one, filled or not, at about three milliseconds each where a table has an index or long texts: more than most ticks
take altogether. Dead rows of a temporary table are never vacuumed, so a table that has grown is truncated now and then.
"""

from django.db import connection

from thereafter.foundation.sql import Statement

_GROWN = 512 * 1024  # bytes

_LARGE = "SELECT name FROM unnest(%(names)s::text[]) AS name WHERE pg_relation_size(name::regclass) > %(grown)s::bigint"


def make(*statements: Statement) -> None:
    """Have the temporary tables that these statements create, in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statement.text for statement in statements))


def forget(*names: str) -> None:
    """Have these temporary tables empty."""
    with connection.cursor() as cursor:
        cursor.execute(_LARGE, {"names": list(names), "grown": _GROWN})
        large = {name for (name,) in cursor.fetchall()}
        cursor.execute("; ".join(f"TRUNCATE {name}" if name in large else f"DELETE FROM {name}" for name in names))
