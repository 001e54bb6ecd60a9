"""What a profile says of a customer, and that it says the same however often it is asked."""

from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import NOON, ada, customer, days, grace, order, product, store
from thereafter.audience.profiles import daily, queries, refresh, touched
from thereafter.audience.profiles.models import Profile
from thereafter.foundation import temporary
from thereafter.record.commerce.models import Line, Order, OrderStatus, ProductKind, Refund, RefundLine
from thereafter.record.customers.models import Customer
from thereafter.record.events import append
from thereafter.record.events.models import Event
from thereafter.record.shop import settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pounds() -> None:
    settings.change("currency", "GBP", source="test", now=NOON - days(900))


def test_orders_gaps_and_money_of_a_regular() -> None:
    buyer = ada()
    for ago, amount in ((100, 1000), (70, 2000), (30, 3300)):
        order(buyer, at=NOON - days(ago), amount_minor=amount, quantity=2)
    profile = profile_of(buyer)
    assert (profile.orders, profile.items, profile.revenue_minor, profile.average_order_minor) == (3, 6, 6300, 2100)
    assert profile.margin_minor == 6300 - 6 * 400
    assert not profile.margin_estimated
    assert (profile.median_gap_days, profile.earlier_gap_days) == (35, 30)
    assert (profile.first_order_at, profile.previous_order_at, profile.last_order_at) == tuple(
        NOON - days(ago) for ago in (100, 70, 30)
    )


def test_somebody_who_never_ordered_has_a_profile_full_of_nothing() -> None:
    profile = profile_of(grace())
    assert (profile.orders, profile.revenue_minor, profile.average_order_minor, profile.last_order_at) == (
        0,
        0,
        None,
        None,
    )
    assert profile.top_products == []


def test_only_counting_orders_that_were_not_cancelled_make_a_profile() -> None:
    buyer = ada()
    order(buyer, amount_minor=1000)
    order(buyer, amount_minor=0)
    cancelled = order(buyer, amount_minor=5000)
    Order.objects.filter(pk=cancelled.pk).update(status=OrderStatus.CANCELLED, status_since=NOON)
    assert (profile_of(buyer).orders, profile_of(buyer).revenue_minor) == (1, 1000)
    assert profile_of(buyer, now=NOON - days(0.5)).orders == 2, "before the cancellation it counted"


def test_what_is_learned_later_is_not_known_yet() -> None:
    buyer = ada()
    order(buyer, at=NOON - days(5), known_at=NOON + days(1))
    assert profile_of(buyer).orders == 0
    assert profile_of(buyer, now=NOON + days(1)).orders == 1


def test_without_a_cost_the_margin_rate_is_used_and_the_figure_says_so() -> None:
    settings.change("margin_rate", 0.25, source="test", now=NOON)
    buyer = ada()
    order(buyer, what=product("MYSTERY", cost_minor=None), amount_minor=1001)
    order(buyer, what=product("TEAPOT", cost_minor=400), amount_minor=1000)
    profile = profile_of(buyer)
    assert profile.margin_minor == 850  # 250.25 + 600, rounded once
    assert profile.margin_estimated


def test_a_cost_in_another_currency_counts_as_missing() -> None:
    foreign = product("IMPORT", cost_minor=1)
    foreign.currency = "USD"
    foreign.save()
    buyer = ada()
    order(buyer, what=foreign, amount_minor=1000)
    assert (profile_of(buyer).margin_minor, profile_of(buyer).margin_estimated) == (400, True)


def test_an_order_in_another_currency_counts_with_its_pieces_and_without_an_amount() -> None:
    buyer, teapot = ada(), product("TEAPOT", cost_minor=400)
    order(buyer, what=teapot, quantity=1, amount_minor=1000)
    abroad = order(buyer, what=teapot, quantity=3, amount_minor=500_000, at=NOON - days(0.5), currency="JPY")
    Refund.objects.filter(pk=refund(buyer, abroad, amount_minor=200_000).pk).update(currency="JPY")
    profile = profile_of(buyer)
    assert (profile.orders, profile.items, profile.last_order_at) == (2, 4, abroad.placed_at)
    assert (profile.revenue_minor, profile.margin_minor, profile.average_order_minor) == (1000, 600, 1000)
    assert profile.refunded_minor == 0


def test_a_refund_takes_its_revenue_and_the_margin_of_what_came_back() -> None:
    buyer, teapot = ada(), product("TEAPOT", cost_minor=400)
    bought = order(buyer, what=teapot, quantity=2, amount_minor=2000)
    refund(buyer, bought, amount_minor=1000, pieces=1)
    profile = profile_of(buyer)
    assert (profile.revenue_minor, profile.refunded_minor, profile.margin_minor) == (1000, 1000, 600)


def test_a_refund_without_goods_takes_its_whole_amount_from_the_margin() -> None:
    buyer = ada()
    refund(buyer, order(buyer, amount_minor=1000), amount_minor=300)
    assert (profile_of(buyer).revenue_minor, profile_of(buyer).margin_minor) == (700, 300)


def test_a_refund_of_a_cancelled_order_is_not_taken_away_twice() -> None:
    buyer = ada()
    cancelled = order(buyer, amount_minor=1000)
    refund(buyer, cancelled, amount_minor=1000)
    Order.objects.filter(pk=cancelled.pk).update(status=OrderStatus.CANCELLED)
    assert (profile_of(buyer).revenue_minor, profile_of(buyer).refunded_minor) == (0, 0)


