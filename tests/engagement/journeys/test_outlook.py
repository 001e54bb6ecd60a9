"""What would go out today: looked at by running ahead, and rolled back."""

from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON
from tests.engagement.journeys.plans import NOTE, NOTE_LATER, on, publish
from thereafter.engagement.journeys import engine, leaving, outlook, switching
from thereafter.engagement.journeys.models import Enrollment, Expected, Journey, Outlook, Traffic
from thereafter.engagement.messaging.models import Kind, Message, Purpose
from thereafter.record.shop import settings

pytestmark = pytest.mark.django_db


def looked(*, takes_reserved: bool = True, parts: int = 1) -> Outlook:
    seen = outlook.ask(now=NOON)
    outlook.look(seen, takes_reserved=takes_reserved, is_time_up=lambda: parts == 1, now=NOON)
    return seen


def seen(found: Outlook) -> dict[int, tuple[bool, str]]:
    return {row.customer_id: (row.goes_out, row.reason) for row in outlook.expected(found)}


def test_it_changes_nothing_and_says_who_would_hear_what_and_why_others_would_not() -> None:
    on(NOTE)
    ada, grace, linus = cast.ada(), cast.grace(), cast.linus()
    for person in (ada, grace, linus):
        cast.happened(person, about=cast.order(person, at=NOON), at=NOON)
    found = looked()
    assert not Message.objects.exists() and not Enrollment.objects.exists() and not Traffic.objects.exists()
    assert seen(found)[ada.pk] == (True, "")
    assert seen(found)[grace.pk] == (False, "no_consent")
    engine.tick(now=NOON)
    assert seen(found)[ada.pk][0] is (Message.objects.get(customer_id=ada.pk).state == "rehearsed")


def test_what_is_held_until_later_today_goes_out_today_and_what_is_held_until_tomorrow_does_not() -> None:
    cast.live()
    guide = cast.purpose()
    ada, barbara = cast.ada(), cast.customer("Barbara")
    for person, wait in ((ada, timedelta(hours=3)), (barbara, timedelta(days=1))):
        Message.objects.create(
            customer_id=person.pk, purpose=guide, trigger_key=0, kind=Kind.VALUE, state="held", reason="trouble",
            considered_at=NOON - timedelta(days=1), decided_at=NOON - timedelta(days=1), not_before=NOON + wait,
            stale_at=NOON + timedelta(days=9),
        )  # fmt: skip
    assert seen(looked()) == {ada.pk: (True, "")}


def test_what_is_ready_goes_out_and_an_address_that_nobody_can_have_does_not() -> None:
    cast.live()
    ada, barbara = cast.ada(), cast.customer("Barbara", email="barbara@people.co.uk")
    cast.judged(cast.purpose(), ada, barbara)
    assert seen(looked(takes_reserved=False)) == {ada.pk: (False, "reserved"), barbara.pk: (True, "")}


def test_when_the_time_is_up_it_is_a_sample_and_stands_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.live()
    monkeypatch.setattr(outlook, "_FEW", 0)
    guide = cast.purpose()
    cast.judged(guide, *[cast.customer(f"Person{number}") for number in range(64)])
    found = looked()
    assert outlook.is_sample(found) and found.parts == 4
    assert Expected.objects.count() == 4
    assert outlook.reach(found, [guide.journey_key]) == (64, 64)


def test_only_the_last_outlook_is_kept_and_asking_twice_asks_once() -> None:
    outlook.ask(now=NOON)
    first = looked()
    second = looked()
    assert list(Outlook.objects.all()) == [second] and first != second


def test_letting_some_journeys_send_lets_the_others_rehearse_also_in_their_next_version() -> None:
    publish(NOTE, key="one")
    publish(NOTE, key="other")
    switching.let_send(["one"])
    assert dict(Journey.objects.values_list("key", "sends")) == {"one": True, "other": False}
    assert set(Purpose.objects.values_list("journey_key", "sends")) == {("one", True), ("other", False)}
    publish(NOTE_LATER, key="other")
    assert set(Purpose.objects.filter(journey_key="other").values_list("sends")) == {(False,)}
    free = cast.purpose(key="/1/hand")
    Purpose.objects.filter(pk=free.pk).update(journey_key="")
    switching.let_send([])
    free.refresh_from_db()
    assert free.sends


def test_limits_say_who_leaves_now_who_later_and_why_and_it_is_reckoned_for_each_person() -> None:
    cast.live()
    settings.change("hourly_limit", 2, source="test", now=NOON)
    settings.change("warm_up_first_day", 5, source="test", now=NOON)
    guide = cast.purpose(useful_for=timedelta(days=9))
    cast.judged(guide, *[cast.customer(f"Person{number}") for number in range(8)])
    found = looked()
    tomorrow = NOON.replace(hour=8) + timedelta(days=1)
    assert leaving.of(found) == leaving.Leaving(
        this_hour=2, later_today=3, after_today=3, by_warm_up=3, until=tomorrow + timedelta(hours=2)
    )
    rows = list(outlook.expected(found).order_by("-goes_out", "leaves_at", "pk").values_list("leaves_at", "reason"))
    hours = [NOON + timedelta(hours=hour) for hour in (1, 1, 2)]
    assert sorted(rows, key=str) == sorted(
        [(None, "")] * 2 + [(at, "") for at in hours] + [(tomorrow, "warm_up")] * 3, key=str
    )
    assert outlook.reasons(found) == {"warm_up": 3}
    assert outlook.reach(found, [guide.journey_key]) == (8, 8)
    assert leaving.is_under(found, settings.read())
    settings.change("hourly_limit", 3, source="test", now=NOON)
    assert not leaving.is_under(found, settings.read())


def test_of_whoever_was_killed_while_she_looked_nothing_is_left_in_the_next_look() -> None:
    cast.live()
    guide = cast.purpose()
    ada = cast.ada()
    cast.judged(guide, ada)
    begun = outlook.ask(now=NOON)
    Expected.objects.create(outlook=begun, customer_id=ada.pk, purpose=guide, goes_out=True, state="ready")
    Outlook.objects.update(parts=32)
    outlook.look(begun, takes_reserved=True, is_time_up=lambda: False, now=NOON)
    assert Expected.objects.count() == 1 and begun.parts == 64
