"""Exports of shops and mail tools, as they are documented, come in as they are. Everybody in them is invented."""

import os
from pathlib import Path

import pytest

from tests.cast import NOON
from thereafter.connectors.files import importing, plans, presets
from thereafter.connectors.files.looking import look_into, reading_of
from thereafter.connectors.files.plans import Plan
from thereafter.connectors.files.reading import Reading
from thereafter.connectors.files.reference import presets_as_markdown
from thereafter.connectors.files.report import Report
from thereafter.foundation.clock import VirtualClock
from thereafter.record.commerce.models import Line, Order, Product, Refund
from thereafter.record.customers import fields
from thereafter.record.customers.models import (
    Consent,
    ConsentRecord,
    Customer,
    FieldDefinition,
    Suppression,
    Tag,
)

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parent / "exports"
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "import-presets.md"


def proposed(name: str, preset: str = "") -> Plan:
    """What the browser would propose for an export."""
    path = FIXTURES / f"{name}.csv"
    reading = reading_of(path, path.name)
    return plans.propose(look_into(path, reading, path.name), reading, path.name, preset=preset)


def bring(name: str, preset: str = "") -> list[Report]:
    """Import it as proposed, part by part."""
    plan, path = proposed(name, preset), FIXTURES / f"{name}.csv"
    return [
        importing.run(path, part.kind, plan.settings(part), clock=VirtualClock(NOON), actor="ruth")
        for part in plan.parts
    ]


@pytest.mark.parametrize("key", [key for key in presets.built_in_presets() if key != "online-retail"])
def test_an_export_is_recognised_by_its_header(key: str) -> None:
    assert proposed(key).preset == (key if presets.preset(key).recognised_by else "")


