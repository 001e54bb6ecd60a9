"""Every column that names a customer is moved when two records become one, by the room that owns it."""

from collections.abc import Iterable

import pytest

from tests.architecture.people import naming_a_customer
from thereafter.record.customers.merging import movers
from thereafter.record.customers.merging.fields import FIELDS
from thereafter.record.customers.models import Customer

_KEPT_BY_THE_MERGE = {"id", "custom", "provenance", "known_at"}


def not_moved(columns: Iterable[str], moving: Iterable[movers.Mover]) -> list[str]:
    """The columns that no mover answers for."""
    covered = {column for mover in moving for column in mover.covers}
    return sorted(set(columns) - covered)


@pytest.mark.django_db
def test_everything_that_names_a_customer_moves_when_two_records_become_one() -> None:
    found = naming_a_customer()
    assert {"commerce_order.customer_id", "events_event.customer_id"} <= found, "the rule was not tried"
    assert not_moved(found, movers.registered()) == [], (
        "Register a mover in the room's AppConfig.ready(): `Rows(Model)` of customers.merging.rows does mostly."
    )


@pytest.mark.django_db
def test_the_rule_of_movers_can_fail() -> None:
    assert not_moved(naming_a_customer(), []) != []
    assert not_moved(["rewards_entry.customer_id"], movers.registered()) == ["rewards_entry.customer_id"]


def test_every_field_of_a_customer_is_settled_when_two_records_become_one() -> None:
    fields = {field.column for field in Customer._meta.concrete_fields if not getattr(field, "generated", False)}
    assert fields - _KEPT_BY_THE_MERGE == set(FIELDS), (
        "sql/fields.sql and fields.py decide field by field: add it there"
    )
