"""Refunds from a file: told by their number or by the order that they refund, positive, and never half an order."""

import pytest

from tests.cast import NOON, days
from tests.connectors.files.conftest import Bring
from thereafter.audience.profiles.models import Profile
from thereafter.connectors.files.errors import BadFile
from thereafter.record.commerce.models import Line, Order, Refund, RefundLine
from thereafter.record.customers.models import Customer
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db

HEADER = "number,placed_at,sku,quantity,price,customer,refund_of,currency\n"
TEA = "1001,2026-03-01 10:00,TEAPOT,2,12.50,7,,GBP\n"
BACK = "R1,2026-03-02 10:00,TEAPOT,1,12.50,7,1001,GBP\n"


@pytest.mark.parametrize("sign", ["1,12.50", "-1,12.50", "1,-12.50"])
def test_a_row_that_names_the_order_it_refunds_is_a_refund_whichever_sign_it_has(bring: Bring, sign: str) -> None:
    report = bring("orders", HEADER + TEA + BACK.replace("1,12.50", sign), currency="GBP")
    assert (report.counts["orders"], report.counts["refunds"], report.counts["revenue_minor"]) == (1, 1, 2500)
    assert report.found["lines_of_refunds"] == 1
    refund = Refund.objects.get()
    assert (refund.number, refund.order, refund.amount_minor) == ("R1", Order.objects.get(), 1250)
    assert list(RefundLine.objects.values_list("quantity", "amount_minor")) == [(1, 1250)]
    assert sorted(Event.objects.values_list("name", flat=True)) == ["Order Completed", "Order Refunded"]
    assert Event.objects.get(name="Order Refunded").properties["total_minor"] == 1250
    assert Profile.objects.get().revenue_minor == 1250


def test_a_refund_told_twice_in_two_manners_of_writing_changes_nothing(bring: Bring) -> None:
    bring("orders", HEADER + TEA + BACK, currency="GBP")
    report = bring("orders", HEADER + TEA + BACK.replace("1,12.50", "-1,12.50"), currency="GBP", now=NOON + days(1))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)


def test_a_discount_given_back_with_its_piece_lessens_the_refund(bring: Bring) -> None:
    rows = BACK.replace("1,12.50", "-1,12.50") + BACK.replace("TEAPOT,1,12.50", "VOUCHER,-1,-2.50")
    bring("orders", HEADER + TEA + rows, currency="GBP")
    assert Refund.objects.get().amount_minor == 1000


def test_a_refund_of_an_order_that_nobody_knows_is_kept_and_told(bring: Bring) -> None:
    report = bring("orders", HEADER + TEA + BACK.replace("1001", "4711"), currency="GBP")
    assert (report.counts["refunds"], report.conflicting, report.conflicts[0].row) == (1, 1, 3)
    assert report.conflicts[0].words == "refund R1 is of order 4711, which is not known; it is kept without an order"
    assert (Refund.objects.get().order, Refund.objects.get().amount_minor) == (None, 1250)


def test_a_refund_told_before_its_order_is_tied_when_the_order_comes(bring: Bring) -> None:
    bring("orders", HEADER + BACK.replace(",7,", ",,") + BACK.replace("R1", "R2").replace(",7,1001", ",7,4711"))
    untied = Refund.objects.order_by("number")
    assert [(refund.order, refund.customer is None) for refund in untied] == [(None, True), (None, False)]
    bring("orders", HEADER + TEA, now=NOON + days(1))
    tied, other = Refund.objects.order_by("number")
    assert (tied.order, tied.customer) == (Order.objects.get(), Customer.objects.get())
    assert other.order is None
    assert Profile.objects.get().revenue_minor == 0  # both refunds are hers now


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (BACK.replace(",7,", ",8,"), "refund R1 is of order 1001, which is another customer's"),
        (BACK.replace("12.50", "99.00"), "refund R1 gives back more than order 1001 cost"),
    ],
)
def test_a_refund_that_does_not_fit_its_order_counts_as_told_and_is_told_of(
    bring: Bring, back: str, words: str
) -> None:
    report = bring("orders", HEADER + TEA + back, currency="GBP")
    assert (report.new, report.conflicting) == (2, 1)
    assert words in report.conflicts[0].words
    again = bring("orders", HEADER + TEA + back + "1002,2026-03-03 10:00,CUP,1,1.00,7,,GBP\n", currency="GBP")
    assert again.conflicting == 0  # it was told when it was new


def test_a_refund_told_again_once_its_order_is_known_is_tied_to_it_and_to_its_customer(bring: Bring) -> None:
    back = BACK.replace(",7,1001", ",,1001")
    bring("orders", HEADER + back, currency="GBP")
    assert Refund.objects.get().customer is None
    report = bring("orders", HEADER + TEA + back, currency="GBP", now=NOON + days(1))
    assert (report.conflicting, Refund.objects.get().order) == (0, Order.objects.get())
    assert Refund.objects.get().customer == Customer.objects.get()


@pytest.mark.parametrize("rows", [BACK + BACK.replace(",1001,", ",,"), BACK.replace(",1001,", ",,") + BACK])
def test_a_number_of_which_only_some_lines_are_a_refunds_is_invalid_as_a_whole(bring: Bring, rows: str) -> None:
    with pytest.raises(
        BadFile, match=r"line 3: refund_of is said on some lines of R1 and not on others\. Say it on all"
    ):
        bring("orders", HEADER + TEA + rows, currency="GBP")
    report = bring("orders", HEADER + TEA + rows, currency="GBP", skip_invalid=True)
    assert (report.new, report.invalid, [note.row for note in report.problems]) == (1, 2, [3, 4])
    assert not Refund.objects.exists()


def test_a_refund_told_by_its_number_may_name_its_order_on_one_line_only(bring: Bring) -> None:
    rows = BACK.replace(",1001,", ",,") + BACK
    bring("orders", HEADER + TEA + rows, currency="GBP", refund_prefix="R")
    assert (Refund.objects.get().order, Refund.objects.get().amount_minor) == (Order.objects.get(), 2500)


def test_a_refund_of_two_orders_is_invalid_from_the_second_on(bring: Bring) -> None:
    rows = BACK + TEA.replace("1001", "1002") + BACK.replace("1001", "1002") + BACK
    report = bring("orders", HEADER + TEA + rows, currency="GBP", skip_invalid=True)
    assert [note.row for note in report.problems] == [5]
    assert "refund_of 1002 differs from that of the first line of R1, 1001." in report.problems[0].words
    assert Refund.objects.get().amount_minor == 2500


def test_lines_of_one_order_in_two_currencies_are_invalid_and_another_order_may_be_in_another(bring: Bring) -> None:
    other = TEA.replace("1001", "1002").replace("GBP", "USD")
    rows = TEA + other + TEA.replace("GBP", "USD") + TEA.replace("GBP", "")
    sentence = "line 4: currency USD differs from that of the order's first line, GBP. Correct it, or give the line"
    with pytest.raises(BadFile, match=sentence):
        bring("orders", HEADER + rows, currency="GBP")
    assert not Order.objects.exists()
    report = bring("orders", HEADER + rows, currency="GBP", skip_invalid=True)
    assert (report.new, report.invalid) == (3, 1)
    assert dict(Order.objects.values_list("number", "currency")) == {"1001": "GBP", "1002": "USD"}
    assert Line.objects.filter(order__number="1001").count() == 2