def test_the_page_of_presets_is_what_they_say() -> None:
    if os.environ.get("THEREAFTER_WRITE_DOCS"):
        PAGE.write_text(presets_as_markdown(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == presets_as_markdown(), (
        "Run this test with THEREAFTER_WRITE_DOCS=1 and commit the page."
    )


def test_orders_of_shopify_say_once_what_holds_for_all_their_lines() -> None:
    (report,) = bring("shopify-orders")
    assert (report.lines, report.new, report.invalid, report.conflicting, report.passed_over) == (8, 8, 0, 0, 1)
    assert not {"Subtotal", "Refunded Amount", "Shipping Country", "refund of Name"} & set(report.unread)
    found = Order.objects.order_by("number").values_list(
        "number", "customer__contact_points__address", "customer__country", "currency", "total_minor", "status"
    )
    assert list(found) == [
        ("#1001", "ada@people.example", "GB", "GBP", 3285, "placed"),  # its subtotal, after a tenth off
        ("#1002", "grace@people.example", "US", "GBP", 900, "cancelled"),
        ("#1003", "linus@people.example", "NZ", "NZD", 5000, "placed"),
        ("#1004", "margaret@people.example", "GB", "GBP", 900, "placed"),
    ]
    assert Order.objects.get(number="#1001").placed_at.isoformat() == "2026-03-01T09:15:00+00:00"
    assert set(Line.objects.filter(order__number="#1001").values_list("product__sku", "amount_minor")) == {
        ("TEAPOT", 2160),
        ("MUG", 810),
        ("Gift wrap", 315),
    }


def test_what_shopify_says_was_given_back_is_a_refund_of_at_most_what_the_lines_cost() -> None:
    bring("shopify-orders")
    found = Refund.objects.order_by("number").values_list("number", "order__number", "amount_minor", "refunded_at")
    assert [(*row[:3], row[3].isoformat()) for row in found] == [
        ("#1003 refund", "#1003", 2500, "2026-03-05T09:00:00+00:00"),
        ("#1004 refund", "#1004", 900, "2026-03-04T09:00:00+00:00"),  # the postage is in no line
    ]
    assert Product.objects.get(sku="REFUND").kind == "charge"
    again = [report.already for report in bring("shopify-orders")]
    assert again == [True]


def test_customers_of_shopify_bring_their_consents_and_tags() -> None:
    customers, consents = bring("shopify-customers")
    assert (customers.new, consents.new, consents.passed_over) == (3, 2, 1)
    assert Customer.objects.get(identities__value="7001").first_name == "Ada"
    said = Consent.objects.values_list("customer__first_name", "state")
    assert set(said) == {("Ada", "granted"), ("Grace", "withdrawn")}
    assert {(tag.word, tag.shown) for tag in Tag.objects.all()} == {("vip", "VIP"), ("tea lovers", "Tea lovers")}
    assert set(ConsentRecord.objects.values_list("method", flat=True)) == {"Shopify"}


def test_the_apostrophe_of_shopify_goes_where_it_guards_a_cell_and_stays_where_it_is_hers(tmp_path: Path) -> None:
    text = (FIXTURES / "shopify-customers.csv").read_text(encoding="utf-8").replace("Byron", "'t Hooft")
    path = tmp_path / "customers.csv"
    path.write_text(text.replace("1 Mill Lane", "'90s House"), encoding="utf-8")
    part, *_ = proposed("shopify-customers").parts
    asked = {"phone": "Phone", "zip": "Default Address Zip", "street": "Default Address Address1"}
    part = part.model_copy(update={"columns": part.columns | {f"custom.{key}": name for key, name in asked.items()}})
    for key in asked:
        fields.define(key, label=key, type=FieldDefinition.Type.TEXT, now=NOON)
    plan = Plan(parts=(part,))
    importing.run(path, "customers", plan.settings(part), clock=VirtualClock(NOON), actor="ruth")
    ada = Customer.objects.get(identities__value="7001")
    assert (ada.last_name, ada.custom["phone"], ada.custom["street"]) == ("'t Hooft", "+442079460001", "'90s House")


def test_products_of_shopify_are_its_variants() -> None:
    (report,) = bring("shopify-products")
    assert (report.new, report.passed_over) == (3, 1)
    assert set(Product.objects.values_list("sku", "title", "category", "cost_minor")) == {
        ("MUG-S", "Stoneware mug", "Kitchen", 310),
        ("MUG-L", "Stoneware mug", "Kitchen", 420),
        ("TOWEL", "Linen towel", "Kitchen", None),
    }


def test_orders_of_woocommerce_are_priced_by_the_piece_and_guests_are_not_one_person() -> None:
    (report,) = bring("woocommerce-orders")
    assert (report.new, report.passed_over) == (5, 1)
    assert list(Refund.objects.values_list("order__number", "amount_minor")) == [("501", 2500)]
    assert Customer.objects.get(contact_points__address="linus@people.example").country == "NZ"
    found = Order.objects.order_by("number").values_list("number", "customer__contact_points__address", "total_minor")
    assert list(found) == [
        ("501", "ada@people.example", 3500),
        ("502", "grace@people.example", 900),
        ("503", "linus@people.example", 900),
    ]
    assert Line.objects.get(product__sku="MUG", order__number="501").amount_minor == 1000  # 3 for 10.00


def test_customers_of_woocommerce() -> None:
    bring("woocommerce-customers")
    assert set(Customer.objects.values_list("first_name", "country")) == {("Ada", "GB"), ("Linus", "NZ")}
    assert not Consent.objects.exists()


def test_products_of_woocommerce_have_their_first_category_and_picture() -> None:
    (report,) = bring("woocommerce-products")
    assert (report.new, report.passed_over) == (2, 1)
    assert Product.objects.get(sku="TEAPOT").category == "Kitchen > Tea"
    assert Product.objects.get(sku="TEAPOT").image == "https://shop.example/teapot.jpg"


def test_who_subscribed_at_mailchimp_agreed_when_she_confirmed() -> None:
    bring("mailchimp-subscribed")
    record = ConsentRecord.objects.get(customer__first_name="Ada")
    assert (record.state, record.method, record.occurred_at.isoformat()) == (
        "granted",
        "Mailchimp",
        "2024-05-01T10:05:00+00:00",
    )
    assert set(Tag.objects.values_list("word", flat=True)) == {"vip", "blog"}


def test_who_never_subscribed_at_mailchimp_is_told_by_the_name_of_the_file_and_agreed_to_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "nonsubscribed_email_audience_export_1a.csv"
    path.write_bytes((FIXTURES / "mailchimp-nonsubscribed.csv").read_bytes())
    header = look_into(path, reading_of(path, path.name), path.name)
    assert plans.propose(header, Reading(), path.name).kinds == ("customers",)
    bring("mailchimp-nonsubscribed", preset="mailchimp-subscribed")  # whoever chooses the wrong one by hand
    assert not Consent.objects.exists()


def test_who_unsubscribed_at_mailchimp_said_no_even_if_she_is_told_to_have_agreed_before() -> None:
    bring("mailchimp-unsubscribed")
    bring("mailchimp-subscribed")
    assert Consent.objects.get(customer__first_name="Grace").state == "withdrawn"


def test_what_mailchimp_cleaned_is_suppressed() -> None:
    bring("mailchimp-cleaned")
    found = Suppression.objects.get()
    assert (found.address_key, found.reason, found.since.isoformat()) == (
        "margaret@people.example",
        "cleaned by Mailchimp",
        "2025-01-02T03:04:05+00:00",
    )


def test_profiles_of_klaviyo_tell_of_people_consents_and_suppressions() -> None:
    customers, consents, suppressions = bring("klaviyo-profiles")
    assert (customers.new, consents.new, suppressions.new) == (4, 2, 1)
    assert set(Consent.objects.values_list("customer__first_name", "state")) == {
        ("Ada", "granted"),
        ("Grace", "withdrawn"),
    }
    assert Suppression.objects.get().address_key == "margaret@people.example"


def test_the_suppressed_of_klaviyo_are_chosen_by_hand() -> None:
    (report,) = bring("klaviyo-suppressed", preset="klaviyo-suppressed")
    assert (report.kind, report.new) == ("suppressions", 2)


def test_a_part_that_the_file_does_not_tell_of_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Email,Klaviyo ID,First Name,Last Name\nada@people.example,K1,Ada,Byron\n")
    reading = reading_of(path, path.name)
    assert plans.propose(look_into(path, reading, path.name), reading, path.name).kinds == ("customers",)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("email,consent,date\na@b.example,yes,2026-01-01\nc@d.example,maybe,2026-01-01\n", ("consents",)),
        ("email,first name,subscribed\na@b.example,Ada,TRUE\nc@d.example,Grace,FALSE\n", ("customers", "consents")),
        ("email,first name,status\na@b.example,Ada,gold\n", ("customers",)),
    ],
    ids=["a word that nobody knows among them", "a flag", "words of another sort"],
)
def test_a_column_of_yes_and_no_is_taken_for_consents(tmp_path: Path, text: str, kinds: tuple[str, ...]) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text)
    assert plans.propose(look_into(path, Reading(), path.name), Reading(), path.name).kinds == kinds


