"""Events are appended once, whoever tells them and however often."""

from datetime import datetime

import pytest
from django.db import connection, transaction

from tests import cast
from tests.cast import NOON, days
from thereafter.record.customers.models import Customer
from thereafter.record.events import append
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db


def tell(*facts: tuple[str, datetime], name: str = "Product Viewed") -> int:
    """Hand over one event per (message id, instant)."""
    with transaction.atomic():
        append.prepare()
        her = Customer.objects.first() or cast.ada()
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, source, message_id)"
                " VALUES (%s, %s, %s, %s, 'test', %s)",
                [(her.pk, name, at, NOON, message_id) for message_id, at in facts],
            )
        return append.append()


def test_an_event_told_twice_is_stored_once() -> None:
    assert tell(("a", NOON), ("b", NOON)) == 2
    assert tell(("a", NOON), ("c", NOON)) == 1
    assert Event.objects.count() == 3


def test_doubles_within_one_set_are_stored_once_as_of_the_earliest() -> None:
    assert tell(("a", NOON), ("a", NOON - days(1))) == 1
    assert Event.objects.get().occurred_at == NOON - days(1)


def test_a_message_id_stays_known_in_another_month_and_another_year() -> None:
    assert tell(("a", NOON)) == 1
    assert tell(("a", NOON + days(400))) == 0


def test_a_month_gets_its_partition_when_something_first_happened_in_it() -> None:
    tell(("old", NOON - days(365 * 20)), ("new", NOON))
    with connection.cursor() as cursor:
        cursor.execute("SELECT relid::text FROM pg_partition_tree('events_event') WHERE isleaf ORDER BY 1")
        leaves = [row[0] for row in cursor.fetchall()]
    assert {"events_event_2006_03", "events_event_2026_03"} <= set(leaves)


def test_the_last_instant_of_a_year_belongs_to_its_december() -> None:
    tell(("edge", datetime.fromisoformat("2025-12-31T23:59:59.999999+00:00")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM events_event")
        assert cursor.fetchall() == [("events_event_2025_12",)]
