"""Every index earns what it costs each row that is written: none is the beginning of another one of its table."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection

_INDEXES = """
SELECT stored.indexrelid::regclass::text AS name, stored.indrelid::regclass::text AS relation,
       stored.indkey::text AS columns, stored.indclass::text AS sorts, stored.indisunique AS is_unique,
       coalesce(pg_get_expr(stored.indpred, stored.indrelid), '') AS among
FROM pg_index AS stored
JOIN pg_class AS index ON index.oid = stored.indexrelid
JOIN pg_am AS method ON method.oid = index.relam AND method.amname = 'btree'
WHERE stored.indrelid::regclass::text = ANY (%s) AND stored.indexprs IS NULL
"""


@dataclass(frozen=True)
class Index:
    """A B-tree over columns; each of the two lists has one word a column, in the order of the index."""

    name: str
    relation: str
    columns: Sequence[str]
    sorts: Sequence[str]
    is_unique: bool
    among: str

    def is_beginning_of(self, other: "Index") -> bool:
        """Whether whatever it finds the other finds as well, and it forbids nothing itself."""
        length = len(self.columns)
        return (
            self.name != other.name
            and not self.is_unique
            and (self.relation, self.among) == (other.relation, other.among)
            and self.columns == other.columns[:length]
            and self.sorts == other.sorts[:length]
        )


def indexes() -> list[Index]:
    ours = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("thereafter.")]
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [ours])
        rows = cursor.fetchall()
    return [Index(name, table, columns.split(), sorts.split(), *rest) for name, table, columns, sorts, *rest in rows]


def within_another(known: Sequence[Index]) -> list[str]:
    """Which are the beginning of which."""
    pairs = [(one, other) for one in known for other in known if one.is_beginning_of(other)]
    return [f"{one.name} is the beginning of {other.name}" for one, other in pairs]


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another() -> None:
    found = indexes()
    assert len(found) > 100, "hardly any index was looked at"
    assert within_another(found) == []


def test_one_that_is_the_beginning_of_another_is_seen() -> None:
    short = Index("short", "order", ["3"], ["1"], False, "")
    long = Index("long", "order", ["3", "4"], ["1", "2"], False, "")
    assert within_another([short, long]) == ["short is the beginning of long"]
    assert within_another([Index("short", "order", ["3"], ["1"], True, ""), long]) == []
    assert within_another([Index("short", "order", ["3"], ["1"], False, "counts"), long]) == []
    assert within_another([Index("short", "order", ["4"], ["1"], False, ""), long]) == []
    assert within_another([Index("short", "line", ["3"], ["1"], False, ""), long]) == []