def test_a_file_of_a_continental_spreadsheet_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    text = "Bestellnummer;Datum;Artikelnummer;Menge;Preis;E-Mail;Vorname\r\n"
    text += "1;31.12.2025 14:05;A1;2;1.234,50;ada@people.example;Zoë\r\n"
    text += "2;1.2.2026 09:00;A2;1;9,50;ada@people.example;Zoë\r\n"
    path.write_bytes(text.encode("cp1252"))
    reading = reading_of(path, path.name)
    plan = plans.propose(look_into(path, reading, path.name), reading, path.name)
    assert plan.kinds == ("orders",)
    assert (plan.reading.encoding, plan.reading.date_format, plan.reading.decimal_comma) == (
        "cp1252",
        "%d.%m.%Y %H:%M",
        True,
    )
    importing.run(path, "orders", plan.settings(plan.parts[0]), clock=VirtualClock(NOON), actor="ruth")
    assert list(Order.objects.order_by("number").values_list("total_minor", flat=True)) == [246_900, 950]


@pytest.mark.parametrize(
    ("date", "price"),
    [("03/04/2026", "9.50"), ("2026-03-04", "1,234"), ("4.3.26", "1,234.50"), ("2026-03-04 10:00", "9,5")],
)
def test_what_may_be_read_in_two_manners_is_left_to_whoever_knows(tmp_path: Path, date: str, price: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(f'number,date,sku,quantity,price\n1,{date},A,1,"{price}"\n')
    plan = plans.propose(look_into(path, Reading(), path.name), Reading(), path.name)
    assert (plan.kinds, plan.reading) == (("orders",), Reading())
