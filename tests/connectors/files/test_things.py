"""Products, shipments and events from files; late parcels as trouble."""

from datetime import UTC, datetime

import pytest

from tests.cast import NOON, ada, days, order
from tests.connectors.files.conftest import Bring, digest
from thereafter.audience.profiles.models import Profile
from thereafter.connectors.files.errors import BadFile
from thereafter.record.commerce import lateness
from thereafter.record.commerce.models import Order, Product, Shipment
from thereafter.record.customers.models import Customer, Trouble
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db

PRODUCTS = "sku,title,category,cost,link,updated at\n"
PARCELS = "tracking,order,carrier,eta,shipped at,delivered at\n"
EVENTS = "event,timestamp,email,message id,properties\n"


def test_a_product_is_described_and_its_cost_is_in_minor_units(bring: Bring) -> None:
    bring("products", PRODUCTS + "TEAPOT,Red teapot,Kitchen,4.20,https://shop.example/teapot,\n", currency="GBP")
    made = Product.objects.get()
    assert (made.title, made.category, made.cost_minor, made.currency) == ("Red teapot", "Kitchen", 420, "GBP")
    before = digest()
    again = PRODUCTS + "TEAPOT,Red teapot,Kitchen,4.2,https://shop.example/teapot,\n"
    assert bring("products", again, currency="GBP", now=NOON + days(1)).unchanged == 1
    assert digest() == before


def test_a_product_that_an_order_mentioned_is_filled_in_even_by_older_facts(bring: Bring) -> None:
    bring("orders", "number,date,sku,title,quantity,price\n1,2026-03-01,TEAPOT,RED TEAPOT,1,9\n", currency="GBP")
    report = bring("products", PRODUCTS + "TEAPOT,Red teapot,Kitchen,4.20,,2026-02-01\n", currency="GBP")
    assert report.changed == 1
    made = Product.objects.get()
    assert (made.title, made.category, made.cost_minor) == ("RED TEAPOT", "Kitchen", 420)


def test_who_bought_a_product_has_her_figures_computed_anew_when_its_cost_is_told(bring: Bring) -> None:
    order = "number,date,sku,quantity,price,customer\n1,2026-03-01,TEAPOT,2,10,7\n2,2026-03-01,CUP,1,3,8\n"
    bring("orders", order, currency="EUR")
    margins = {her.customer_id: her.margin_minor for her in Profile.objects.all()}
    assert sorted(margins.values()) == [120, 800]  # by the shop's margin rate
    report = bring("products", PRODUCTS + "TEAPOT,,Kitchen,4.20,,\nCUP,White cup,,,,\n", currency="EUR")
    assert report.changed == 2
    hers = Profile.objects.get(orders=1, items=2)
    assert (hers.margin_minor, hers.margin_estimated, hers.top_categories) == (2000 - 840, False, ["Kitchen"])


def test_older_facts_about_a_product_do_not_overwrite_newer_ones(bring: Bring) -> None:
    bring("products", PRODUCTS + "TEAPOT,Red teapot,Kitchen,4.20,,2026-02-01\n", currency="GBP")
    bring("products", PRODUCTS + "TEAPOT,Old teapot,Attic,9.99,,2026-01-01\n", currency="GBP", now=NOON + days(1))
    assert (Product.objects.get().title, Product.objects.get().cost_minor) == ("Red teapot", 420)


@pytest.mark.parametrize("cost", ["-4.20", "-0.01"])
def test_a_cost_below_nothing_is_wrong_and_nothing_is_a_cost(bring: Bring, cost: str) -> None:
    text = PRODUCTS + f"TEAPOT,Red teapot,Kitchen,{cost},,\nCUP,Cup,Kitchen,0,,\n"
    report = bring("products", text, currency="EUR", skip_invalid=True)
    assert (report.new, report.invalid, report.problems[0].row) == (1, 1, 2)
    assert Product.objects.get().cost_minor == 0


