"""Passes through everybody: what is certain is joined by itself only where the shop says so."""

import threading

import pytest
from django.db import connection

from tests import cast
from tests.cast import NOON, days
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers import jobs
from thereafter.record.customers.merging import duplicates, sweeps
from thereafter.record.customers.merging.merge import CannotJoin, join
from thereafter.record.customers.models import Customer, Merge, Sweep
from thereafter.record.shop import settings


def three_of_one() -> list[Customer]:
    return [
        cast.customer("Ada", last_name="Byron", email=f"ada{tag}@gmail.com", since=NOON - days(age))
        for tag, age in (("+new", 10), ("", 30), ("+old", 20))
    ]


@pytest.mark.django_db
def test_a_day_finds_doubles_and_joins_nobody_unless_the_shop_says_so() -> None:
    three_of_one()
    jobs.sweep(VirtualClock(NOON))
    assert duplicates.count(now=NOON).certain == 3 and not Merge.objects.exists()
    settings.change("merge_certain", True, source="test", now=NOON)
    jobs.sweep(VirtualClock(NOON + days(0.5)))
    assert not Merge.objects.exists(), "it is looked once a day"
    jobs.sweep(VirtualClock(NOON + days(1)))
    assert Merge.objects.count() == 2


@pytest.mark.django_db
def test_a_look_on_a_clock_that_ran_ahead_keeps_nobody_from_looking_once_it_is_right_again() -> None:
    jobs.sweep(VirtualClock(NOON + days(400)))
    three_of_one()
    jobs.sweep(VirtualClock(NOON))
    assert duplicates.count(now=NOON).certain == 3
    jobs.sweep(VirtualClock(NOON + days(0.5)))
    assert Sweep.objects.count() == 2


@pytest.mark.django_db
def test_of_three_records_of_one_person_the_oldest_is_left() -> None:
    _, oldest, _ = three_of_one()
    duplicates.find(now=NOON)
    sweeps.ask(Sweep.Kind.JOIN, by="console:ruth", now=NOON)
    jobs.sweep(VirtualClock(NOON))
    assert [one.pk for one in Customer.objects.all()] == [oldest.pk]
    sweep = Sweep.objects.get(kind="join")
    assert (sweep.done, sweep.asked_by, sweep.ended_at) == (2, "console:ruth", NOON)


@pytest.mark.django_db
def test_asked_for_twice_it_is_made_once() -> None:
    first = sweeps.ask(Sweep.Kind.FIND, by="console:ruth", now=NOON)
    assert sweeps.ask(Sweep.Kind.FIND, by="console:karl", now=NOON) == first


@pytest.mark.django_db
def test_one_that_was_killed_goes_on_where_it_was() -> None:
    for number in range(3):
        for tag in ("", "+again"):
            cast.customer("Ada", email=f"ada{number}{tag}@gmail.com")
    duplicates.find(now=NOON)
    sweep = sweeps.ask(Sweep.Kind.JOIN, by="console:ruth", now=NOON)
    next(sweeps.join_certain(sweep, tell=iter([NOON]), batch=1))
    assert Merge.objects.count() == 1
    jobs.sweep(VirtualClock(NOON))
    assert Merge.objects.count() == 3 and Sweep.objects.get(pk=sweep.pk).done == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_who_join_the_same_two_at_once_one_is_told_so() -> None:
    ada, guest, _ = three_of_one()
    told: list[str] = []
    both = threading.Barrier(2)

    def join_them() -> None:
        both.wait()
        try:
            join(ada.pk, guest.pk, by="console:ruth", now=NOON)
        except CannotJoin as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=join_them) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Merge.objects.count() == 1
    assert told == [f"Customer {guest.pk} was joined to customer {ada.pk} already. Name that one."]
