"""Orders from a file: what is stored, what counts, what is told about it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cast import NOON, days
from tests.connectors.files.conftest import Bring, digest
from thereafter.audience.profiles.models import Profile
from thereafter.connectors.files import importing, words
from thereafter.connectors.files.errors import BadFile
from thereafter.connectors.files.settings import Settings
from thereafter.foundation.clock import VirtualClock
from thereafter.record.commerce.models import Line, Order, Product, Refund, RefundLine
from thereafter.record.customers.models import ContactPoint, Customer, Identity
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db

HEADER = "Order ID,Date,SKU,Title,Quantity,Price,Customer ID,Email,Country\n"
TEA = "1001,2026-03-01 10:00,TEAPOT,Red teapot,2,12.50,7,ada@people.example,United Kingdom\n"
CUP = "1001,2026-03-01 10:00,CUP,White cup,1,3.00,7,ada@people.example,United Kingdom\n"


def test_an_order_becomes_an_order_its_lines_its_customer_its_event_and_her_profile(bring: Bring) -> None:
    report = bring("orders", HEADER + TEA + CUP, currency="GBP")
    assert (report.new, report.changed, report.conflicting, report.invalid) == (2, 0, 0, 0)
    placed = Order.objects.get()
    her = Customer.objects.get()
    assert (placed.number, placed.customer, placed.counts, placed.total_minor) == ("1001", her, True, 2800)
    assert list(Line.objects.order_by("position").values_list("position", "quantity", "amount_minor", "excluded")) == [
        (1, 2, 2500, ""),
        (2, 1, 300, ""),
    ]
    assert her.country == "GB"
    assert set(Identity.objects.values_list("kind", "scope", "value")) == {
        ("number", "web", "7"),
        ("email", "", "ada@people.example"),
    }
    assert ContactPoint.objects.get().preferred
    event = Event.objects.get()
    assert (event.name, event.customer_id, event.object_id) == ("Order Completed", her.pk, placed.pk)
    assert (event.occurred_at, event.known_at) == (placed.placed_at, NOON)
    assert event.properties == {"number": "1001", "total_minor": 2800, "currency": "GBP", "items": 3}
    assert Profile.objects.get(customer_id=her.pk).orders == 1


def test_an_order_that_was_cancelled_is_told_apart_and_is_in_no_sum(bring: Bring) -> None:
    gone = TEA.replace("1001", "1002")
    report = bring("orders", f"Cancelled at,{HEADER},{TEA}2026-03-09 13:00,{gone}")
    told = {name: report.counts[name] for name in ("orders", "counting_orders", "cancelled_orders", "revenue_minor")}
    assert told == {"orders": 2, "counting_orders": 1, "cancelled_orders": 1, "revenue_minor": 2500}


@pytest.mark.parametrize("dry", [True, False])
def test_an_order_in_another_currency_than_the_shops_is_told_of_and_is_in_no_sum(bring: Bring, dry: bool) -> None:
    text = f"Currency,{HEADER}GBP,{TEA}JPY,{TEA.replace('1001', '1002')}JPY,{TEA.replace('1001', '1003')}"
    report = bring("orders", text, currency="GBP", dry=dry)
    assert (report.counts["counting_orders"], report.counts["orders_in_another_currency"]) == (3, 2)
    assert (report.counts["revenue_minor"], report.currency) == (2500, "GBP")
    assert (
        "2 orders in another currency than GBP, which the shop counts in: "
        "they count as orders, without an amount in any sum."
    ) in words.tell(report)
    if not dry:
        assert (Profile.objects.get().orders, Profile.objects.get().revenue_minor) == (3, 2500)


def test_the_same_rows_in_another_file_change_nothing(bring: Bring) -> None:
    bring("orders", HEADER + TEA + CUP, currency="GBP")
    before = digest()
    report = bring("orders", HEADER + TEA + CUP + "\n", currency="GBP", now=NOON + days(3))
    assert not report.already
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert digest() == before


def test_the_same_file_again_is_not_even_merged(bring: Bring) -> None:
    bring("orders", HEADER + TEA, currency="GBP")
    before = digest()
    assert bring("orders", HEADER + TEA, currency="GBP", now=NOON + days(3)).already
    assert digest() == before


def test_a_dry_run_says_what_would_happen_and_writes_nothing(bring: Bring) -> None:
    bring("orders", HEADER + TEA, currency="GBP")
    before = digest()
    text = HEADER + TEA.replace(",2,12.50", ",3,12.50") + CUP + CUP.replace("1001", "1002").replace("3.00", "free")
    report = bring("orders", text, currency="GBP", dry=True)
    assert (report.new, report.changed, report.invalid) == (1, 1, 1)
    assert report.problems[0].row == 4
    assert digest() == before


def test_an_order_told_anew_is_changed_and_its_total_and_her_profile_follow(bring: Bring) -> None:
    bring("orders", HEADER + TEA + CUP, currency="GBP")
    report = bring("orders", HEADER + TEA.replace(",2,12.50", ",3,12.50") + CUP, currency="GBP", now=NOON + days(1))
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert Order.objects.get().total_minor == 4050
    assert Line.objects.get(position=1).known_at == NOON + days(1)
    assert Profile.objects.get().revenue_minor == 4050
    assert Event.objects.count() == 1


def test_lines_that_do_not_count_are_stored_with_their_reason_and_no_order_of_them_alone_counts(bring: Bring) -> None:
    rows = (
        "2001,2026-03-01,A,,1,5,,,\n"
        "2002,2026-03-01,A,,1,0,7,,\n"
        "2002,2026-03-01,A,,1,-5,7,,\n"
        "2002,2026-03-01,A,,-1,5,7,,\n"
        "2003,2026-03-01,A,,1,5,7,,\n"
    )
    bring("orders", HEADER + rows, currency="GBP")
    excluded = Line.objects.order_by("order__number", "position").values_list("excluded", flat=True)
    assert list(excluded) == ["no_customer", "zero_price", "negative_price", "not_positive", ""]
    assert dict(Order.objects.values_list("number", "counts")) == {"2001": False, "2002": False, "2003": True}
    assert list(Event.objects.values_list("name", flat=True)) == ["Order Completed"]


def test_a_refund_may_match_no_order_and_nobody(bring: Bring) -> None:
    rows = "C9,2026-03-02,TEAPOT,,-2,12.50,7,,\nC10,2026-03-02,TEAPOT,,-1,12.50,,,\n"
    report = bring("orders", HEADER + TEA + rows, currency="GBP", refund_prefix="C")
    assert report.counts["refunds"] == 2
    hers = Refund.objects.get(number="C9")
    assert (hers.order, hers.customer, hers.amount_minor) == (None, Customer.objects.get(), 2500)
    assert RefundLine.objects.get(refund=hers).quantity == 2
    assert Refund.objects.get(number="C10").customer is None
    assert set(Event.objects.values_list("name", flat=True)) == {"Order Completed", "Order Refunded"}
    assert Profile.objects.get().revenue_minor == 0


def test_a_refund_that_names_its_order_is_tied_to_it_and_to_its_customer(bring: Bring) -> None:
    header = HEADER.replace("\n", ",Refund of\n")
    rows = TEA.replace("\n", ",\n") + "C9,2026-03-02,TEAPOT,,-1,12.50,,,,1001\n"
    bring("orders", header + rows, currency="GBP", refund_prefix="C")
    refund = Refund.objects.get()
    assert refund.order == Order.objects.get()
    assert refund.customer == Customer.objects.get()
    assert Event.objects.get(name="Order Refunded").object_id == refund.order.pk


def test_a_cancelled_order_says_since_when_and_tells_it_as_an_event(bring: Bring) -> None:
    header = HEADER.replace("\n", ",Cancelled at\n")
    bring("orders", HEADER + TEA, currency="GBP")
    bring("orders", header + TEA.replace("\n", ",2026-03-02 09:00\n"), currency="GBP", now=NOON + days(1))
    placed = Order.objects.get()
    assert (placed.status, placed.status_since) == ("cancelled", datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert set(Event.objects.values_list("name", flat=True)) == {"Order Completed", "Order Cancelled"}


def test_an_order_takes_the_instant_of_its_first_line_and_stays_together_wherever_its_lines_stand(bring: Bring) -> None:
    rows = TEA + TEA.replace("1001", "1002") + CUP.replace("10:00", "10:01")
    bring("orders", HEADER + rows, currency="GBP", chunk_rows=1)
    placed = Order.objects.get(number="1001")
    assert placed.placed_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert list(Line.objects.filter(order=placed).order_by("position").values_list("product__sku", flat=True)) == [
        "TEAPOT",
        "CUP",
    ]


def test_an_order_that_names_two_customers_stays_with_the_first_and_is_told_as_a_conflict(bring: Bring) -> None:
    report = bring("orders", HEADER + TEA + CUP.replace(",7,ada@", ",8,grace@"), currency="GBP")
    assert (report.new, report.conflicting) == (2, 1)
    assert report.conflicts[0].row == 3
    assert "names customer 8 here and 7 before" in report.conflicts[0].words
    assert Customer.objects.count() == 1


def test_each_line_of_an_order_may_add_how_she_is_known(bring: Bring) -> None:
    tea, cup = TEA.replace(",ada@people.example", ","), CUP.replace(",7,", ",,")
    assert bring("orders", HEADER + tea + cup).conflicting == 0
    assert set(Identity.objects.values_list("value", flat=True)) == {"7", "ada@people.example"}
    assert Customer.objects.count() == 1


def test_an_address_beside_another_number_is_not_hers(bring: Bring) -> None:
    report = bring("orders", HEADER + TEA.replace(",ada@people.example", ",") + CUP.replace(",7,", ",8,"))
    assert report.conflicting == 1
    assert set(Identity.objects.values_list("value", flat=True)) == {"7"}


def test_an_order_known_as_somebody_elses_stays_hers(bring: Bring) -> None:
    bring("orders", HEADER + TEA, currency="GBP")
    her = Order.objects.get().customer
    report = bring("orders", HEADER + TEA.replace(",7,ada@", ",8,grace@"), currency="GBP")
    assert report.conflicting == 1
    assert "it stays hers, and nobody was made a customer by this line" in report.conflicts[0].words
    assert Order.objects.get().customer == her
    assert Customer.objects.get() == her
    assert not Identity.objects.filter(value__in=["8", "grace@people.example"]).exists()


@pytest.mark.parametrize("known", [True, False], ids=["whom we know", "whom we do not know"])
def test_another_order_of_the_same_number_changes_nothing_of_hers(bring: Bring, known: bool) -> None:
    """Numbers begin anew in another shop, or somebody mistyped one."""
    bring("orders", HEADER + TEA, currency="GBP")
    if known:
        bring("customers", "customer,email\n8,grace@people.example\n")
    before = (Order.objects.values().get(), list(Line.objects.order_by("pk").values()))
    theirs = TEA.replace(",7,ada@", ",8,grace@").replace("TEAPOT", "MUG").replace("2026-", "2025-")
    assert theirs != TEA and "2025-" in theirs
    report = bring("orders", HEADER + theirs, currency="GBP")
    assert (report.new, report.changed, report.conflicting) == (0, 0, 1)
    assert "is known as another customer's; it is left as it is" in report.conflicts[0].words
    assert (Order.objects.values().get(), list(Line.objects.order_by("pk").values())) == before


def test_an_order_whose_lines_name_two_addresses_stays_with_the_first(bring: Bring) -> None:
    rows = TEA.replace(",7,", ",,") + CUP.replace(",7,ada@", ",,grace@")
    report = bring("orders", HEADER + rows, currency="GBP")
    assert (report.conflicting, report.conflicts[0].row, Customer.objects.count()) == (1, 3, 1)
    assert "names customer grace@people.example here and ada@people.example before" in report.conflicts[0].words


def test_a_guests_order_becomes_hers_when_a_later_file_says_so(bring: Bring) -> None:
    bring("orders", HEADER + TEA.replace(",7,ada@people.example", ",,"), currency="GBP")
    assert not Order.objects.get().counts
    bring("orders", HEADER + TEA, currency="GBP", now=NOON + days(1))
    assert Order.objects.get().counts
    assert Line.objects.get().customer_id == Customer.objects.get().pk
    assert Event.objects.get().name == "Order Completed"


def test_one_person_under_two_numbers_and_one_address_is_one_customer(bring: Bring) -> None:
    rows = TEA + TEA.replace("1001", "1002").replace(",7,ada@", ",8,Ada@")
    bring("orders", HEADER + rows, currency="GBP")
    assert Customer.objects.count() == 1
    assert Order.objects.filter(customer=Customer.objects.get()).count() == 2


def test_charges_are_charges_and_count(bring: Bring) -> None:
    rows = TEA + "1001,2026-03-01 10:00,POST,Postage,1,4.00,7,,\n"
    bring("orders", HEADER + rows, currency="GBP", charges=["POST"])
    assert dict(Product.objects.values_list("sku", "kind")) == {"TEAPOT": "product", "POST": "charge"}
    assert Order.objects.get().total_minor == 2900


def test_amounts_are_rounded_half_to_even_once_per_line_and_in_the_decimals_of_the_currency(bring: Bring) -> None:
    header = HEADER.replace("\n", ",Currency\n")
    rows = (
        "1,2026-03-01,A,,1,0.005,7,,,GBP\n2,2026-03-01,A,,3,0.005,7,,,GBP\n3,2026-03-01,A,,1,0.001,7,,,GBP\n"
        "4,2026-03-01,A,,1,2.5,7,,,JPY\n5,2026-03-01,A,,1,1.2345,7,,,KWD\n"
    )
    bring("orders", header + rows)
    assert dict(Order.objects.values_list("number", "total_minor")) == {"1": 0, "2": 2, "3": 0, "4": 2, "5": 1234}
    assert all(Order.objects.values_list("counts", flat=True))


def test_a_product_is_named_as_on_its_first_priced_line(bring: Bring) -> None:
    rows = "1,2026-03-01,A,?,1,0,7,,\n2,2026-03-01,A,Red teapot,1,5,7,,\n3,2026-03-01,A,damaged,1,5,7,,\n"
    bring("orders", HEADER + rows, currency="GBP")
    assert Product.objects.get().title == "Red teapot"


def test_instants_without_a_zone_are_the_shops_and_those_with_one_are_their_own(bring: Bring) -> None:
    rows = TEA.replace("2026-03-01 10:00", "2026-07-01 10:00") + TEA.replace("1001", "1002").replace(
        "2026-03-01 10:00", "2026-07-01T10:00+05:00"
    )
    bring("orders", HEADER + rows, currency="GBP", reading={"time_zone": "Europe/London"}, now=NOON + days(200))
    assert dict(Order.objects.values_list("number", "placed_at")) == {
        "1001": datetime(2026, 7, 1, 9, tzinfo=UTC),
        "1002": datetime(2026, 7, 1, 5, tzinfo=UTC),
    }


def test_an_older_order_does_not_take_back_where_she_lives_now(bring: Bring) -> None:
    bring("orders", HEADER + TEA, currency="GBP")
    older = TEA.replace("1001", "999").replace("2026-03-01", "2025-03-01").replace("United Kingdom", "France")
    bring("orders", HEADER + older, currency="GBP", now=NOON + days(1))
    assert Customer.objects.get().country == "GB"
    newer = TEA.replace("1001", "1003").replace("2026-03-01", "2026-03-05").replace("United Kingdom", "Germany")
    bring("orders", HEADER + newer, currency="GBP", now=NOON + days(2))
    her = Customer.objects.get()
    assert her.country == "DE"
    source, as_of = her.provenance["country"]
    assert source.startswith("import:")
    assert as_of.startswith("2026-03-05")


def test_a_feed_in_memory_is_imported_like_a_file() -> None:
    feed = pa.table(
        {
            "number": ["F1", "F1"],
            "placed_at": pa.array([NOON - days(1)] * 2, pa.timestamp("us", "UTC")),
            "sku": ["TEAPOT", "CUP"],
            "quantity": [1, 2],
            "price": [12.5, 3.0],
            "customer": [7.0, 7.0],
        }
    )
    settings = Settings(options={"currency": "GBP"})
    clock = VirtualClock(NOON)
    report = importing.run(feed, "orders", settings, clock=clock, actor="demo", name="feed 1")
    assert report.new == 2
    assert Identity.objects.get().value == "7"
    assert importing.run(feed, "orders", settings, clock=clock, actor="demo", name="feed 2").already


def test_parquet_columns_of_any_fitting_type_are_understood(tmp_path: Path) -> None:
    table = pa.table(
        {
            "number": pa.array(["1", "2"], pa.large_string()).dictionary_encode(),
            "placed_at": pa.array([date(2026, 3, 1), date(2026, 3, 2)], pa.date32()),
            "sku": pa.array([22, 23], pa.int16()),
            "quantity": pa.array([2, 1], pa.uint8()),
            "price": pa.array([Decimal("12.50"), Decimal("3.00")], pa.decimal128(10, 2)),
            "customer": pa.array([7, None], pa.int32()),
            "email": pa.array([None, None], pa.null()),
        }
    )
    path = tmp_path / "orders.parquet"
    pq.write_table(table, path)
    importing.run(path, "orders", Settings(options={"currency": "GBP"}), clock=VirtualClock(NOON), actor="ruth")
    assert list(Line.objects.order_by("order__number").values_list("product__sku", "amount_minor", "excluded")) == [
        ("22", 2500, ""),
        ("23", 300, "no_customer"),
    ]


@pytest.mark.parametrize("column", ["price", "quantity", "placed_at", "sku"])
@pytest.mark.parametrize("odd", [pa.array([[1, 2]]), pa.array([{"a": 1}]), pa.array([b"\xff"]), pa.array([True])])
def test_parquet_columns_of_a_type_that_fits_nothing_are_refused(tmp_path: Path, column: str, odd: pa.Array) -> None:
    if column == "sku" and odd.type == pa.bool_():
        return  # a word like any other
    table = pa.table({"number": ["1"], "placed_at": ["2026-03-01"], "sku": ["A"], "quantity": [1], "price": [2.0]})
    path = tmp_path / "orders.parquet"
    pq.write_table(table.set_column(table.column_names.index(column), column, odd), path)
    with pytest.raises(BadFile, match=column):
        importing.run(path, "orders", Settings(), clock=VirtualClock(NOON), actor="ruth")
