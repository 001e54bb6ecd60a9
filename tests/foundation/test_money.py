"""Money is a whole number of minor units with its currency, and nothing is lost between text and number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thereafter.foundation.money import CURRENCIES, Money, decimals

currencies = st.sampled_from(sorted(CURRENCIES))
amounts = st.integers(min_value=-(10**18), max_value=10**18)


@given(amounts, currencies)
def test_what_is_written_is_what_is_read(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.major, currency) == Money.parse(str(money.major), currency) == money


@given(amounts, amounts, currencies)
def test_adding_and_taking_away_undo_each_other(one: int, other: int, currency: str) -> None:
    a, b = Money(one, currency), Money(other, currency)
    assert a + b - b == a
    assert a - b == -(b - a)
    assert (a < b) == (one < other)


@given(amounts, st.tuples(currencies, currencies).filter(lambda pair: pair[0] != pair[1]))
def test_two_currencies_never_mix(minor: int, pair: tuple[str, str]) -> None:
    a, b = (Money(minor, currency) for currency in pair)
    for mix in (lambda: a + b, lambda: a - b, lambda: a < b):
        with pytest.raises(ValueError, match="cannot be added or compared"):
            mix()


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.50", "GBP", 1250),
        ("-0.01", "EUR", -1),
        ("100", "JPY", 100),
        ("1.5", "JPY", 2),
        ("1.234", "KWD", 1234),
        ("0.125", "USD", 12),  # half to even
        ("0.135", "USD", 14),
        ("1e3", "USD", 100_000),
    ],
)
def test_text_becomes_minor_units(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency).minor == minor


@pytest.mark.parametrize("text", ["", "twelve", "12,50", "NaN", "Infinity", "-Infinity", "sNaN", "1.2.3", "1e999999"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount of money"):
        Money.parse(text, "EUR")


def test_an_unknown_currency_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match='"EURO" is not an ISO 4217 code'):
        Money(1, "EURO")


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(123456, "GBP"), "£1,234.56"),
        (Money(-5, "EUR"), "−€0.05"),
        (Money(1234, "JPY"), "¥1,234"),
        (Money(1234, "KWD"), "1.234 KWD"),
    ],
)
def test_money_is_shown_as_people_write_it(money: Money, shown: str) -> None:
    assert str(money) == shown


def test_decimals_follow_the_standard() -> None:
    assert (decimals("EUR"), decimals("JPY"), decimals("BHD")) == (2, 0, 3)
    assert Money(1050, "EUR").major == Decimal("10.50")