def test_a_cost_below_nothing_is_told_with_the_remedy(bring: Bring) -> None:
    with pytest.raises(BadFile, match=r'cost "-4\.20" is less than 0, which it cannot be\. Correct it, or empty it\.'):
        bring("products", PRODUCTS + "TEAPOT,Red teapot,Kitchen,-4.20,,\n", currency="EUR")


def test_a_link_that_is_no_web_address_is_wrong(bring: Bring) -> None:
    text = PRODUCTS + "TEAPOT,,,,javascript:alert(1),\nCUP,,,,https://shop.example/cup,\n"
    report = bring("products", text, currency="GBP", skip_invalid=True)
    assert (report.new, report.invalid) == (1, 1)


def test_a_parcel_is_told_step_by_step_each_with_its_event_and_the_instant_we_learned_it(bring: Bring) -> None:
    person = ada()
    placed = order(person, number="1001")
    bring("shipments", PARCELS + "P1,1001,DPD,2026-03-12,2026-03-10 09:00,\n")
    bring("shipments", PARCELS + "P1,1001,,,,2026-03-11 15:00\n", now=NOON + days(1.5))
    parcel = Shipment.objects.get()
    assert (parcel.order, parcel.carrier) == (placed, "DPD")
    assert (parcel.dispatched_known_at, parcel.delivered_known_at) == (NOON, NOON + days(1.5))
    told = Event.objects.order_by("occurred_at").values_list("name", "customer_id", "object_id")
    assert list(told) == [
        ("Shipment Dispatched", person.pk, placed.pk),
        ("Shipment Delivered", person.pk, placed.pk),
    ]
    before = digest()
    text = PARCELS + "P1,1001,DPD,2026-03-12,2026-03-10 09:00,2026-03-11 15:00\n"
    assert bring("shipments", text, now=NOON + days(2)).unchanged == 1
    assert digest() == before


def test_a_parcel_that_came_before_it_left_is_wrong(bring: Bring) -> None:
    order(ada(), number="1001")
    text = PARCELS + "P1,1001,DPD,,2026-03-10 09:00,2026-03-10 08:59\n"
    sentence = r'delivered at "2026-03-10 08:59" lies before shipped at "2026-03-10 09:00"\. Correct one of them\.'
    with pytest.raises(BadFile, match=sentence):
        bring("shipments", text)
    assert not Shipment.objects.exists()


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize(("came", "invalid"), [("2026-03-10", 0), ("2026-03-09", 1), ("2026-03-10 09:00", 0), ("", 0)])
def test_a_parcel_that_came_on_the_day_on_which_it_left_is_right(
    bring: Bring, zone: str, came: str, invalid: int
) -> None:
    order(ada(), number="1001")
    text = PARCELS + f"P1,1001,DPD,,2026-03-10 09:00,{came}\n"
    report = bring("shipments", text, skip_invalid=True, reading={"time_zone": zone})
    assert (report.new, report.invalid) == (1 - invalid, invalid)


def test_a_parcel_known_to_have_left_later_is_not_told_to_have_come(bring: Bring) -> None:
    order(ada(), number="1001")
    bring("shipments", PARCELS + "P1,1001,DPD,,2026-03-10 09:00,\n")
    before = digest()
    report = bring("shipments", PARCELS + "P1,1001,UPS,,,2026-03-08 15:00\n", now=NOON + days(1))
    assert (report.changed, report.unchanged, report.conflicting) == (0, 0, 1)
    assert report.conflicts[0].words == "parcel P1 would have come before it left; it is left as it is"
    assert digest() == before
    corrected = PARCELS + "P1,1001,,,2026-03-08 09:00,\nP1,1001,,,,2026-03-08 15:00\n"
    assert bring("shipments", corrected, now=NOON + days(1)).changed == 1


def test_a_parcel_of_an_order_that_nobody_knows_is_a_conflict(bring: Bring) -> None:
    report = bring("shipments", PARCELS + "P1,4711,DPD,,,\n")
    assert (report.new, report.conflicting) == (0, 1)
    assert report.conflicts[0].words == "order 4711 is not known; import it first"
    assert not Order.objects.exists()


