"""The planner hears of bulk work at once, because autovacuum comes late."""

from collections.abc import Iterator

import pytest
from django.db import connection

from thereafter.foundation import planner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shelf() -> Iterator[None]:
    """An empty table that nobody has looked at."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shelf (book bigint) WITH (autovacuum_enabled = false)")
        yield
        cursor.execute("DROP TABLE shelf")


def put(books: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO shelf SELECT generate_series(1, %s)", [books])


def believed() -> int:
    """How many rows the planner thinks there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'shelf'::regclass")
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("shelf")
def test_told_of_a_table_it_knows_how_large_it_is() -> None:
    put(700)
    assert believed() == -1
    planner.tell("shelf (book)")
    assert believed() == 700


@pytest.mark.usefixtures("shelf")
def test_it_catches_up_with_what_has_changed_much_and_with_nothing_twice() -> None:
    put(700)
    assert "public.shelf" in planner.catch_up()
    assert believed() == 700
    assert "public.shelf" not in planner.catch_up()


@pytest.mark.usefixtures("shelf")
def test_a_few_rows_are_not_worth_a_look() -> None:
    put(400)
    assert "public.shelf" not in planner.catch_up()
    assert believed() == -1
