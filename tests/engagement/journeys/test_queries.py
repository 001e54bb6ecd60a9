"""What readers see of journeys."""

from collections import Counter
from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON, days
from tests.engagement.journeys.plans import NOTE, NOTE_LATER, on, publish, tick
from thereafter.audience.segments import people, rule
from thereafter.engagement.journeys import queries
from thereafter.engagement.journeys.models import Step
from thereafter.engagement.messaging.models import Message, Purpose, Reason, State

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def shop() -> None:
    cast.live()


def test_journeys_stand_under_the_stage_they_speak_to_in_the_order_of_a_life() -> None:
    publish(NOTE, "stage: lapsed", key="back")
    publish(NOTE, "stage: new", key="second")
    publish(NOTE, key="always")
    assert [journey.key for journey in queries.by_stage()] == ["always", "second", "back"]


def test_who_waits_and_who_passed_is_counted_on_each_step() -> None:
    plan = on(f"{NOTE}\n{NOTE_LATER.replace('note', 'later', 1)}")
    for person in (cast.ada(), cast.grace()):
        cast.happened(person, at=NOON - HOUR)
    tick()
    keys = dict(Step.objects.filter(version=plan.live).values_list("pk", "key"))
    assert {keys[step]: count for step, count in queries.standing(now=NOON).waiting.items()} == {"wait-1": 2}
    assert {keys[step]: count for step, count in queries.passed_by_step(plan).items()} == {"note": 2}
    assert queries.standing(now=NOON).passages[plan.pk] == queries.Passages(entered=2, active=2)


def test_what_came_of_its_messages_is_counted_by_reason_and_what_followed_is_not_called_lift() -> None:
    ada, grace = cast.ada(), cast.grace()
    plan = on(NOTE)
    for person in (ada, grace):
        cast.happened(person, at=NOON - HOUR)
    tick()
    cast.order(ada, at=NOON + days(3), amount_minor=1500)
    cast.order(ada, at=NOON + days(4), amount_minor=9999, currency="JPY")
    cast.order(ada, at=NOON + days(70))
    cast.happened(ada, "message.clicked", at=NOON + HOUR, object_id=Purpose.objects.get().pk)
    assert queries.reasons(plan, since=NOON - days(1), now=NOON) == Counter(
        {(State.READY, Reason.NONE): 1, (State.SKIPPED, Reason.NO_CONSENT): 1}
    )
    assert queries.numbers(plan, now=NOON + days(90))[0].went_out == 0  # it waits for the mail server
    Message.objects.filter(state=State.READY).update(state=State.SENT)
    found, _ = queries.numbers(plan, now=NOON + days(90))
    assert (found.considered, found.went_out, found.skipped, found.clicked) == (2, 1, 1, 1)
    assert (found.orders, found.revenue_minor) == (2, 1500)  # the other one was paid in yen
    assert {message.customer_id for message in queries.messages(plan)} == {ada.pk, grace.pk}


def test_what_was_only_rehearsed_is_never_counted_as_gone_out() -> None:
    ada, linus = cast.ada(), cast.linus()
    plan = on(NOTE)
    for person in (ada, linus):
        cast.happened(person, at=NOON - HOUR)
        cast.order(person, at=NOON + days(3), amount_minor=1500)
    tick()
    Message.objects.update(state=State.REHEARSED)
    found, _ = queries.numbers(plan, now=NOON + days(90))
    assert (found.went_out, found.rehearsed, found.orders) == (0, 2, 2)
    Message.objects.filter(customer_id=ada.pk).update(state=State.SENT)
    found, _ = queries.numbers(plan, now=NOON + days(90))
    assert (found.went_out, found.rehearsed, found.orders) == (1, 1, 1)


def test_a_rule_can_ask_who_came_into_a_journey() -> None:
    ada, grace = cast.ada(), cast.grace()
    on(NOTE)
    cast.happened(ada, at=NOON - HOUR)
    tick()
    came = rule.read({"journey": {"key": "care", "within": {"days": 1}}})
    assert people.sample(came, now=NOON, limit=10) == [ada.pk]
    assert grace.pk not in people.sample(came, now=NOON, limit=10)
