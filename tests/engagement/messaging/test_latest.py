"""The messages of a span, the latest first: the same however it is looked through."""

from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.messaging.latest import Latest
from thereafter.engagement.messaging.models import Message, Purpose, Reason, State

pytestmark = pytest.mark.django_db
WEEK = NOON - days(7)


@pytest.fixture
def week() -> Purpose:
    """A message every five hours, the first an instant after the week began and the last at its end."""
    purpose = cast.purpose()
    people = [cast.customer(f"Zoe{number}") for number in range(35)]
    cast.judged(purpose, *people)
    for number, person in enumerate(people):
        at = max(NOON - number * timedelta(hours=5), WEEK + timedelta(microseconds=1))
        state, reason = (State.SENT, Reason.NONE) if number % 2 else (State.SKIPPED, Reason.TROUBLE)
        Message.objects.filter(customer_id=person.pk).update(considered_at=at, state=state, reason=reason)
    return purpose


def sought(latest: Latest, first: int, end: int) -> list[int]:
    """Whose messages these are."""
    return [message.customer_id for message in latest[first:end]]


def in_order(**which: object) -> list[int]:
    """The same as the database sorts them."""
    found = Message.objects.filter(considered_at__gt=WEEK, considered_at__lte=NOON, **which)
    return list(found.order_by("-considered_at", "customer_id").values_list("customer_id", flat=True))


def test_they_come_in_their_order_page_by_page(week: Purpose) -> None:
    assert len(in_order()) == 35
    found = [one for first in range(0, 40, 10) for one in sought(Latest(WEEK, NOON), first, first + 10)]
    assert found == in_order()


def test_those_of_a_state_a_reason_and_a_purpose_alone(week: Purpose) -> None:
    skipped = Latest(WEEK, NOON, state=State.SKIPPED, reason=Reason.TROUBLE, purposes=[week.pk])
    assert sought(skipped, 0, 50) == in_order(state=State.SKIPPED)
    assert sought(Latest(WEEK, NOON, purposes=[]), 0, 50) == []


def test_what_was_thought_of_before_the_span_or_after_it_is_not_in_it(week: Purpose) -> None:
    Message.objects.filter(considered_at=NOON).update(considered_at=NOON + timedelta(microseconds=1))
    Message.objects.filter(considered_at__lt=WEEK + timedelta(hours=1)).update(considered_at=WEEK)
    assert sought(Latest(WEEK, NOON), 0, 50) == in_order()
    assert len(in_order()) < 35
