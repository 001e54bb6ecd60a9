"""Two records become one: what is known of both is known of the one who stays."""

from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON, days
from tests.record.customers.merging import snapshot
from thereafter.audience.profiles.models import Profile
from thereafter.engagement.experiments.models import Arm, Assignment, Experiment
from thereafter.engagement.messaging.models import Decision, Message, State
from thereafter.foundation import planner
from thereafter.record.commerce.models import Line, Order
from thereafter.record.customers import consent, erasing
from thereafter.record.customers.merging import unmerge
from thereafter.record.customers.merging.lookup import now_known_as
from thereafter.record.customers.merging.merge import CannotJoin, join, older_first
from thereafter.record.customers.merging.unmerge import CannotTakeApart, take_apart
from thereafter.record.customers.models import (
    Consent,
    ConsentRecord,
    ConsentState,
    ContactPoint,
    Customer,
    Double,
    Identity,
    Merge,
    Moved,
)
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db

LATER = NOON + days(1)


def two() -> tuple[Customer, Customer]:
    """Ada, and Ada as a guest a year later."""
    ada = cast.ada()
    guest = cast.customer("Ada", last_name="Byron", email="ada+shop@people.example", since=NOON - days(30))
    return ada, guest


def joined(ada: Customer, guest: Customer) -> Merge:
    return join(ada.pk, guest.pk, by="console:ruth", now=NOON)


@pytest.mark.parametrize("many", [0, 5_000])
def test_orders_lines_events_and_names_are_hers_who_stays(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "_MANY_KEYS", many)
    ada, guest = two()
    cast.order(ada)
    hers = cast.order(guest)
    cast.happened(guest, about=hers)
    joined(ada, guest)
    assert set(Order.objects.values_list("customer_id", flat=True)) == {ada.pk}
    assert set(Line.objects.values_list("customer_id", flat=True)) == {ada.pk}
    assert set(Event.objects.values_list("customer_id", flat=True)) == {ada.pk}
    assert set(Identity.objects.values_list("customer_id", flat=True)) == {ada.pk}
    assert not Customer.objects.filter(pk=guest.pk).exists()


def test_her_profile_counts_the_orders_of_both() -> None:
    ada, guest = two()
    cast.order(ada, amount_minor=1000)
    cast.order(guest, amount_minor=2500)
    joined(ada, guest)
    profile = Profile.objects.get()
    assert (profile.customer_id, profile.orders, profile.revenue_minor) == (ada.pk, 2, 3500)


def test_one_of_the_two_addresses_is_used_the_one_in_use_since_later() -> None:
    ada, guest = two()
    joined(ada, guest)
    used = ContactPoint.objects.get(customer=ada, preferred=True)
    assert used.address == "ada+shop@people.example"
    assert ContactPoint.objects.filter(customer=ada).count() == 2


def test_of_each_field_the_newer_word_holds_and_both_stay_visible() -> None:
    ada, guest = two()
    Customer.objects.filter(pk=ada.pk).update(
        provenance={"country": ["import:old", "2025-01-01T00:00:00+00:00"]}, custom={"shoe_size": "38"}
    )
    Customer.objects.filter(pk=guest.pk).update(
        country="FR",
        last_name="Lovelace",
        provenance={"country": ["import:new", "2026-02-01T00:00:00+00:00"]},
        custom={"colour": "red"},
        known_at=NOON - days(500),
    )
    merge = joined(ada, guest)
    ada.refresh_from_db()
    assert ada.country == "FR" and ada.provenance["country"][0] == "import:new"
    assert ada.last_name == "Byron", "nobody said when Ada was called Lovelace, and that record is the older one"
    assert ada.custom == {"shoe_size": "38", "colour": "red"}
    assert merge.gone["last_name"] == "Lovelace"
    assert ada.known_at == NOON - days(500)


@pytest.mark.parametrize(
    ("hers", "hers_at", "other", "other_at", "holds"),
    [
        ("granted", 1, "withdrawn", 2, "withdrawn"),
        ("withdrawn", 1, "granted", 2, "granted"),
        ("granted", 2, "withdrawn", 1, "granted"),
        ("granted", 1, "withdrawn", 1, "withdrawn"),
        ("withdrawn", 1, "granted", 1, "withdrawn"),
    ],
)
def test_the_latest_word_holds_and_of_one_instant_the_no(
    hers: str, hers_at: int, other: str, other_at: int, holds: str
) -> None:
    start = NOON - days(10)
    ada = cast.customer("Ada", consent=ConsentState(hers), since=start + days(hers_at))
    guest = cast.customer("Ada", email="a@people.example", consent=ConsentState(other), since=start + days(other_at))
    joined(ada, guest)
    assert Consent.objects.get().state == holds
    assert ConsentRecord.objects.filter(customer=ada).count() == 2


