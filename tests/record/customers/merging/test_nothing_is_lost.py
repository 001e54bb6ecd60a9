"""Over random towns: people joined in any order and taken apart again are, to the last byte, who they were."""

from datetime import datetime
from random import Random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.cast import NOON, days
from tests.record.customers.merging import snapshot, towns
from thereafter.foundation import planner
from thereafter.record.customers.merging import movers
from thereafter.record.customers.merging.fields import settle, word
from thereafter.record.customers.merging.merge import join
from thereafter.record.customers.merging.unmerge import take_apart
from thereafter.record.customers.models import Customer, Merge

pytestmark = pytest.mark.django_db

COMPUTED = frozenset({"profiles_profile", "events_event"})  # `stage.changed` is told; the events before are compared
run = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def merged_at_random(luck: Random) -> list[Merge]:
    """Join people, and people who were joined, until one or a few are left."""
    merges = []
    for _ in range(luck.randint(1, 4)):
        here = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
        if len(here) > 1:
            stays, gone = luck.sample(here, 2)
            merges.append(join(stays, gone, by="test", now=NOON))
    return merges


def events(before: datetime) -> list[str]:
    """What had happened to whom before then."""
    return [row for row in snapshot.take()["events_event"] if "stage.changed" not in row]


@run
@given(seed=some.integers(0, 2**32))
def test_joined_and_taken_apart_everything_is_as_it_was(seed: int) -> None:
    luck = Random(seed)
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(planner, "_MANY_KEYS", luck.choice((0, planner._MANY_KEYS)))  # as for many, or for few
        towns.build(luck)
        before, told = snapshot.take(without=COMPUTED), events(NOON)
        for merge in reversed(merged_at_random(luck)):
            take_apart(merge.pk, by="test", now=NOON + days(1))
        assert snapshot.take(without=COMPUTED) == before
        assert events(NOON) == told
        transaction.set_rollback(True)


@run
@given(seed=some.integers(0, 2**32))
def test_one_person_and_the_statement_about_many_settle_fields_alike(seed: int) -> None:
    luck = Random(seed)
    with transaction.atomic():
        stays, gone, *_ = towns.build(luck)
        expected = {one.field: one.holds.value for one in settle(stays, gone)}
        join(stays.pk, gone.pk, by="test", now=NOON)
        stays.refresh_from_db()
        assert {field: word(stays, field).value for field in expected} == expected
        transaction.set_rollback(True)


@run
@given(seed=some.integers(0, 2**32))
def test_nothing_names_a_record_that_has_gone(seed: int) -> None:
    luck = Random(seed)
    with transaction.atomic():
        towns.build(luck)
        gone = [merge.gone_id for merge in merged_at_random(luck)]
        columns = [column.split(".") for mover in movers.registered() for column in mover.covers]
        for table, column in columns:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = ANY (%s)", [gone])
                assert (table, cursor.fetchone()) == (table, (0,))
        transaction.set_rollback(True)
