"""Whatever the house keeps about a person, it can tell her and forget: no table with customers in it is overlooked."""

from collections.abc import Iterable
from dataclasses import replace

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


def unsaid(kept: Iterable[keepings.Keeping]) -> set[str]:
    """The tables that a keeping accounts for, does not read when it tells her all, and does not say why not."""
    silent = set()
    for keeping in kept:
        read = set(keeping.sql[f"told_{keeping.name}"].reads) if isinstance(keeping, keepings.Rows) else set()
        silent |= {table for table in keeping.tables if table not in read and not keeping.untold.get(table)}
    return silent


def test_every_table_about_her_is_told_to_her_or_left_out_for_a_reason() -> None:
    kept = keepings.all_kept()
    assert unsaid(kept) == set(), "Read it in `told_….sql`, or say in `untold` of the keeping why she is not told."
    said = [(keeping, table) for keeping in kept for table in keeping.untold]
    assert [table for keeping, table in said if table not in keeping.tables] == [], "a reason for nothing"
    extended = [replace(one, tables=(*one.tables, "rewards_entry")) for one in kept if isinstance(one, keepings.Rows)]
    assert unsaid(extended) == {"rewards_entry"}, "a table that is new is found out"


@pytest.mark.django_db
def test_keepings_name_tables_that_are_there() -> None:
    there = set(connection.introspection.table_names())
    assert [name for kept in keepings.all_kept() for name in kept.tables if name not in there] == []


def test_the_rule_of_people_can_fail() -> None:
    assert overlooked(["rewards_entry.customer_id"], keepings.all_kept()) == {"rewards_entry"}