@pytest.mark.parametrize("undated_stays", [True, False])
def test_a_no_of_either_outranks_a_yes_of_an_unknown_day_and_both_come_back(undated_stays: bool) -> None:
    start = NOON - days(10)
    said = {"undated": ConsentState.GRANTED, "no": ConsentState.WITHDRAWN}
    ada = cast.customer("Ada", consent=said["undated" if undated_stays else "no"], since=start)
    guest = cast.customer(
        "Ada", email="a@people.example", consent=said["no" if undated_stays else "undated"], since=start
    )
    for model, instant in ((Consent, "since"), (ConsentRecord, "occurred_at")):
        model._default_manager.filter(state="granted").update(dated=False, **{instant: NOON})
    before = set(Consent.objects.values_list("customer_id", "state", "since", "dated"))
    merge = joined(ada, guest)
    assert Consent.objects.get().state == "withdrawn"
    take_apart(merge.pk, by="console:ruth", now=LATER)
    assert set(Consent.objects.values_list("customer_id", "state", "since", "dated")) == before


def test_caps_count_the_messages_of_both() -> None:
    ada, guest = two()
    cast.live()
    first, second = cast.purpose(key="care/1/one"), cast.purpose(key="care/1/two")
    cast.judged(first, guest)
    joined(ada, guest)
    cast.judged(second, ada, at=NOON + timedelta(hours=1))
    assert cast.message(second, ada).state == State.HELD


def test_what_went_out_to_either_does_not_go_out_again() -> None:
    ada, guest = two()
    cast.live()
    news = cast.purpose()
    cast.trouble(ada)
    Message.objects.bulk_create(
        Message(
            customer_id=who.pk,
            purpose=news,
            trigger_key=0,
            kind="value",
            state=state,
            considered_at=NOON,
            decided_at=NOON,
        )
        for who, state in ((ada, State.HELD), (guest, State.SENT))
    )
    Decision.objects.create(
        customer_id=ada.pk, purpose_id=news.pk, trigger_key=0, visit=1, decided_at=NOON, state=State.HELD
    )
    before = snapshot.take()
    merge = joined(ada, guest)
    assert Message.objects.get().state == State.SENT and not Decision.objects.exists()
    take_apart(merge.pk, by="console:ruth", now=LATER)
    assert snapshot.take(without=frozenset({"profiles_profile"})) == {
        table: rows for table, rows in before.items() if table != "profiles_profile"
    }


def test_a_message_that_is_being_handed_over_is_waited_for() -> None:
    ada, guest = two()
    cast.live()
    cast.judged(cast.purpose(), guest)
    Message.objects.update(state=State.ATTEMPTING)
    with pytest.raises(CannotJoin, match="handed over at this moment"):
        joined(ada, guest)
    assert Customer.objects.count() == 2 and not Merge.objects.exists()


def test_she_keeps_her_arm_and_the_other_comes_back_when_they_come_apart() -> None:
    ada, guest = two()
    everybody = Experiment.objects.create(key="global", salt="s", control_share=1000, since=NOON)
    for who, arm in ((ada, Arm.TREATMENT), (guest, Arm.CONTROL)):
        Assignment.objects.create(customer_id=who.pk, experiment=everybody, arm=arm, exposed_at=NOON)
    merge = joined(ada, guest)
    assert Assignment.objects.get().arm == Arm.TREATMENT
    take_apart(merge.pk, by="console:ruth", now=LATER)
    assert Assignment.objects.get(customer_id=guest.pk).arm == Arm.CONTROL


def test_the_older_record_stays_and_of_one_age_the_lower_number() -> None:
    ada, guest = two()
    assert older_first(guest.pk, ada.pk) == (ada.pk, guest.pk)
    twin = cast.customer("Ada", email="twin@people.example", since=ada.known_at)
    assert older_first(twin.pk, ada.pk) == (ada.pk, twin.pk)


def test_who_was_joined_is_found_under_her_new_number() -> None:
    ada, guest = two()
    grace = cast.grace()
    joined(ada, guest)
    join(grace.pk, ada.pk, by="console:ruth", now=LATER)
    assert now_known_as(guest.pk) == grace.pk
    assert now_known_as(grace.pk) == grace.pk