def test_favourites_are_the_three_that_weigh_most_and_never_a_charge() -> None:
    buyer = ada()
    postage = product("POST", category="Postage")
    postage.kind = ProductKind.CHARGE
    postage.save()
    bought = [
        (product("A", category="Kitchen"), 1, 100),
        (product("B", category="Garden"), 9, 50),
        (product("C", category="Toys"), 5, 700),
        (product("D", category="Kitchen"), 2, 300),
        (postage, 50, 9000),
    ]
    for what, quantity, amount in bought:
        order(buyer, what=what, quantity=quantity, amount_minor=amount)
    profile = profile_of(buyer)
    assert profile.top_categories == ["Toys", "Kitchen", "Garden"]
    assert profile.top_products == [what.pk for what, *_ in (bought[1], bought[2], bought[3])]
    assert profile.items == 17


def test_visits_clicks_and_replies_leave_their_latest_instant() -> None:
    buyer = ada()
    happened(buyer, "page", NOON - days(9))
    happened(buyer, "Product Viewed", NOON - days(3))
    happened(buyer, "message.clicked", NOON - days(2))
    happened(buyer, "message.replied", NOON - days(1))
    happened(buyer, "message.replied", NOON + days(1))
    profile = profile_of(buyer)
    assert (profile.last_visit_at, profile.last_click_at, profile.last_reply_at) == (
        NOON - days(3),
        NOON - days(2),
        NOON - days(1),
    )


def test_refreshing_again_writes_nothing_and_doubles_or_strangers_do_no_harm() -> None:
    buyer = ada()
    order(buyer)
    assert touch_and_refresh(buyer.pk, buyer.pk, 987654) == 1
    assert touch_and_refresh(buyer.pk) == 0
    assert Profile.objects.count() == 1


def test_a_refresh_moves_her_stage_aloud_at_once_and_leaves_her_scores_to_the_day() -> None:
    buyer = ada()
    profile_of(buyer)
    Profile.objects.update(stage="lapsed", stage_since=NOON - days(9), recency_score=2)
    order(buyer, at=NOON - days(1))
    profile = profile_of(buyer)
    assert (profile.orders, profile.stage, profile.stage_since, profile.recency_score) == (1, "new", NOON, 2)
    assert Event.objects.get(name="stage.changed").properties == {"from": "lapsed", "to": "new"}
    profile_of(buyer)
    assert Event.objects.filter(name="stage.changed").count() == 1


def test_history_that_comes_in_pieces_gets_its_stages_at_once_and_in_silence() -> None:
    buyer = ada()
    stages = []
    for ago in (400, 370, 5):
        order(buyer, at=NOON - days(ago))
        stages.append(profile_of(buyer).stage)
    assert stages == ["lapsed", "lapsed", "won_back"]
    daily.recompute(now=NOON)
    assert not Event.objects.filter(name="stage.changed").exists()


def test_everybody_is_refreshed_when_the_margin_rate_changed() -> None:
    buyer = ada()
    order(buyer, what=product("MYSTERY", cost_minor=None), amount_minor=1000)
    profile_of(buyer)
    settings.change("margin_rate", 0.5, source="test", now=NOON)
    assert refresh.refresh_everybody(now=NOON) == 1
    assert profile_of(buyer).margin_minor == 500


def test_the_number_of_statements_does_not_grow_with_the_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temporary, "_LOOK_EVERY", 1_000_000)  # else it may look at a table's size in one of the two
    few, many = [customer(f"Few{n}") for n in range(2)], [customer(f"Many{n}") for n in range(20)]
    counts = []
    for people in (few, many):
        with CaptureQueriesContext(connection) as statements:
            touch_and_refresh(*(person.pk for person in people))
        counts.append(len(statements))
    assert counts[0] == counts[1]


def touch_and_refresh(*customers: int, now: datetime = NOON) -> int:
    """Touch some customers and refresh them."""
    with transaction.atomic(), connection.cursor() as cursor:
        touched.prepare()
        cursor.execute("INSERT INTO profiles_touched SELECT unnest(%s)", [list(customers)])
        return refresh.refresh_touched(now=now)


def profile_of(who: Customer, now: datetime = NOON) -> Profile:
    """Her profile after a refresh."""
    touch_and_refresh(who.pk, now=now)
    profile = queries.of(who.pk)
    assert profile
    return profile


def refund(buyer: Customer, of: Order, *, amount_minor: int, pieces: int = 0) -> Refund:
    """Money given back, for so many pieces of what the order's line sold."""
    given = Refund.objects.create(
        store=store(),
        number=f"R{of.number}",
        order=of,
        customer=buyer,
        refunded_at=NOON - days(0.5),
        currency="GBP",
        amount_minor=amount_minor,
        known_at=NOON - days(0.5),
    )
    if pieces:
        line = Line.objects.get(order=of)
        RefundLine.objects.create(
            refund=given, position=1, product=line.product, quantity=pieces, amount_minor=amount_minor
        )
    return given


def happened(buyer: Customer, name: str, at: datetime) -> None:
    """An event of hers."""
    with transaction.atomic(), connection.cursor() as cursor:
        append.prepare()
        cursor.execute(
            "INSERT INTO events_incoming VALUES (%s, %s, %s, %s, NULL, 'test', %s, '{}')",
            [buyer.pk, name, at, at, f"{name}:{at}:{buyer.pk}"],
        )
        append.append()
    assert Event.objects.filter(customer_id=buyer.pk, name=name, occurred_at=at).exists()
