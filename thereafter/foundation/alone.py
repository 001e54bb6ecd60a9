"""Being the only one who does something, among all processes that share the database, for as long as it takes.

Who is holds a lock of the database's, which belongs to the connection: whoever is killed lets go of it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def named(words: str) -> int:
    """The lock of that name."""
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big", signed=True)


@contextmanager
def alone(lock: int) -> Iterator[bool]:
    """Whether nobody else is in such a block while this one lasts. It outlives the transactions in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%(lock)s)", {"lock": lock})
        mine = bool(cursor.fetchone()[0])
    holder = connection.connection
    try:
        yield mine
    finally:  # a connection that was lost has let go of it, and the one after it never held it
        if mine and not connection.needs_rollback and connection.connection is holder and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%(lock)s)", {"lock": lock})
