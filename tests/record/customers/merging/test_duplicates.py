"""Two records of one person are found by rule, with the reason and how sure it is."""

from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON, days
from thereafter.record.customers.merging import duplicates, rules
from thereafter.record.customers.merging.merge import join
from thereafter.record.customers.merging.unmerge import take_apart
from thereafter.record.customers.models import Customer, Double, Identity

pytestmark = pytest.mark.django_db


def found() -> dict[tuple[int, int], tuple[list[str], str]]:
    """Whom a look at everybody finds: the pair, the rules, the strength."""
    duplicates.find(now=NOON)
    return {(one.low_id, one.high_id): (one.rules, one.get_strength_display()) for one in Double.objects.all()}


def person(name: str, email: str, **custom: object) -> Customer:
    first, _, last = name.partition(" ")
    made = cast.customer(first, last_name=last, email=email)
    Customer.objects.filter(pk=made.pk).update(custom=custom)
    return made


@pytest.mark.parametrize(
    ("one", "other", "rule", "strength"),
    [
        ("ada.byron@gmail.com", "adabyron@googlemail.com", "same_mailbox", "certain"),
        ("ada@gmail.com", "ada+shop@gmail.com", "same_mailbox", "certain"),
        ("ada@outlook.com", "ada+shop@outlook.com", "same_mailbox", "certain"),
        ("ada@people.example", "ada+shop@people.example", "tagged_address", "likely"),
        ("ada.byron@people.example", "ada.byron@others.example", "name_and_mailbox_name", "likely"),
    ],
)
def test_addresses_that_lead_to_one_person(one: str, other: str, rule: str, strength: str) -> None:
    ada, again = person("Ada Byron", one), person("Ada Byron", other)
    assert found() == {(ada.pk, again.pk): ([rule], strength)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.da@outlook.com", "ada@outlook.com"),
        ("ada@people.example", "ada@others.example"),
        ("a.da@people.example", "ada@people.example"),
        ("info@people.example", "info@others.example"),
    ],
)
def test_addresses_that_prove_nothing(one: str, other: str) -> None:
    person("Ada Byron", one)
    person("Ada Byron", other)
    assert found() == {}


def test_two_first_names_at_one_mailbox_are_perhaps_a_family() -> None:
    ada, noel = person("Ada Byron", "byrons@gmail.com"), person("Noel Byron", "byrons+noel@gmail.com")
    assert found() == {(ada.pk, noel.pk): (["same_mailbox"], "possible")}


def test_an_initial_agrees_with_its_name() -> None:
    ada, again = person("Ada Byron", "ada@gmail.com"), person("A. Byron", "ada+a@gmail.com")
    assert found()[(ada.pk, again.pk)][1] == "certain"


@pytest.mark.parametrize(
    ("one", "other", "rule", "strength"),
    [
        ({"phone": "+44 20 7946 0018"}, {"phone": "0044-20-79460018"}, "phone_and_name", "certain"),
        ({"birthday": "1815-12-10"}, {"birthday": "1815-12-10"}, "name_and_birthday", "likely"),
        (
            {"street": "12 St James's Sq.", "postcode": "SW1Y 4JH"},
            {"street": "12 St James's Sq", "postcode": "sw1y4jh"},
            "name_and_home",
            "likely",
        ),
    ],
)
def test_one_name_with_one_phone_birthday_or_home(
    one: dict[str, str], other: dict[str, str], rule: str, strength: str
) -> None:
    ada = person("Ada Byron", "ada@people.example", **one)
    again = person("ada byron", "byron@others.example", **other)
    seen_rules, seen_strength = found()[(ada.pk, again.pk)]
    assert rule in seen_rules and seen_strength == strength


def test_one_home_with_another_name_is_a_household() -> None:
    person("Ada Byron", "ada@people.example", street="12 St James's Square", postcode="SW1Y 4JH")
    person("Noel Byron", "noel@others.example", street="12 St James's Square", postcode="SW1Y 4JH")
    assert found() == {}


def test_one_number_in_two_stores_with_one_name() -> None:
    ada, again = person("Ada Byron", "ada@people.example"), person("Ada Byron", "byron@others.example")
    for who, store in ((ada, "web"), (again, "market")):
        Identity.objects.create(customer=who, kind="number", scope=store, value="K1001", source="t", known_at=NOON)
    assert found() == {(ada.pk, again.pk): (["number_in_stores"], "likely")}


