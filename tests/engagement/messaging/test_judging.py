"""Each rule of the policy, asked of real rows."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.experiments.define import define
from thereafter.engagement.experiments.models import Assignment
from thereafter.engagement.messaging import judge, requests
from thereafter.engagement.messaging.holding import rejudge_due
from thereafter.engagement.messaging.models import Decision, Kind, Message, Reason, State
from thereafter.engagement.messaging.policy import reasons
from thereafter.record.customers.models import Trouble
from thereafter.record.shop import settings

pytestmark = pytest.mark.django_db

NIGHT = NOON.replace(hour=23)


@pytest.fixture(autouse=True)
def shop() -> None:
    cast.live()


def verdict(message: Message) -> tuple[str, str]:
    return message.state, message.reason


def test_somebody_who_agreed_hears_from_us_by_day() -> None:
    ada, guide = cast.ada(), cast.purpose()
    assert cast.judged(guide, ada) == {(guide.pk, State.READY, Reason.NONE): 1}
    assert verdict(cast.message(guide, ada)) == ("ready", "")


def test_without_an_address_nothing_can_be_sent() -> None:
    nobody, receipt = cast.customer("Nemo", email=""), cast.purpose(Kind.SERVICE)
    cast.judged(receipt, nobody)
    assert verdict(cast.message(receipt, nobody)) == ("skipped", "unreachable")


def test_a_suppressed_address_gets_nothing_not_even_service() -> None:
    margaret, receipt = cast.margaret(), cast.purpose(Kind.SERVICE)
    cast.judged(receipt, margaret)
    assert verdict(cast.message(receipt, margaret)) == ("skipped", "suppressed")


def test_without_consent_only_service_goes_out() -> None:
    grace = cast.grace()
    receipt, guide = cast.purpose(Kind.SERVICE, "order/1/receipt"), cast.purpose()
    cast.judged(receipt, grace)
    cast.judged(guide, grace)
    assert verdict(cast.message(receipt, grace)) == ("ready", "")
    assert verdict(cast.message(guide, grace)) == ("skipped", "no_consent")


def test_the_control_group_hears_nothing_and_is_exposed_like_everybody_else() -> None:
    half = define("care", control_share=5_000, now=NOON)
    guide = cast.purpose(experiment=half)
    people = [cast.customer(f"Person{number}") for number in range(40)]
    cast.judged(guide, *people)
    arms = dict(Assignment.objects.filter(experiment=half).values_list("customer_id", "arm"))
    assert set(arms) == {person.pk for person in people}
    for person in people:
        expected = ("skipped", "control") if arms[person.pk] == "control" else ("ready", "")
        assert verdict(cast.message(guide, person)) == expected
    assert {"control", "treatment"} == set(arms.values())


def test_whoever_never_agreed_is_not_exposed() -> None:
    grace = cast.grace()
    cast.judged(cast.purpose(experiment=define("care", control_share=5_000, now=NOON)), grace)
    assert not Assignment.objects.exists()


def test_trouble_holds_asks_and_lets_value_pass() -> None:
    ada = cast.ada()
    cast.trouble(ada)
    ask, guide = cast.purpose(Kind.ASK, "review/1/ask"), cast.purpose()
    cast.judged(ask, ada)
    held = cast.message(ask, ada)
    assert (verdict(held), held.not_before) == (("held", "trouble"), NOON + days(1))
    cast.judged(guide, ada)
    assert verdict(cast.message(guide, ada)) == ("ready", "")


def test_at_night_in_her_time_zone_value_waits_for_the_morning_and_service_does_not() -> None:
    linus = cast.linus()  # noon in London is one in the morning in Auckland, 13 hours ahead in March
    guide, receipt = cast.purpose(), cast.purpose(Kind.SERVICE, "order/1/receipt")
    cast.judged(guide, linus)
    held = cast.message(guide, linus)
    assert verdict(held) == ("held", "quiet_hours")
    assert held.not_before == NOON + timedelta(hours=7)
    cast.judged(receipt, linus)
    assert verdict(cast.message(receipt, linus)) == ("ready", "")


def test_a_message_held_overnight_goes_out_once_when_morning_comes() -> None:
    ada, guide = cast.ada(), cast.purpose()
    cast.judged(guide, ada, at=NIGHT)
    assert not rejudge_due(now=NIGHT + timedelta(hours=8, minutes=59))
    morning = NIGHT + timedelta(hours=9)
    assert rejudge_due(now=morning) == {(guide.pk, State.READY, Reason.NONE): 1}
    assert not rejudge_due(now=morning)
    earlier = Decision.objects.get()
    assert (earlier.state, earlier.reason, earlier.decided_at, earlier.not_before) == (
        "held",
        "quiet_hours",
        NIGHT,
        morning,
    )


def test_a_daily_cap_of_one_holds_the_second_until_a_day_after_the_first() -> None:
    ada = cast.ada()
    cast.judged(cast.purpose(), ada)
    Message.objects.update(state=State.SENT, sent_at=NOON + timedelta(minutes=3))
    other = cast.purpose(Kind.VALUE, "second/1/tips")
    cast.judged(other, ada, at=NOON + timedelta(hours=2))
    held = cast.message(other, ada)
    assert (verdict(held), held.not_before) == (("held", "daily_cap"), NOON + timedelta(hours=24, minutes=3))


def test_a_weekly_cap_of_three_holds_the_fourth_until_the_first_is_a_week_old() -> None:
    ada = cast.ada()
    for day in range(3):
        cast.judged(cast.purpose(key=f"care/{day}/guide"), ada, at=NOON + days(day))
        Message.objects.filter(state=State.READY).update(state=State.SENT, sent_at=NOON + days(day))
    fourth = cast.purpose(key="care/9/guide")
    cast.judged(fourth, ada, at=NOON + days(3))
    held = cast.message(fourth, ada)
    assert (verdict(held), held.not_before) == (("held", "weekly_cap"), NOON + days(7))


def test_asks_wait_until_enough_help_was_given() -> None:
    ada = cast.ada()
    for number in range(2):
        at = NOON - days(60 - 10 * number)
        cast.judged(cast.purpose(Kind.ASK, f"review/{number}/ask"), ada, at=at)
        Message.objects.filter(state=State.READY).update(state=State.SENT, sent_at=at)
    third = cast.purpose(Kind.ASK, "review/9/ask")
    cast.judged(third, ada)
    assert verdict(cast.message(third, ada)) == ("held", "ratio")
    cast.judged(cast.purpose(), ada)
    Message.objects.filter(state=State.READY).update(state=State.SENT, sent_at=NOON)
    rejudge_due(now=NOON + days(1))
    assert verdict(cast.message(third, ada)) == ("ready", "")


def test_of_two_at_one_instant_the_more_important_goes_and_the_other_waits_a_day() -> None:
    ada = cast.ada()
    small, great = cast.purpose(key="a/1/a", priority=10), cast.purpose(key="b/1/b", priority=90)
    with transaction.atomic():
        requests.prepare()
        cast.ask_for(small, ada, at=NOON)
        cast.ask_for(great, ada, at=NOON)
        judge.judge(now=NOON)
    assert verdict(cast.message(great, ada)) == ("ready", "")
    held = cast.message(small, ada)
    assert (verdict(held), held.not_before) == (("held", "priority"), NOON + days(1))


def test_a_customer_asked_for_at_two_instants_is_judged_in_their_order() -> None:
    ada = cast.ada()
    early, late = cast.purpose(key="a/1/a"), cast.purpose(key="b/1/b", priority=90)
    with transaction.atomic():
        requests.prepare()
        cast.ask_for(late, ada, at=NOON + timedelta(hours=1))
        cast.ask_for(early, ada, at=NOON)
        judge.judge(now=NOON + timedelta(hours=1))
    assert verdict(cast.message(early, ada)) == ("ready", "")
    assert verdict(cast.message(late, ada)) == ("held", "daily_cap")


def test_whoever_left_the_journey_hears_nothing_of_it() -> None:
    ada, guide = cast.ada(), cast.purpose()
    with transaction.atomic():
        requests.prepare()
        cast.ask_for(guide, ada, at=NOON, exited=True)
        judge.judge(now=NOON)
    assert verdict(cast.message(guide, ada)) == ("skipped", "exited")


def test_a_hold_ends_with_the_usefulness_of_the_message() -> None:
    ada = cast.ada()
    cast.trouble(ada)
    ask = cast.purpose(Kind.ASK, "review/1/ask", useful_for=timedelta(hours=30))
    cast.judged(ask, ada)
    rejudge_due(now=NOON + timedelta(hours=24))
    assert cast.message(ask, ada).not_before == NOON + timedelta(hours=30)
    rejudge_due(now=NOON + timedelta(hours=30))
    over = cast.message(ask, ada)
    assert verdict(over) == ("skipped", "trouble"), "trouble comes first in the policy's order, and still stood"
    assert reasons(over.failed_rules) == [Reason.TROUBLE, Reason.STALE]
    assert over.considered_at == NOON
    assert [decision.state for decision in Decision.objects.order_by("decided_at")] == ["held"]


def test_what_nothing_but_its_age_stops_is_skipped_as_stale() -> None:
    ada = cast.ada()
    ask = cast.purpose(Kind.ASK, "review/1/ask", useful_for=timedelta(hours=30))
    cast.trouble(ada)
    cast.judged(ask, ada)
    Trouble.objects.update(closed_at=NOON + timedelta(hours=29))
    rejudge_due(now=NOON + timedelta(hours=31))
    assert verdict(cast.message(ask, ada)) == ("skipped", "stale")


def test_in_rehearsal_everything_is_decided_and_nothing_waits_for_the_transport() -> None:
    settings.change("mode", "rehearsal", source="test", now=NOON)
    ada, guide = cast.ada(), cast.purpose()
    cast.judged(guide, ada)
    assert verdict(cast.message(guide, ada)) == ("rehearsed", "")
    other = cast.purpose(key="b/1/b")
    cast.judged(other, ada, at=NOON + timedelta(hours=1))
    assert verdict(cast.message(other, ada)) == ("held", "daily_cap")


def test_judging_what_is_settled_changes_nothing() -> None:
    ada, guide = cast.ada(), cast.purpose()
    cast.judged(guide, ada)
    before = Message.objects.values().get()
    assert cast.judged(guide, ada, at=NOON + days(2)) == {}
    assert Message.objects.values().get() == before


def test_an_unknown_time_zone_is_the_shops() -> None:
    settings.change("time_zone", "Pacific/Auckland", source="test", now=NOON)
    someone, guide = cast.customer("Marvin", time_zone="Mars/Phobos"), cast.purpose()
    cast.judged(guide, someone)
    assert verdict(cast.message(guide, someone)) == ("held", "quiet_hours")
