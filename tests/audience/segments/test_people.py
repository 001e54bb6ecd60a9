"""Whom a rule describes: borders of time, what is unknown, and what only looks like SQL."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import NOON, ada, customer, days, grace, happened, linus, order, product
from thereafter.audience.profiles import daily
from thereafter.audience.segments import people, rule
from thereafter.record.commerce.models import Order
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)


def names(text: str) -> set[str]:
    """The first names of the people a rule describes at NOON."""
    found = people.listed(rule.read_yaml(text), now=NOON)
    return set(Customer.objects.filter(pk__in=found).values_list("first_name", flat=True))


def test_exactly_sixty_days_ago_is_within_sixty_days_and_a_moment_more_is_not() -> None:
    happened(ada(), "message.clicked", at=NOON - days(60))
    happened(grace(), "message.clicked", at=NOON - days(60) - MOMENT)
    linus()
    daily.recompute(now=NOON)
    assert names("did: {event: message.clicked, within: {days: 60}}") == {"Ada"}
    assert names("did: {event: message.clicked, within: {days: 60}, times: never}") == {"Grace", "Linus"}
    assert names("profile: {last_click_at: {within: {days: 60}}}") == {"Ada"}
    assert names("profile: {last_click_at: {not_within: {days: 60}}}") == {"Grace", "Linus"}
    assert names("profile: {last_click_at: {before: {days: 60}}}") == {"Grace"}


def test_thirty_to_ninety_days_ago_includes_both_ends() -> None:
    for name, ago in {"A": days(30) - MOMENT, "B": days(30), "C": days(90), "D": days(90) + MOMENT}.items():
        order(customer(name), at=NOON - ago)
    assert names("bought: {between: [{days: 30}, {days: 90}]}") == {"B", "C"}


def test_a_year_goes_by_the_calendar() -> None:
    order(ada(), at=NOON.replace(year=2025))
    order(grace(), at=NOON.replace(year=2025) - MOMENT)
    assert names("bought: {within: {years: 1}}") == {"Ada"}


def test_what_happens_later_or_is_learned_later_has_not_happened() -> None:
    buyer = ada()
    order(buyer, at=NOON + days(1))
    order(buyer, at=NOON - days(1), known_at=NOON + days(1))
    happened(buyer, "page", at=NOON - days(1), known_at=NOON + MOMENT)
    assert names("bought: {times: {at_least: 1}}") == set()
    assert names("did: page") == set()


def test_bought_at_least_twice_counts_orders_and_no_cancelled_ones() -> None:
    twice, cancelled = ada(), grace()
    for buyer in (twice, cancelled):
        order(buyer, at=NOON - days(2))
        last = order(buyer, at=NOON - days(1))
    Order.objects.filter(pk=last.pk).update(status="cancelled", status_since=NOON)
    assert names("bought: {category: Kitchen, times: {at_least: 2}}") == {"Ada"}
    assert names("bought: {category: Kitchen, times: {exactly: 1}}") == {"Grace"}
    assert names("bought: {category: Kitchen, times: {at_most: 1}}") == {"Grace"}
    assert names("not: {bought: {category: Kitchen, times: {at_most: 1}}}") == {"Ada"}


def test_everything_asked_of_a_line_holds_of_one_and_the_same_line() -> None:
    buyer = ada()
    order(buyer, what=product("A", category="Kitchen"), amount_minor=1000)
    order(buyer, what=product("B", category="Garden"), amount_minor=9000)
    settings.change("currency", "GBP", source="test", now=NOON)
    assert names("bought: {category: Kitchen, amount: {at_least: 90}}") == set()
    assert names("bought: {category: Garden, amount: {at_least: 90.00}}") == {"Ada"}


def test_money_is_written_in_whole_units_of_the_shops_currency() -> None:
    order(ada(), amount_minor=500)
    daily.recompute(now=NOON)
    for currency, amount in (("GBP", 5), ("JPY", 500), ("KWD", 0.5)):
        settings.change("currency", currency, source="test", now=NOON)
        assert names(f"profile: {{revenue: {amount}}}") == {"Ada"}


def test_what_is_unknown_satisfies_only_the_opposites() -> None:
    grace()
    daily.recompute(now=NOON)
    for text in (
        "{average_order: {below: 5}}",
        "{last_order_at: {before: {days: 1}}}",
        "{last_order_at: {known: true}}",
    ):
        assert names(f"profile: {text}") == set()
        assert names(f"not: {{profile: {text}}}") == {"Grace"}
    assert names("profile: {average_order: {is_not: 5}}") == {"Grace"}


def test_somebody_without_a_profile_is_found_by_what_a_profile_would_deny() -> None:
    grace()
    assert names("profile: {orders: 0}") == set()
    assert names("profile: {stage: {is_not: lapsed}}") == {"Grace"}
    assert names("all: []") == {"Grace"}


@pytest.mark.parametrize(
    "name", ["'; DROP TABLE customers_customer; --", "%s %(now)s 100%", "厨房 Küche", "\\", '"', "a’b", "$1", "{}"]
)
def test_a_value_is_a_value_whatever_it_looks_like(name: str) -> None:
    what = product("ODD", category=name)
    order(customer(name), what=what)
    properties: dict[str, Any] = {name: name}
    happened(Customer.objects.get(), name, **properties)
    for asked in (
        {"bought": {"category": name}},
        {"bought": {"category": {"contains": name}}},
        {"bought": {"category": [name, "other"]}},
        {"did": {"event": name, f"properties.{name}": name}},
        {"customer": {"first_name": {"starts_with": name}}},
    ):
        assert people.count(rule.read(asked), now=NOON) == 1
    assert Customer.objects.count() == 1


def test_a_field_of_the_wrong_kind_is_unknown_and_stops_nobody() -> None:
    for value in ("three", None, [3], {"a": 3}, True, 3, 1e308):
        happened(customer(f"{value}"), "scored", score=value)
    assert names("did: {event: scored, properties: {score: {at_least: 3}}}") == {"3", "1e+308"}
    assert names("did: {event: scored, properties: {score: three}}") == {"three"}
    assert names("did: {event: scored, properties: {score: true}}") == {"True"}
    assert names("did: {event: scored, properties: {score: {before: 2026-01-01}}}") == set()


def test_a_sample_is_the_same_each_time_and_no_larger_than_asked() -> None:
    for number in range(30):
        customer(f"P{number}")
    everybody = rule.read({"all": []})
    assert people.sample(everybody, now=NOON, limit=5) == people.sample(everybody, now=NOON, limit=5)
    assert len(people.sample(everybody, now=NOON, limit=5)) == 5
    assert people.sample(everybody, now=NOON, limit=30) != people.listed(everybody, now=NOON, limit=30)


def test_a_list_goes_on_page_by_page() -> None:
    ids = [customer(f"P{number}").pk for number in range(5)]
    everybody = rule.read({"all": []})
    first = people.listed(everybody, now=NOON, limit=3)
    assert [*first, *people.listed(everybody, now=NOON, after=first[-1], limit=3)] == ids
    assert people.includes(everybody, ids[0], now=NOON)
    assert not people.includes(rule.read({"bought": {"sku": "A"}}), ids[0], now=NOON)
