"""What a database must be before we work in it."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

from thereafter.foundation.clock import RealClock
from thereafter.project import upkeep


@pytest.mark.parametrize("version", [150_000, 150_018, 160_001, 180_004])
def test_postgresql_from_15_on_will_do(version: int) -> None:
    assert upkeep.age_trouble(version) == ""


@pytest.mark.parametrize(("version", "major"), [(140_022, 14), (130_000, 13), (90_624, 9)])
def test_an_older_one_is_refused_with_its_version_and_a_remedy(version: int, major: int) -> None:
    trouble = upkeep.age_trouble(version)
    assert f"is on PostgreSQL {major}, and thereafter needs 15 or later. Upgrade that server" in trouble


@pytest.mark.django_db
def test_a_database_with_our_tables_is_not_empty_and_nothing_is_pending() -> None:
    assert not upkeep.is_empty()
    assert upkeep.pending() == 0


_WAITING = """
SELECT pid FROM pg_stat_activity WHERE query LIKE '%%advisory\\_lock(%%' AND pid NOT IN (pg_backend_pid(), %s)
"""


def _alone() -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own to the test's database."""
    connection.ensure_connection()
    given = connection.get_connection_params()
    words = {name: given[name] for name in ("host", "port", "user", "password", "dbname") if name in given}
    return psycopg.connect(**words, autocommit=True)


def _migrate_and_leave() -> None:
    try:
        with upkeep.take_turn(RealClock()):
            pass
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_her_turn_to_migrate_keeps_no_index_from_being_built() -> None:
    with _alone() as other, ThreadPoolExecutor(1) as hand:
        with upkeep.take_turn(RealClock()):
            waits = hand.submit(_migrate_and_leave)
            while not other.execute(_WAITING, [connection.connection.info.backend_pid]).fetchone():
                assert not waits.done()
            other.execute("SET statement_timeout = '5s'")
            other.execute("CREATE INDEX CONCURRENTLY built_meanwhile ON shop_setting (key)")
            other.execute("DROP INDEX built_meanwhile")
            assert not waits.done()
        waits.result(timeout=5)
