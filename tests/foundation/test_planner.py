"""The planner hears of bulk work at once, because autovacuum comes late."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

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


def lookable(table: str) -> bool:
    """Whether somebody else may analyse this table now, on a connection of their own."""
    try:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute(f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE NOWAIT")
        return True
    except OperationalError:
        return False
    finally:
        connection.close()


def test_nobody_else_looks_at_the_tables_of_a_room_that_a_transaction_keeps() -> None:
    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            planner.keep_from_autovacuum("customers", "commerce")
            tables = ("customers_customer", "commerce_line", "profiles_profile")
            assert [others.submit(lookable, table).result(timeout=10) for table in tables] == [False, False, True]
        assert others.submit(lookable, "customers_customer").result(timeout=10)


def test_what_was_taken_back_is_cleared_away_and_what_is_there_is_left_alone() -> None:
    fill = "INSERT INTO shelf_books SELECT generate_series(1, 400000)"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shelf_books (book bigint) WITH (autovacuum_enabled = false)")
        try:
            with transaction.atomic():
                cursor.execute(fill)
                transaction.set_rollback(True)
            cursor.execute("ANALYZE shelf_books")
            with transaction.atomic():
                assert planner.clear_away("shelf") == []  # too late
            assert planner.clear_away("board") == []
            assert planner.clear_away("shelf") == ["public.shelf_books"]
            cursor.execute("SELECT pg_relation_size('shelf_books')")
            assert cursor.fetchone() == (0,)
            cursor.execute(fill)
            cursor.execute("ANALYZE shelf_books")
            assert planner.clear_away("shelf") == []
        finally:
            cursor.execute("DROP TABLE shelf_books")


@pytest.mark.parametrize(("rows", "said"), [(10, "on"), (100_000, "off")])
def test_work_on_many_rows_is_planned_without_nested_loops_and_what_comes_after_with_them(rows: int, said: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        with planner.expecting(rows):
            cursor.execute("SHOW enable_nestloop")
            assert cursor.fetchone() == (said,)
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)


def looked(rows: int) -> int:
    """How many rows the planner thinks there are after it was told so while so many are worked on."""
    with planner.little(rows):
        planner.tell("shelf")
    return believed()


@pytest.mark.usefixtures("shelf")
def test_while_little_is_done_it_looks_again_only_at_what_has_grown() -> None:
    put(20)
    assert looked(20) == 20
    put(40)
    assert looked(60) == 20  # much the same
    put(40)
    assert looked(100) == 100  # five times as much
    put(20_000)
    assert looked(20_000) == 20_100  # no longer little


@pytest.mark.usefixtures("shelf")
def test_after_much_it_looks_at_little_once_again() -> None:
    put(20)
    assert looked(20) == 20
    planner.tell("shelf")
    put(5)
    assert looked(20) == 25


def test_many_rows_are_not_little_and_little_ends_where_it_ends() -> None:
    assert not planner.is_little()
    with planner.little(10):
        assert planner.is_little()
        with transaction.atomic(), planner.expecting(100_000):
            assert not planner.is_little()
        assert planner.is_little()
    assert not planner.is_little()