@pytest.mark.parametrize("wrong", ["herself", "nobody", "joined"])
def test_what_cannot_be_joined_is_refused_with_the_reason(wrong: str) -> None:
    ada, guest = two()
    if wrong == "joined":
        joined(ada, guest)
    other = {"herself": ada.pk, "nobody": 999_999, "joined": guest.pk}[wrong]
    words = {"herself": "one record only", "nobody": "no customer 999999", "joined": "joined to customer"}[wrong]
    with pytest.raises(CannotJoin, match=words):
        join(ada.pk, other, by="console:ruth", now=NOON)


def test_who_was_erased_is_joined_to_nobody_and_her_merges_are_gone_with_her() -> None:
    ada, guest = two()
    grace = cast.grace()
    merge = joined(ada, guest)
    erasing.erase([ada.pk], by="console:ruth", now=NOON)
    with pytest.raises(CannotJoin, match=f"Customer {ada.pk} was erased"):
        join(grace.pk, ada.pk, by="console:ruth", now=NOON)
    with pytest.raises(CannotTakeApart, match="There is no merge"):
        take_apart(merge.pk, by="console:ruth", now=LATER)
    assert now_known_as(guest.pk) == guest.pk and not Moved.objects.exists()


def test_only_the_latest_merge_can_be_undone_and_undone_it_leaves_all_as_it_was() -> None:
    ada, guest = two()
    third = cast.customer("Ada", email="third@people.example", since=NOON - days(20))
    grace = cast.grace()
    cast.order(third)
    before = snapshot.take(without=frozenset({"profiles_profile"}))
    first, second = joined(ada, guest), joined(ada, third)
    last = join(grace.pk, ada.pk, by="console:ruth", now=NOON)
    with pytest.raises(CannotTakeApart, match=f"Undo merge {second.pk} first"):
        take_apart(first.pk, by="console:ruth", now=LATER)
    with pytest.raises(CannotTakeApart, match=f"Undo merge {last.pk} first"):
        take_apart(second.pk, by="console:ruth", now=LATER)
    for merge in (last, second, first):
        assert unmerge.latest_of(merge.stays_id) == merge
        take_apart(merge.pk, by="console:ruth", now=LATER)
    assert snapshot.take(without=frozenset({"profiles_profile"})) == before
    with pytest.raises(CannotTakeApart, match="undone already"):
        take_apart(first.pk, by="console:ruth", now=LATER)


def test_what_arrives_after_a_merge_stays_with_her_who_stayed() -> None:
    ada, guest = two()
    merge = joined(ada, guest)
    late = cast.order(ada, at=LATER)
    Customer.objects.filter(pk=ada.pk).update(
        first_name="Augusta", provenance={"first_name": ["console:ruth", LATER.isoformat()]}
    )
    take_apart(merge.pk, by="console:ruth", now=LATER)
    late.refresh_from_db()
    ada.refresh_from_db()
    assert late.customer_id == ada.pk and ada.first_name == "Augusta"


def test_a_no_that_was_said_while_they_were_one_holds_for_both() -> None:
    ada, guest = two()
    merge = joined(ada, guest)
    consent.say(ada.pk, ConsentState.WITHDRAWN, source="portal", method="one-click", proof={}, now=LATER)
    take_apart(merge.pk, by="console:ruth", now=LATER + days(1))
    assert set(Consent.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert ConsentRecord.objects.filter(customer_id=guest.pk, state="withdrawn", method="one-click").exists()


def test_who_was_taken_apart_is_known_not_to_be_the_same() -> None:
    ada, guest = two()
    take_apart(joined(ada, guest).pk, by="console:ruth", now=LATER)
    assert Double.objects.get().verdict == Double.Verdict.DIFFERENT


def test_the_merge_keeps_nothing_of_the_person_once_it_is_undone() -> None:
    ada, guest = two()
    merge = joined(ada, guest)
    take_apart(merge.pk, by="console:ruth", now=LATER)
    merge.refresh_from_db()
    assert (merge.gone, merge.changed, merge.moved.count()) == ({}, {}, 0)


def test_a_row_set_aside_before_its_table_got_a_column_comes_back_with_that_columns_default() -> None:
    ada, guest = two()
    merge = joined(ada, guest)
    moved = Moved.objects.get(merge=merge, relation="customers_consent")
    moved.kept[0].pop("dated")
    moved.save()
    merge.gone.pop("custom")
    merge.save()
    take_apart(merge.pk, by="console:ruth", now=LATER)
    assert Consent.objects.get(customer=guest).dated
    assert Customer.objects.get(pk=guest.pk).custom == {}
