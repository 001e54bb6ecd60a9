"""Somebody joins two records while somebody else says something of them: whoever comes second is told what is."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tests import cast
from tests.cast import NOON, days
from thereafter.foundation.errors import Refusal
from thereafter.record.customers import erasing
from thereafter.record.customers.merging import duplicates
from thereafter.record.customers.merging.merge import join
from thereafter.record.customers.models import Customer, Double, Erasure

pytestmark = pytest.mark.django_db(transaction=True)


def two_of_one() -> tuple[Customer, Customer]:
    ada = cast.customer("Ada", last_name="Byron", email="ada@gmail.com", since=NOON - days(30))
    return ada, cast.customer("Ada", last_name="Byron", email="ada+shop@gmail.com", since=NOON - days(10))


def told_while_they_are_joined(stays: Customer, gone: Customer, act: Callable[[], object]) -> list[str]:
    """What `act` is refused with that begins in the middle of joining the two, and waits for its end."""
    told: list[str] = []

    def second() -> None:
        try:
            act()
        except Refusal as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        join(stays.pk, gone.pk, by="console:ruth", now=NOON)
        other.start()
        other.join(timeout=1)
        assert other.is_alive(), "it waits for whoever joins"
    other.join(timeout=60)
    return told


def test_who_tells_two_apart_while_they_are_joined_is_told_that_they_are_no_longer_two() -> None:
    ada, guest = two_of_one()
    duplicates.find(now=NOON)
    double = Double.objects.get()
    told = told_while_they_are_joined(ada, guest, lambda: duplicates.tell_apart(double.pk, by="console:otto", now=NOON))
    assert told == ["These are no longer two records: they were joined, or one was erased. Look at the list again."]
    double.refresh_from_db()
    assert double.verdict == Double.Verdict.OPEN


def test_who_erases_a_record_while_it_is_joined_to_another_is_told_that_nothing_was_erased() -> None:
    ada, guest = two_of_one()
    told = told_while_they_are_joined(ada, guest, lambda: erasing.erase_her(guest.pk, by="console:otto", now=NOON))
    assert told == [f"Customer {guest.pk} was joined to customer {ada.pk}. Nothing was erased. Erase that one."]
    assert not Erasure.objects.exists() and Customer.objects.filter(pk=ada.pk).exists()
    erasing.erase_her(ada.pk, by="console:otto", now=NOON)
    assert not Customer.objects.exists()
