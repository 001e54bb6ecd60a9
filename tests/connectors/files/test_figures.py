"""Prices as people write them: understood, or refused with the option that settles it. Never a guess."""

import pytest

from tests.connectors.files.conftest import Bring
from thereafter.connectors.files.errors import BadFile
from thereafter.record.commerce.models import Line

pytestmark = pytest.mark.django_db

TEXT = "number;placed_at;sku;quantity;price;customer\n1001;2026-03-01;TEAPOT;1;{price};7\n"


@pytest.mark.parametrize(
    ("price", "comma", "minor"),
    [
        ("1.234,50", True, 123_450),
        ("1.234", True, 123_400),
        ("12,50 €", True, 1_250),
        ("€12.50", False, 1_250),
        ("12.50 EUR", False, 1_250),
        ("12.5", False, 1_250),
        ("0.001", False, 0),
        ("1234.567", False, 123_457),
        ("-€3.00", False, None),
    ],
)
def test_a_price_is_understood_as_it_is_written(bring: Bring, price: str, comma: bool, minor: int | None) -> None:
    if minor is None:
        with pytest.raises(BadFile):
            bring("orders", TEXT.format(price=price), currency="EUR")
        return
    bring("orders", TEXT.format(price=price), currency="EUR", reading={"decimal_comma": comma})
    assert Line.objects.get().amount_minor == minor


@pytest.mark.parametrize(
    ("price", "comma", "sentence"),
    [
        ("12.50", True, 'price "12.50" is not a price. Write it like 12,50. Leave out --decimal-comma'),
        ("1.234", False, 'price "1.234" may mean thousands: then say --decimal-comma.'),
        ("1,234", True, 'price "1,234" may mean thousands: then leave out --decimal-comma.'),
        ("12,50", False, 'price "12,50" is not a price. Write it like 12.50, or say --decimal-comma'),
        ("£12.50", False, 'price "£12.50" names a currency, and the price is to be in EUR.'),
    ],
)
def test_a_price_that_may_mean_two_things_is_refused_with_the_option_that_settles_it(
    bring: Bring, price: str, comma: bool, sentence: str
) -> None:
    with pytest.raises(BadFile) as caught:
        bring("orders", TEXT.format(price=price), currency="EUR", reading={"decimal_comma": comma})
    assert sentence in str(caught.value)
    assert not Line.objects.exists()


def test_three_decimals_are_understood_when_told_and_where_the_currency_has_three(bring: Bring) -> None:
    bring("orders", TEXT.format(price="1.234").replace(";1;", ";10;"), currency="EUR", reading={"thousandths": True})
    bring("orders", TEXT.format(price="1.234").replace("1001", "1002"), currency="KWD")
    assert [line.amount_minor for line in Line.objects.order_by("order__number")] == [1_234, 1_234]


def test_ten_thousand_pieces_are_not_ten(bring: Bring) -> None:
    with pytest.raises(BadFile, match=r'quantity "1\.000" may mean thousands'):
        bring("orders", TEXT.format(price="1.50").replace(";1;", ";1.000;"), currency="EUR")
