"""Temporary tables that cross rooms: made once per connection, emptied before they are filled.

`ON COMMIT DELETE ROWS` would empty them by itself, but it truncates every such table of the connection at every commit
that touched one, filled or not, at about three milliseconds each where a table has an index or long texts: more than
most ticks take altogether. Dead rows of a temporary table are never vacuumed, so one that has grown is truncated.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from weakref import WeakKeyDictionary

from django.db import connection, transaction

from thereafter.foundation.sql import Statement

_GROWN = 512 * 1024  # bytes
_LOOK_EVERY = 16  # times: looking costs a round trip, and a table does not grow much in between

_LARGE = (
    "SELECT name FROM unnest(%(names)s::text[]) AS name WHERE pg_relation_size(to_regclass(name)) > %(grown)s::bigint"
)
_times: Counter[str] = Counter()
_made: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()  # by each connection, and committed


def prepare(*statements: Statement) -> None:
    """Have the temporary tables that these statements create, and have them empty."""
    missing = _missing(statements)
    _tell([*(statement.text for statement in missing), *_emptying([_table(statement) for statement in statements])])
    _note(missing)


def make(*statements: Statement) -> None:
    """Have the temporary tables that these statements create, with what stands in them."""
    if missing := _missing(statements):
        _tell([statement.text for statement in missing])
        _note(missing)


def forget(*names: str, look: bool = False) -> None:
    """Have these temporary tables empty. `look`: so much may have stood in them that it is worth a look at once."""
    _tell(_emptying(names, look=look))


def _missing(statements: Sequence[Statement]) -> list[Statement]:
    """Those that this connection may not have executed yet."""
    connection.ensure_connection()
    made: frozenset[str] | set[str] = _made.get(connection.connection, frozenset())
    return [statement for statement in statements if _table(statement) not in made]


def _note(statements: Sequence[Statement]) -> None:
    """Remember them once the transaction is committed: one that is rolled back takes its tables with it."""
    if statements:
        made: set[str] = _made.setdefault(connection.connection, set())
        transaction.on_commit(partial(made.update, [_table(statement) for statement in statements]))


def _table(statement: Statement) -> str:
    (name,) = statement.writes
    return name


def _emptying(names: Sequence[str], *, look: bool = False) -> list[str]:
    _times[names[0]] += 1
    large: set[str] = set()
    if look or _times[names[0]] % _LOOK_EVERY == 0:
        with connection.cursor() as cursor:
            cursor.execute(_LARGE, {"names": list(names), "grown": _GROWN})
            large = {name for (name,) in cursor.fetchall()}
    return [f"TRUNCATE {name}" if name in large else f"DELETE FROM {name}" for name in names]


def _tell(orders: Sequence[str]) -> None:
    """All in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(orders))
