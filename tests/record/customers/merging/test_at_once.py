"""Somebody joins two records while somebody else says something of them: whoever comes second is told what is."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.messaging import personal, preferences
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Kind
from thereafter.engagement.messaging.signature import Signature
from thereafter.foundation.errors import Refusal
from thereafter.record.customers import addresses, consent, correcting, erasing, notes, tags, trouble
from thereafter.record.customers.merging import duplicates
from thereafter.record.customers.merging.merge import join
from thereafter.record.customers.models import Consent, ConsentState, Customer, Double, Erasure, Note, Tag

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


BY_OTTO: dict[str, Any] = {"by": "console:otto", "now": NOON}
FROM_OTTO: dict[str, Any] = {"source": "console:otto", "now": NOON}


def agree(her: int) -> None:
    said: dict[str, Any] = {"method": "letter", "wording": "Yes.", "occurred_at": NOON}
    consent.record(her, ConsentState.GRANTED, **said, **BY_OTTO)


def write(her: int) -> None:
    cast.live()
    personal.send(
        "k1", personal.Draft(her, Kind.SERVICE, "Hello", "A word.", Signature("Otto", "o@shop.example", "")), **BY_OTTO
    )


DEEDS: dict[str, Callable[[int], object]] = {
    "a note": lambda her: notes.write(her, "Likes tea.", **BY_OTTO),
    "a correction": lambda her: correcting.correct(her, {"country": "GB"}, **BY_OTTO),
    "an address": lambda her: addresses.add(her, "a@home.example", **BY_OTTO),
    "what she agreed to": agree,
    "trouble": lambda her: trouble.open(her, kind="open_case", key="1", words="A broken cup", **FROM_OTTO),
    "a hold": lambda her: trouble.hold(her, until=NOON + days(9), words="Away", **FROM_OTTO),
    "a letter": write,
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_what_somebody_writes_of_a_record_while_it_is_joined_is_refused_in_a_sentence(
    deed: Callable[[int], object],
) -> None:
    ada, guest = two_of_one()
    told = told_while_they_are_joined(ada, guest, lambda: deed(guest.pk))
    assert told == [f"Customer {guest.pk} was joined to customer {ada.pk}. Nothing was changed."]


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_what_somebody_writes_of_a_person_who_was_erased_is_refused_in_a_sentence(
    deed: Callable[[int], object],
) -> None:
    ada, _ = two_of_one()
    erasing.erase_her(ada.pk, **BY_OTTO)
    with pytest.raises(Refusal, match=f"Customer {ada.pk} was erased. Nothing was changed."):
        deed(ada.pk)


def test_a_tag_for_many_leaves_out_who_is_joined_at_this_moment() -> None:
    ada, guest = two_of_one()
    assert told_while_they_are_joined(ada, guest, lambda: tags.put([guest.pk, ada.pk], "vip", **FROM_OTTO)) == []
    assert list(Tag.objects.values_list("customer_id", "word")) == [(ada.pk, "vip")]


def test_a_click_on_unsubscribe_while_her_two_records_are_joined_counts_for_the_one_that_stays() -> None:
    ada, guest = two_of_one()
    link = MessageKey(guest.pk, cast.purpose().pk, 0, 0)

    def click() -> None:
        preferences.say(link, ConsentState.WITHDRAWN, method="one-click", wording="List-Unsubscribe", now=NOON)

    assert told_while_they_are_joined(ada, guest, click) == []
    assert Consent.objects.get().state == "withdrawn" and Consent.objects.get().customer_id == ada.pk


def test_a_note_that_was_deleted_meanwhile_is_not_changed_and_that_is_said() -> None:
    ada, _ = two_of_one()
    note = notes.write(ada.pk, "Likes tea.", **BY_OTTO)
    Note.objects.all().delete()
    with pytest.raises(notes.WrongNote, match="was deleted meanwhile"):
        notes.edit(note, "Likes coffee.", **BY_OTTO)
