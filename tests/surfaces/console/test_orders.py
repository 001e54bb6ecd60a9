"""An order's page: lines and money, what became of it, what it caused, and who says so."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.cast import NOON, ada, days
from thereafter.engagement.cases.models import Task
from thereafter.record.commerce.models import Line, Order, OrderStatus, Refund, RefundLine, Shipment
from thereafter.record.customers.models import Customer
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db


def page(browser: Client, order: Order) -> str:
    """The page in one line."""
    response: Any = browser.get(reverse("console:order", args=[order.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def eventful(buyer: Customer, number: str = "A-1") -> Order:
    """An order with a charge, a free gift, a refund, a parcel that came late, a message and a task."""
    teapot = cast.product("URN", title="Enamel urn")
    order = cast.order(buyer, number=number, at=NOON - days(8), what=teapot, quantity=2, amount_minor=4800)
    gift = {"order": order, "customer_id": buyer.pk, "placed_at": order.placed_at, "known_at": order.known_at}
    Line.objects.create(
        **gift, position=7, product=cast.product("CARD", title="Card"), quantity=1, amount_minor=0,
        excluded=Line.Excluded.ZERO_PRICE,
    )  # fmt: skip
    cast.happened(buyer, at=order.placed_at, about=order)
    refund = Refund.objects.create(
        store=order.store, number=f"R{number}", order=order, customer=buyer, refunded_at=NOON - days(1),
        currency=order.currency, amount_minor=2400, known_at=NOON,
    )  # fmt: skip
    RefundLine.objects.create(refund=refund, position=1, product=teapot, quantity=1, amount_minor=2400)
    Shipment.objects.create(
        store=order.store, number=f"P{number}", order=order, carrier="Rider", announced_for=NOON - days(6),
        dispatched_at=NOON - days(7), delivered_at=NOON - days(4), source="test",
    )  # fmt: skip
    cast.judged(cast.purpose(), buyer, at=NOON, about=order)
    Task.objects.create(
        customer_id=buyer.pk, order_id=order.pk, origin=f"test {number}", title=f"Call about {number}", reason="r",
        role=Role.AGENT, opened_at=NOON, due_at=NOON + days(1),
    )  # fmt: skip
    return order


def test_an_order_says_what_was_in_it_what_became_of_it_and_what_it_caused(console: Client) -> None:
    her = ada()
    cast.order(her, at=NOON - days(40))
    order = eventful(her)
    shown = page(console, order)
    assert "Order A-1" in shown and "24.00 given back" in shown
    for words in ("Enamel urn", "48.00", "Does not count: price is zero", "What remains", "Refund RA-1: 1 × Enamel"):
        assert words in shown, words
    for words in ("Parcel arrived 2 days late", "PA-1", "Call about A-1", "1 order of hers", "That it was placed"):
        assert words in shown, words
    assert f'href="/customers/{her.pk}/"' in shown
    assert f"/journeys/messages/{her.pk}/" in shown


def test_a_cancelled_order_says_since_when_and_that_it_counts_no_more(console: Client) -> None:
    order = cast.order(ada(), at=NOON - days(3))
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.CANCELLED, status_since=NOON - days(2))
    shown = page(console, order)
    assert "cancelled 2 days ago" in shown
    assert "no: it was cancelled" in shown


@pytest.mark.parametrize(
    ("disowned", "words"), [(False, "nobody knows whose it is"), (True, "somebody’s who was erased")]
)
def test_an_order_of_nobody_we_know_has_its_page_too_and_is_found(console: Client, disowned: bool, words: str) -> None:
    order = cast.order(ada(), number="7777")
    Order.objects.filter(pk=order.pk).update(customer=None, counts=disowned, disowned=disowned)
    assert words in page(console, order)
    found: Any = console.get("/search/", {"q": "7777"}, headers={"HX-Request": "true"})
    assert f'href="/customers/orders/{order.pk}/"' in found.content.decode()


def test_orders_are_led_to_from_the_person_the_task_and_the_message(console: Client) -> None:
    her = ada()
    order = eventful(her)
    link = f'href="/customers/orders/{order.pk}/"'
    task = Task.objects.get(order_id=order.pk)
    message = cast.message(cast.purpose(), her)
    pages = [reverse("console:customer", args=[her.pk]), reverse("console:task", args=[task.pk])]
    pages.append(reverse("console:message", args=[her.pk, message.purpose_id, message.trigger_key, message.visit]))
    for address in pages:
        assert link in console.get(address).content.decode(), address


def test_a_large_order_takes_as_many_queries_as_a_small_one_and_shows_its_first_lines(
    console: Client, queries: Any
) -> None:
    her = ada()
    order = eventful(her)
    address = reverse("console:order", args=[order.pk])
    few = queries(console, address)
    common = {"order": order, "customer_id": order.customer_id, "placed_at": order.placed_at, "known_at": NOON}
    mug = cast.product("MUG", title="Stoneware mug")
    Line.objects.bulk_create(
        Line(**common, position=100 + number, product=mug, quantity=1, amount_minor=900) for number in range(230)
    )
    eventful(her, "A-2")
    assert queries(console, address) <= few + 1  # how many lines there are
    assert "And 32 further lines." in page(console, order)


def test_an_order_that_is_not_there_is_not_found(console: Client) -> None:
    assert console.get(reverse("console:order", args=[9_999_999])).status_code == 404
