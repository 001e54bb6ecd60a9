"""Columns are guessed by their names, options kept as presets, and all of it is documented."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.cast import NOON
from tests.connectors.files.conftest import Bring
from thereafter.connectors.files.errors import Mismatched, WrongOption
from thereafter.connectors.files.kinds import KINDS, kind_named
from thereafter.connectors.files.matching import match
from thereafter.connectors.files.presets import Part, built_in_presets, keep_preset, preset, preset_named
from thereafter.connectors.files.reading import Reading
from thereafter.connectors.files.reference import as_markdown
from thereafter.connectors.files.settings import Settings
from thereafter.record.commerce.models import Order

PAGE = Path(django_settings.ROOT.parent / "docs" / "reference" / "import-columns.md")


def guessed(kind: str, *header: str) -> dict[str, str]:
    """What is guessed of a header."""
    return match(KINDS[kind], header, {}, "file.csv")


def test_headers_of_other_peoples_exports_are_understood() -> None:
    assert guessed("orders", "Name", "Email", "Created at", "Lineitem quantity", "Lineitem price", "Lineitem sku") == {
        "number": "Name",
        "placed_at": "Created at",
        "sku": "Lineitem sku",
        "quantity": "Lineitem quantity",
        "price": "Lineitem price",
        "email": "Email",
    }
    assert (
        guessed("orders", "InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")["customer"]
        == "CustomerID"
    )


def test_what_is_told_is_not_guessed_again() -> None:
    told = {"number": "Reference"}
    header = ("Reference", "Order ID", "Date", "SKU", "Qty", "Price")
    assert match(KINDS["orders"], header, told, "file.csv")["number"] == "Reference"


def test_no_name_stands_for_two_columns_of_one_kind_but_those_of_a_product_beside_its_code() -> None:
    for kind in KINDS.values():
        names = [name for column in kind.columns for name in {column.name.replace("_", ""), *column.guesses}]
        twice = {name for name in names if names.count(name) > 1}
        assert twice == ({"product", "item", "article"} if kind.name == "orders" else set()), kind.name


def test_a_product_beside_its_code_is_the_title_and_alone_it_is_the_code() -> None:
    rest = ("Order", "Date", "Quantity", "Price")
    both = guessed("orders", "Product", "Product code", *rest)
    assert (both["sku"], both["title"]) == ("Product code", "Product")
    alone = guessed("orders", "Product", *rest)
    assert (alone["sku"], alone.get("title")) == ("Product", None)


def test_a_file_of_orders_suppresses_nobody_unless_told_which_column_holds_the_addresses() -> None:
    header = ("Order ID", "Date", "SKU", "Quantity", "Price", "Email")
    with pytest.raises(Mismatched, match=r"looks like orders.*thereafter import orders.*--column email=Email"):
        guessed("suppressions", *header)
    assert match(KINDS["suppressions"], header, {"email": "Email"}, "file.csv")["email"] == "Email"


@pytest.mark.parametrize(("kind", "header"), [("customers", ["Shoe size"]), ("consents", ["State"])])
def test_a_file_that_names_nobody_is_told_all_columns_by_which_it_could(kind: str, header: list[str]) -> None:
    sentence = (
        f'has no column that looks like "customer" or "email", and {kind} need one of them.*'
        "Name it with --column customer=NAME or --column email=NAME"
    )
    with pytest.raises(Mismatched, match=sentence):
        guessed(kind, *header)


def test_one_column_of_the_file_is_not_told_to_be_two_of_ours() -> None:
    header = ("sku", "placed_at", "quantity", "price")
    with pytest.raises(
        Mismatched, match=r'"sku" of the file is told to be number and sku, .* Leave out --column sku=sku'
    ):
        match(KINDS["orders"], header, {"number": "sku", "sku": "sku"}, "file.csv")


def test_every_column_and_option_is_documented() -> None:
    if os.environ.get("THEREAFTER_WRITE_DOCS"):
        PAGE.write_text(as_markdown(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), (
        "Run this test with THEREAFTER_WRITE_DOCS=1 and commit the page."
    )


@pytest.mark.django_db
def test_a_preset_keeps_columns_options_and_reading_and_gives_way_to_what_is_told(bring: Bring) -> None:
    text = "Beleg;Tag;Ware;Menge;Preis\n1001;01.03.2026;TEAPOT;1;12,50\n"
    reading = Reading(date_format="%d.%m.%Y", decimal_comma=True)
    columns = {"number": "Beleg", "placed_at": "Tag", "sku": "Ware", "quantity": "Menge", "price": "Preis"}
    kept = Part(kind="orders", columns=columns, options={"currency": "CHF", "store": "till"})
    keep_preset("my-till", [kept], reading, now=NOON)
    again = Settings(options={"currency": "GBP"}).over(preset_named("my-till", "orders"))
    bring("orders", text, columns=again.likely, reading=again.reading, **again.options)
    assert list(Order.objects.values_list("number", "currency", "store__key")) == [("1001", "GBP", "till")]


@pytest.mark.django_db
def test_presets_that_do_not_exist_or_are_of_another_kind_are_named() -> None:
    with pytest.raises(WrongOption, match=r'There is no preset "online-retial"\. There are: .*online-retail'):
        preset_named("online-retial", "orders")
    with pytest.raises(WrongOption, match="is for orders, not for customers"):
        preset_named("online-retail", "customers")


@pytest.mark.django_db
@pytest.mark.parametrize("key", built_in_presets())
def test_every_preset_of_ours_says_which_export_it_is_and_names_columns_and_options_that_exist(key: str) -> None:
    found = preset(key)
    assert found.title and found.about and found.documented.startswith("https://")
    for part in found.parts:
        kind = kind_named(part.kind, part.columns)
        assert {*part.columns, *part.shape.values} <= {column.name for column in kind.columns}
        assert kind.options(**part.options)
