"""What one person says or does to one customer: consent, address, suppression, trouble."""

import pytest

from tests.cast import NOON, customer, days, grace
from thereafter.record.customers import consent, contact, suppression, trouble
from thereafter.record.customers.models import Consent, ConsentRecord, ConsentState, ContactPoint, Suppression, Trouble

pytestmark = pytest.mark.django_db


def say(customer_id: int, state: ConsentState, day: int) -> bool:
    """She says so on the preference page, `day` days after noon."""
    return consent.say(
        customer_id, state, source="portal", method="preference page", proof={"page": "/p/"}, now=NOON + days(day)
    )


def test_consent_changes_hold_from_when_they_were_said_and_each_keeps_its_proof() -> None:
    her = grace().pk
    assert say(her, ConsentState.GRANTED, 1)
    assert say(her, ConsentState.WITHDRAWN, 2)
    held = Consent.objects.get(customer_id=her)
    assert (held.state, held.since) == (ConsentState.WITHDRAWN, NOON + days(2))
    assert [record.proof for record in ConsentRecord.objects.filter(customer_id=her)] == [{"page": "/p/"}] * 2


def test_saying_the_same_again_stores_nothing() -> None:
    her = grace().pk
    assert say(her, ConsentState.GRANTED, 1)
    assert not say(her, ConsentState.GRANTED, 2)
    assert ConsentRecord.objects.filter(customer_id=her).count() == 1


def test_a_preferred_address_replaces_the_old_one_which_stays_known() -> None:
    her = customer("Ada").pk
    contact.prefer(her, " Ada@New.example ", source="console:ruth", now=NOON)
    assert dict(ContactPoint.objects.filter(customer_id=her).values_list("address_key", "preferred")) == {
        "ada@people.example": False,
        "ada@new.example": True,
    }


def test_an_address_is_suppressed_once_in_any_spelling_and_can_be_lifted_by_a_person() -> None:
    assert suppression.suppress("Ada@People.example", reason="by hand", source="console:ruth", now=NOON)
    assert not suppression.suppress("ada@people.example ", reason="bounced", source="smtp", now=NOON + days(1))
    assert suppression.lift("ADA@people.example", source="console:ruth", now=NOON + days(2))
    assert Suppression.objects.get().lifted_at == NOON + days(2)
    assert suppression.suppress("ada@people.example", reason="bounced", source="smtp", now=NOON + days(3))


def test_trouble_is_open_once_and_closed_it_stays_as_history() -> None:
    her = grace().pk
    said = {"kind": "open_case", "key": "case:7"}
    assert trouble.open(her, words="A broken cup", source="console:ruth", now=NOON, **said)
    assert not trouble.open(her, words="A broken cup", source="console:ruth", now=NOON + days(1), **said)
    assert trouble.close(her, now=NOON + days(2), **said)
    assert not trouble.close(her, now=NOON + days(3), **said)
    assert trouble.open(her, words="Again", source="console:ruth", now=NOON + days(4), **said)
    assert Trouble.objects.count() == 2
