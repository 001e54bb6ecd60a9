"""Every table that names a customer, as text: two states of a shop are the same, or they are not."""

from django.db import connection

from thereafter.record.customers.merging import movers

_OWN = "customers_customer"
Snapshot = dict[str, list[str]]


def take(*, without: frozenset[str] = frozenset()) -> Snapshot:
    """Every row of every table that moves, by table, without those left out."""
    tables = {column.partition(".")[0] for mover in movers.registered() for column in mover.covers} | {_OWN}
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in sorted(tables - without)}


def _rows(cursor: object, table: str) -> list[str]:
    cursor.execute(f"SELECT row::text FROM {table} AS row ORDER BY row::text")  # type: ignore[attr-defined]
    return [row for (row,) in cursor.fetchall()]  # type: ignore[attr-defined]
