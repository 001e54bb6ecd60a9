"""What the planner knows of tables. Plans made on an empty one are hopeless for a full one; autovacuum comes late."""

from django.db import connection

# What autovacuum would analyse, had it come by: a tenth of a table changed, and not just a few rows.
_STALE = """
SELECT quote_ident(schemaname) || '.' || quote_ident(relname)
FROM pg_stat_user_tables
WHERE schemaname = current_schema() AND n_mod_since_analyze > 500 + 0.1 * n_live_tup
ORDER BY relname
"""


def tell(*tables: str) -> None:
    """Let the planner look at these tables; of one, a few columns may be named in brackets, which is quicker."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def catch_up() -> list[str]:
    """After bulk work, outside of its transaction: let the planner look at every table that has changed much; which.

    In one order, so that two who do so at once never wait for each other in a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_force_next_flush()"
        )  # what this connection did is counted from the next commit on
        cursor.execute("SELECT 1")
        cursor.execute(_STALE)
        stale = [name for (name,) in cursor.fetchall()]
    if stale:
        tell(*stale)
    return stale
