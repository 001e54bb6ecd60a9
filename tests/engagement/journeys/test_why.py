"""Why she got it, and why not: the chain in words."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import cast
from tests.cast import NOON, days
from tests.engagement.journeys.plans import NOTE, NOTE_LATER, on, publish, tick
from thereafter.engagement.journeys.why import JourneyWhy, of_message, why
from thereafter.engagement.messaging import returns
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Message, Reason, State
from thereafter.record.customers.models import Customer
from thereafter.surfaces.cli.why import lines

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def shop() -> None:
    cast.live()


def only(whom: Customer, now: object = NOON) -> JourneyWhy:
    [answer] = why(whom.pk, now=now)  # type: ignore[arg-type]
    return answer


def words(whom: Customer, now: object = NOON) -> list[str]:
    [passage] = only(whom, now).passages
    return [moment.words for moment in passage.moments]


def test_the_chain_goes_from_the_trigger_to_the_last_decision() -> None:
    ada = cast.ada()
    on(NOTE_LATER)
    placed = cast.order(ada, at=NOON - HOUR, number="1001")
    cast.happened(ada, at=NOON - HOUR, about=placed, known_at=NOON - HOUR / 2)
    tick()
    assert words(ada) == [
        "placed order 1001",
        "we learned of it",
        "entered version 1 of the journey",
        "goes on, after a wait",
    ]
    tick(NOON + days(2))
    assert words(ada)[3:] == ["had waited 2 days", "the message “note” was considered", "came to the end: finished"]
    message = only(ada).passages[0].moments[4].message
    assert message is not None
    assert (message.verdicts[-1].state, message.failed, message.sent_at) == (State.READY, (), None)


def test_a_message_not_sent_names_its_reason_and_everything_else_that_failed() -> None:
    grace = cast.grace()
    on(NOTE)
    cast.happened(grace, at=NOON.replace(hour=22))
    tick(NOON.replace(hour=23))
    told = [moment.message for moment in only(grace).passages[0].moments if moment.message]
    assert [message.verdicts[-1].reason for message in told] == [Reason.NO_CONSENT]
    assert told[0].failed == (Reason.NO_CONSENT, Reason.QUIET_HOURS)
    assert "skipped, because no consent to marketing" in "\n".join(lines(only(grace), ZoneInfo("UTC")))


def test_a_hold_says_until_when_and_the_decision_after_it_follows() -> None:
    ada = cast.ada()
    on(NOTE)
    night = NOON.replace(hour=23)
    cast.happened(ada, at=night)
    tick(night)
    told = [moment.message for moment in only(ada, night).passages[0].moments if moment.message]
    verdict = told[0].verdicts[-1]
    assert (verdict.state, verdict.reason, verdict.until) == (State.HELD, Reason.QUIET_HOURS, NOON + 20 * HOUR)


def test_who_left_early_reads_why() -> None:
    ada = cast.ada()
    on(NOTE_LATER, "exits: [{event: Order Completed, because: she bought again}]")
    cast.happened(ada, at=NOON - HOUR)
    tick()
    cast.happened(ada, at=NOON + HOUR)
    tick(NOON + HOUR)
    first = only(ada, NOON + HOUR).passages[0]
    assert first.moments[-1].words == "left the journey: she bought again"
    assert not first.active


def test_a_branch_says_which_way_she_went() -> None:
    ada, linus = cast.ada(), cast.linus()
    Customer.objects.filter(pk=linus.pk).update(country="NZ")
    on("""
    - branch: where
      rules: [{if: {customer: {country: GB}}, then: [{wait: 1 day}]}]
    """)
    for person in (ada, linus):
        cast.happened(person, at=NOON - HOUR)
    tick()
    assert "came to the branch “where”: rule 1 held" in words(ada)
    assert "came to the branch “where”: no rule held" in words(linus)


def test_a_task_is_told_with_its_reason_and_to_whom_it_went() -> None:
    ada = cast.ada()
    on("- task: call\n  title: Call {name}\n  reason: Say thank you.\n  role: owner\n  due: 1 day")
    cast.happened(ada, at=NOON - HOUR)
    tick()
    assert "the task “Call Ada Byron” was handed over to the owner: Say thank you." in words(ada)


def test_why_not_because_it_never_happened_or_happened_before_or_was_learned_of_too_late() -> None:
    never, before, late = cast.ada(), cast.customer("Grace"), cast.linus()
    on(NOTE, since=NOON - days(4))
    cast.happened(before, at=NOON - days(5))
    cast.happened(late, at=NOON - days(3), known_at=NOON - HOUR)
    tick()
    assert only(never).sentence == "It never happened that she placed an order."
    assert only(before).sentence == "It did not begin: it happened before the journey was switched on."
    assert only(late).sentence == "It did not begin: we learned of it more than 48 hours after it happened."


def test_why_not_because_the_journey_is_off_or_its_condition_does_not_hold_or_she_is_in_it_already() -> None:
    ada = cast.ada()
    publish(NOTE, key="dark")
    on(NOTE, "trigger: {event: Order Completed, where: {total: {at_least: 100}}}", key="large")
    on(NOTE, "once_per: customer", key="once")
    cast.happened(ada, at=NOON - 2 * HOUR, total=5)
    cast.happened(ada, at=NOON - HOUR, total=5)
    tick()
    answers = {answer.key: answer for answer in why(ada.pk, now=NOON)}
    assert answers["dark"].sentence == "It did not begin: the journey is off."
    assert answers["large"].sentence.endswith("not of the kind that the journey's condition describes.")
    assert [nothing.reason.name for nothing in answers["once"].nothings] == ["ALREADY"]


def test_what_came_of_a_mail_after_it_went_out_is_told_of_that_mail_alone() -> None:
    ada = cast.ada()
    on(NOTE)
    for hour in (2, 1):
        cast.happened(ada, at=NOON - hour * HOUR, object_id=hour)
    tick()
    first, second = Message.objects.order_by("trigger_key")
    Message.objects.update(state=State.SENT, sent_at=NOON)
    key = MessageKey(ada.pk, first.purpose_id, first.trigger_key, 1)
    returns.bounced(key, for_good=True, words="5.1.1 nobody", source="smtp", now=NOON + HOUR)
    said = {
        moment.message.trigger_key: [one.words for one in moment.message.after]
        for passage in only(ada).passages
        for moment in passage.moments
        if moment.message
    }
    came_back = "it came back for good: 5.1.1 nobody; her address gets nothing any more"
    assert said == {first.trigger_key: [came_back], second.trigger_key: []}
    told = "\n".join(lines(only(ada), ZoneInfo("UTC")))
    assert f"{NOON + HOUR:%d %b %Y %H:%M}  {came_back}" in told


def test_what_names_only_the_purpose_is_told_of_the_latest_mail_that_went_out_before_it() -> None:
    ada = cast.ada()
    on(NOTE)
    for hour in (3, 2, 1):
        cast.happened(ada, at=NOON - hour * HOUR, object_id=hour)
    tick()
    messages = list(Message.objects.order_by("trigger_key"))
    for number, message in enumerate(messages):
        Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=NOON + number * days(1))
    cast.happened(ada, "message.clicked", at=NOON + days(1.5), object_id=messages[0].purpose_id)
    cast.happened(ada, "message.clicked", at=NOON - days(1), object_id=messages[0].purpose_id)
    cast.happened(ada, "message.clicked", at=NOON + days(1.5), object_id=messages[0].purpose_id + 1)
    told = [
        [(one.at, one.words) for one in of_message(message).after]
        for message in Message.objects.order_by("trigger_key")
    ]
    assert told == [[], [(NOON + days(1.5), "she clicked in it")], []]


def test_every_way_in_which_a_mail_is_answered_has_its_words() -> None:
    ada = cast.ada()
    on(NOTE)
    cast.happened(ada, at=NOON - HOUR)
    tick()
    Message.objects.update(state=State.SENT, sent_at=NOON)
    message = Message.objects.get()
    key = MessageKey(*message.pk)
    returns.bounced(key, for_good=False, words="4.2.2 mailbox full", source="smtp", now=NOON + HOUR)
    returns.complained(key, words="abuse", source="smtp", now=NOON + 2 * HOUR)
    for hour, name in enumerate(("message.clicked", "message.replied", "message.unsubscribed"), start=3):
        cast.happened(ada, name, at=NOON + hour * HOUR, object_id=message.purpose_id, method="one-click")
    assert [(one.words, one.is_bad) for one in of_message(message).after] == [
        ("it came back: 4.2.2 mailbox full", True),
        ("she called it spam; her address gets nothing any more", True),
        ("she clicked in it", False),
        ("she answered it", False),
        ("she unsubscribed (one-click)", True),
    ]


def test_the_number_of_queries_does_not_grow_with_what_she_went_through(django_assert_num_queries: object) -> None:
    ada = cast.ada()
    on(NOTE)
    for hour in range(1, 6):
        cast.happened(ada, at=NOON - hour * HOUR)
    tick()
    Message.objects.update(state=State.SENT, sent_at=NOON)
    with django_assert_num_queries(11):  # type: ignore[operator]
        why(ada.pk, now=NOON)
