"""Whatever the house keeps about a person, it can tell her and forget: no table with customers in it is overlooked."""

from collections.abc import Iterable

import pytest
from django.db import connection

from tests.architecture.people import naming_a_customer
from thereafter.record.customers import keepings

# What names customers in other words than the rule of `naming_a_customer` looks for.
_ALSO = {"customers_customer.id", "customers_merge.stays_id", "customers_merge.gone_id", "customers_double.low_id"}


def overlooked(columns: Iterable[str], kept: Iterable[keepings.Keeping]) -> set[str]:
    """The tables with these columns that no keeping accounts for."""
    covered = {table for keeping in kept for table in keeping.tables}
    return {column.partition(".")[0] for column in columns} - covered


@pytest.mark.django_db
def test_everything_that_names_a_customer_is_told_to_her_and_forgotten() -> None:
    assert overlooked(naming_a_customer() | _ALSO, keepings.all_kept()) == set(), (
        "Register a keeping in the room's AppConfig.ready(): `Rows(…)` of customers.keepings does mostly."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kept", keepings.all_kept(), ids=lambda kept: kept.name)
def test_a_keeping_left_out_is_seen(kept: keepings.Keeping) -> None:
    columns = naming_a_customer() | _ALSO
    others = [other for other in keepings.all_kept() if other is not kept]
    tables = {column.partition(".")[0] for column in columns}
    assert overlooked(columns, others) == set(kept.tables) & tables


@pytest.mark.django_db
def test_keepings_name_tables_that_are_there() -> None:
    there = set(connection.introspection.table_names())
    assert [name for kept in keepings.all_kept() for name in kept.tables if name not in there] == []


def test_the_rule_of_people_can_fail() -> None:
    assert overlooked(["rewards_entry.customer_id"], keepings.all_kept()) == {"rewards_entry"}
