"""Temporary tables are emptied before they are filled, cheaply, and do not grow without bound."""

import pytest
from django.db import connection

from thereafter.foundation import temporary

pytestmark = pytest.mark.django_db


def told(order: str) -> int:
    """What one statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(order)
        found = cursor.fetchone() if cursor.description else None
    return int(found[0]) if found else 0


def test_a_table_is_empty_after_it_was_forgotten_in_the_same_transaction() -> None:
    told("CREATE TEMP TABLE crossing (number integer)")
    told("CREATE TEMP TABLE other (number integer)")
    told("INSERT INTO crossing VALUES (1), (2)")
    temporary.forget("crossing", "other")
    assert told("SELECT count(*) FROM crossing") == 0


def test_a_table_that_is_filled_and_forgotten_for_ever_does_not_grow_for_ever() -> None:
    told("CREATE TEMP TABLE crossing (number integer)")
    for _ in range(100):
        temporary.forget("crossing")
        told("INSERT INTO crossing SELECT generate_series(1, 2000)")
    assert told("SELECT pg_relation_size('crossing')") < 40 * 2000 * 40