def test_one_name_and_one_purchase_within_three_days_is_possible() -> None:
    ada, again = person("Ada Byron", "ada@people.example"), person("Ada Byron", "byron@others.example")
    cast.order(ada, at=NOON - days(5))
    cast.order(again, at=NOON - days(3))
    assert found() == {(ada.pk, again.pk): (["name_and_purchase"], "possible")}


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=20), days(1), days(2), days(3) - timedelta(minutes=1)])
@pytest.mark.parametrize(
    ("apart", "together"), [(timedelta(0), True), (days(1), True), (days(3), True), (timedelta(hours=73), False)]
)
def test_three_days_are_three_days_whenever_they_begin(later: timedelta, apart: timedelta, together: bool) -> None:
    ada, again = person("Ada Byron", "ada@people.example"), person("ada byron", "byron@others.example")
    first = NOON - days(20) + later
    cast.order(again, at=first)
    cast.order(ada, at=first + apart)
    assert ((ada.pk, again.pk) in found()) is together


def test_another_thing_or_name_on_one_day_proves_nothing_and_who_bought_between_hides_nobody() -> None:
    ada, again = person("Ada Byron", "ada@people.example"), person("Ada Byron", "byron@others.example")
    third, grace = person("Ada Byron", "third@elsewhere.example"), person("Grace Byron", "grace@elsewhere.example")
    for hours, who in enumerate((ada, third, again, grace)):
        cast.order(who, at=NOON - days(3) + timedelta(hours=hours), what=cast.product("SPADE"))
    elsewhere = person("Ada Byron", "rake@elsewhere.example")
    cast.order(elsewhere, at=NOON - days(3), what=cast.product("RAKE"))
    assert set(found()) == {(ada.pk, again.pk), (ada.pk, third.pk), (again.pk, third.pk)}


def test_a_placeholder_that_many_share_is_nobody() -> None:
    for number in range(rules.MOST + 1):
        person(f"Guest Number{number}", f"guest+{number}@gmail.com")
    assert found() == {}


def test_what_a_person_decided_is_remembered_and_can_be_taken_back() -> None:
    person("Ada Byron", "ada@gmail.com")
    person("Ada Byron", "ada+shop@gmail.com")
    duplicates.find(now=NOON)
    (double,) = duplicates.waiting(now=NOON)
    duplicates.tell_apart(double.pk, by="console:ruth", now=NOON)
    duplicates.find(now=NOON)
    assert not duplicates.waiting(now=NOON)
    duplicates.ask_again(double.pk)
    assert duplicates.count(now=NOON).certain == 1


def test_what_was_put_off_is_asked_again_in_a_month() -> None:
    person("Ada Byron", "ada@gmail.com")
    person("Ada Byron", "ada+shop@gmail.com")
    duplicates.find(now=NOON)
    duplicates.put_off(duplicates.waiting(now=NOON)[0].pk, now=NOON)
    assert not duplicates.waiting(now=NOON + duplicates.LATER - timedelta(seconds=1))
    assert duplicates.waiting(now=NOON + duplicates.LATER)


def test_a_pair_for_which_nothing_speaks_any_more_goes() -> None:
    ada = person("Ada Byron", "ada@gmail.com")
    person("Ada Byron", "ada+shop@gmail.com")
    duplicates.find(now=NOON)
    Identity.objects.filter(customer=ada).update(value="ada@people.example")
    ada.contact_points.all().delete()
    assert found() == {}


def test_whoever_is_not_the_same_as_the_one_is_not_the_same_as_both() -> None:
    ada, again = person("Ada Byron", "ada@gmail.com"), person("Ada Byron", "ada+shop@gmail.com")
    third = person("Ada Byron", "ada+third@gmail.com")
    assert len(found()) == 3
    apart = Double.objects.get(low_id=again.pk, high_id=third.pk)
    duplicates.tell_apart(apart.pk, by="console:ruth", now=NOON)
    merge = join(ada.pk, again.pk, by="console:ruth", now=NOON)
    assert not duplicates.waiting(now=NOON)
    take_apart(merge.pk, by="console:ruth", now=NOON)
    assert [(one.low_id, one.high_id) for one in duplicates.waiting(now=NOON)] == [(ada.pk, third.pk)]


def test_every_rule_says_its_reason_in_words() -> None:
    keys = [rule.key for rule in rules.registered()]
    assert len(rules.sentences(keys)) == len(keys) >= 10