def test_a_parcel_that_did_not_come_by_the_end_of_its_day_is_trouble_until_it_comes(bring: Bring) -> None:
    person = ada()
    order(person, number="1001")
    bring("shipments", PARCELS + "P1,1001,DPD,2026-03-12,2026-03-10 09:00,\n")
    assert lateness.settle(now=datetime(2026, 3, 12, 23, 59, tzinfo=UTC)).opened == 0
    assert lateness.settle(now=datetime(2026, 3, 13, tzinfo=UTC)).opened == 1
    assert lateness.settle(now=datetime(2026, 3, 14, tzinfo=UTC)).opened == 0
    trouble = Trouble.objects.get()
    assert (trouble.customer, trouble.kind, trouble.closed_at) == (person, "late_parcel", None)
    assert trouble.words == "Parcel P1 of order 1001 did not come on 12 Mar 2026, as was announced"
    bring("shipments", PARCELS + "P1,1001,,,,2026-03-15 10:00\n", now=NOON + days(5))
    assert Trouble.objects.get().closed_at == NOON + days(5)


def test_a_new_promise_ends_the_trouble_and_after_a_month_of_silence_nobody_waits(bring: Bring) -> None:
    order(ada(), number="1001")
    bring("shipments", PARCELS + "P1,1001,DPD,2026-03-12,,\n")
    lateness.settle(now=NOON + days(4))
    bring("shipments", PARCELS + "P1,1001,DPD,2026-03-20,,\n", now=NOON + days(5))
    assert Trouble.objects.get().closed_at == NOON + days(5)
    assert lateness.settle(now=NOON + days(12)).opened == 1
    assert lateness.settle(now=NOON + days(45)).closed == 1


def test_events_are_stored_once_by_their_message_id_or_by_what_they_say(bring: Bring) -> None:
    rows = (
        'Product Viewed,2026-03-01T10:00Z,ada@people.example,m-1,"{""sku"": ""TEAPOT""}"\n'
        "Product Viewed,2026-03-01T10:00Z,ada@people.example,m-1,\n"
        "Product Viewed,2026-03-01T11:00Z,ada@people.example,,\n"
    )
    assert bring("events", EVENTS + rows).new == 2
    assert bring("events", EVENTS + rows + "\n", now=NOON + days(1)).new == 0
    first = Event.objects.order_by("occurred_at")[0]
    assert (first.customer_id, first.known_at) == (Customer.objects.get().pk, NOON)


@pytest.mark.parametrize("properties", ["[1]", "{", '{"a": NaN}', "[" * 15_000])
def test_properties_that_are_no_json_object_are_wrong(bring: Bring, properties: str) -> None:
    quoted = properties.replace('"', '""')
    text = EVENTS + f'Product Viewed,2026-03-01T10:00Z,ada@people.example,m-1,"{quoted}"\n'
    report = bring("events", text, skip_invalid=True)
    assert (report.new, report.invalid) == (0, 1)
    assert "is not a JSON object" in report.problems[0].words


def test_nobody_else_says_what_only_we_say(bring: Bring) -> None:
    text = EVENTS + "message.sent,2026-03-01T10:00Z,ada@people.example,m-1,\n"
    report = bring("events", text, skip_invalid=True)
    assert (report.new, report.invalid) == (0, 1)
    assert "is ours to say" in report.problems[0].words


@pytest.mark.parametrize(("name", "kind"), [("Order Completed", "orders"), ("shipment delivered", "shipments")])
def test_what_follows_from_orders_and_shipments_is_not_told_as_an_event(bring: Bring, name: str, kind: str) -> None:
    text = EVENTS + f"{name},2026-03-01T10:00Z,ada@people.example,m-1,\n"
    report = bring("events", text, skip_invalid=True)
    assert (report.new, report.invalid) == (0, 1)
    assert f"Import them: thereafter import {kind}" in report.problems[0].words
