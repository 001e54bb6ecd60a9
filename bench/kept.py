"""The large shop that several benches begin with: made anew, or a copy of one that a home keeps.

`bin/bench console --shop DIR` makes it in DIR, if there is none, and works on a copy of its database, which goes
afterwards; so does `bin/bench search --shop DIR`. What is kept is brought up to date with this version first.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from bench import shop
from thereafter.project import database
from thereafter.record.customers.models import Customer

COPY = "bench"
_is_kept = False


@contextmanager
def copies() -> Iterator[None]:
    """Until this ends, the shop of the present database stays as it is, and benches work on a copy."""
    global _is_kept
    _is_kept = True
    try:
        yield
    finally:
        _is_kept = False
        _drop_copy()


def shop_of(size: int) -> None:
    """Be in a shop of so many customers. Raises SystemExit where another one is kept."""
    if not _is_kept:
        shop.make(size)
        return
    original = str(connection.settings_dict["NAME"])
    if Customer.objects.exists():
        _refuse_another(size)
    else:
        shop.make(size)
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE \"{original}\" IS '{_whole(size)}'")
    _drop_copy()
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{original}" STRATEGY file_copy')
    database.enter(COPY)


def _whole(size: int) -> str:
    """What is written on a database whose shop was made to its end."""
    return f"a shop of {size} customers for benchmarks"


def _refuse_another(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        [(written,)] = cursor.fetchall()
    if written != _whole(size):
        raise SystemExit(f"The folder keeps {written or 'a shop that was not finished'}. Name another one.")


def _drop_copy() -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{COPY}" WITH (FORCE)')
