"""What the planner knows of tables. Plans made on an empty one are hopeless for a full one; autovacuum comes late.

Or too early: it counts what is committed, so of a table that a long transaction is filling it learns that there are
pages and nothing in them, and every plan until its next visit takes the fullest table for an empty one. Seen here: the
features of 4,300 customers took one second by hashes, and were not done after eight minutes by nested loops.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from weakref import WeakKeyDictionary

from django.db import connection

LITTLE = 4_000  # rows
_MANY = 2_000  # rows
_MANY_KEYS = 5_000
_FEWEST = 16  # rows: what was planned for one serves so many as well
_GREW = 4  # times as many rows as were looked at: then it is time for another look
# What autovacuum would analyse, had it come by: a tenth of a table changed, and not just a few rows.
_STALE = """
SELECT quote_ident(schemaname) || '.' || quote_ident(relname)
FROM pg_stat_user_tables
WHERE schemaname = current_schema() AND n_mod_since_analyze > 500 + 0.1 * n_live_tup
ORDER BY relname
"""

_TABLES_OF = """
SELECT quote_ident(nspname) || '.' || quote_ident(relname)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname = current_schema() AND relname LIKE ANY(%(rooms)s)
ORDER BY relname
"""

# Pages with hardly a row in them: fewer rows than pages, or more that are dead than alive.
_LEFT_OVER = """
SELECT quote_ident(nspname) || '.' || quote_ident(relname)
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname = current_schema() AND relname LIKE ANY(%(rooms)s)
  AND pg_relation_size(pg_class.oid) > %(bytes)s
  AND (reltuples < pg_relation_size(pg_class.oid) / 8192
       OR pg_stat_get_dead_tuples(pg_class.oid) > pg_stat_get_live_tuples(pg_class.oid))
ORDER BY relname
"""
_WORTH_CLEARING = 8 * 1024 * 1024  # bytes

_keys: ContextVar[int] = ContextVar("keys", default=0)
_little: ContextVar[int | None] = ContextVar("little", default=None)
# What each connection was told of while little was done: table to the rows that were expected. None: it was much.
_told: WeakKeyDictionary[object, dict[str, int | None]] = WeakKeyDictionary()


@contextmanager
def little(rows: int) -> Iterator[None]:
    """What is done inside has to do with so many rows. Where that is little, plans are kept and not made each time.

    To plan a statement of ours takes one to ten milliseconds, and to do little by it less: planning was most of a tick.
    """
    with _working_on(rows if rows <= LITTLE else None):
        yield


@contextmanager
def _working_on(rows: int | None) -> Iterator[None]:
    before = _little.set(rows)
    try:
        yield
    finally:
        _little.reset(before)


def is_little() -> bool:
    """Whether whoever works now said that it is little."""
    return _little.get() is not None


def tell(*tables: str) -> None:
    """Let the planner look at these tables; of one, a few columns may be named in brackets, which is quicker.

    While little is done, a table that was looked at when about as little stood in it is passed over: a look costs more
    than the work, and every plan that was kept would be made anew after it.
    """
    connection.ensure_connection()
    told = _told.setdefault(connection.connection, {})
    rows = _little.get()
    unknown = [table for table in tables if rows is None or (told.get(table) or 0) * _GREW < rows]
    if unknown:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(unknown)}")
    told.update(dict.fromkeys(unknown, rows if rows is None else max(rows, _FEWEST)))


def catch_up() -> list[str]:
    """After bulk work, outside of its transaction: let the planner look at every table that has changed much; which.

    In one order, so that two who do so at once never wait for each other in a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")  # or what was done within the last second is not counted
        cursor.execute(_STALE)
        stale = [name for (name,) in cursor.fetchall()]
    if stale:
        tell(*stale)
    return stale


def clear_away(*rooms: str) -> list[str]:
    """Before bulk work, outside of a transaction: rid these rooms' tables of what was taken back; which they were.

    A dry run and an attempt that was killed leave pages full of rows that never were. Of a table with pages and no rows
    the planner believes, as long as a transaction fills it, that it holds one row, and joins it by nested loops.
    """
    if connection.in_atomic_block:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OVER, {"rooms": [f"{room}\\_%" for room in rooms], "bytes": _WORTH_CLEARING})
        tables = [name for (name,) in cursor.fetchall()]
        if tables:
            cursor.execute(f"VACUUM (ANALYZE, SKIP_LOCKED) {', '.join(tables)}")
    return tables


def keep_from_autovacuum(*rooms: str) -> None:
    """Until the transaction ends, nobody else looks at the tables of these rooms and finds them full of nothing.

    For a transaction that writes much and goes on reading what it wrote. One such at a time: a second would wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TABLES_OF, {"rooms": [f"{room}\\_%" for room in rooms]})
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE UPDATE EXCLUSIVE MODE")


@contextmanager
def expecting(rows: int) -> Iterator[None]:
    """Plans for work on so many rows, in a transaction: for many, no nested loops.

    They are quick for few, and hopeless where the planner takes many for few; joins by hash or merge cost at most what
    it costs to read the tables.
    """
    if rows < _MANY:
        with little(rows):
            yield
        return
    with _working_on(None), connection.cursor() as cursor:  # a kept plan would not hear of what is set here
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


@contextmanager
def working_on_keys(number: int) -> Iterator[None]:
    """What is done inside `by_key` has to do with so many keys."""
    before = _keys.set(number)
    try:
        yield
    finally:
        _keys.reset(before)


def are_many_keys() -> bool:
    """Whether they are so many that it is quicker to read a table from end to end than to look each of them up."""
    return _keys.get() > _MANY_KEYS


@contextmanager
def one_by_one() -> Iterator[None]:
    """Plans for the first of many, in a transaction: whoever comes next in an order is looked at by indexes, and no set
    is made of everybody for the sake of fifty.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off;"
            " SET LOCAL max_parallel_workers_per_gather = 0"
        )
        yield
        cursor.execute(
            "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on; SET LOCAL enable_material = on;"
            " SET LOCAL max_parallel_workers_per_gather TO DEFAULT"
        )


@contextmanager
def by_index() -> Iterator[None]:
    """Plans, in a transaction, that read no table from end to end in the hope of a few rows that may not be there.

    Of a word that nobody is called by the planner expects one row in two hundred, so that reading on until five are
    found seems quick: a million rows were read for each word that was not found.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


@contextmanager
def by_key() -> Iterator[None]:
    """Plans for work, in a transaction, on a few thousand keys of tables of any size: rows are found by their indexes.

    The planner takes each for a wait for the disk, and would rather read a table of ten million rows from end to end.
    For tens of thousands of keys it is right: their rows lie on most pages, and each page is read once.
    """
    if are_many_keys():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
        yield
        cursor.execute("SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on")
