"""Temporary tables are made once, emptied before they are filled, cheaply, and do not grow without bound."""

from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from thereafter.foundation import temporary
from thereafter.foundation.sql import Statement

pytestmark = pytest.mark.django_db


def told(order: str) -> int:
    """What one statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(order)
        found = cursor.fetchone() if cursor.description else None
    return int(found[0]) if found else 0


def table(name: str) -> Statement:
    """A statement that makes a temporary table of that name."""
    text = f"CREATE TEMP TABLE IF NOT EXISTS {name} (number integer)"
    return Statement(name, Path(f"{name}.sql"), text, "A table.", (), (name,), "Made once.")


def orders_to_prepare(*statements: Statement) -> str:
    """What the database is told when these tables are prepared."""
    with CaptureQueriesContext(connection) as heard:
        temporary.prepare(*statements)
    return " ".join(query["sql"] for query in heard)


def test_a_table_is_empty_after_it_was_forgotten_in_the_same_transaction() -> None:
    temporary.prepare(table("crossing"), table("other"))
    told("INSERT INTO crossing VALUES (1), (2)")
    temporary.forget("crossing", "other")
    assert told("SELECT count(*) FROM crossing") == 0


def test_a_table_is_empty_when_it_was_prepared_and_keeps_its_rows_when_it_was_only_made() -> None:
    temporary.prepare(table("crossing"))
    told("INSERT INTO crossing VALUES (1), (2)")
    temporary.make(table("crossing"))
    assert told("SELECT count(*) FROM crossing") == 2
    temporary.prepare(table("crossing"))
    assert told("SELECT count(*) FROM crossing") == 0


@pytest.mark.django_db(transaction=True)
def test_a_connection_makes_a_table_once_and_again_only_if_it_was_rolled_back() -> None:
    class Regret(Exception):
        pass

    with pytest.raises(Regret), transaction.atomic():
        temporary.prepare(table("twice"))
        raise Regret
    with transaction.atomic():
        assert "CREATE" in orders_to_prepare(table("twice"))
    assert "CREATE" not in orders_to_prepare(table("twice"))
    connection.close()
    assert "CREATE" in orders_to_prepare(table("twice"))


def test_a_table_that_is_filled_and_forgotten_for_ever_does_not_grow_for_ever() -> None:
    temporary.prepare(table("crossing"))
    for _ in range(100):
        temporary.forget("crossing")
        told("INSERT INTO crossing SELECT generate_series(1, 2000)")
    assert told("SELECT pg_relation_size('crossing')") < 40 * 2000 * 40


def test_a_table_in_which_much_stood_is_small_at_once_where_one_looks() -> None:
    temporary.prepare(table("crossing"))
    told("INSERT INTO crossing SELECT generate_series(1, 50000)")
    temporary.forget("crossing", look=True)
    assert told("SELECT pg_relation_size('crossing')") == 0
