"""Amounts of whole columns equal those of exact decimals, line by line."""

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from thereafter.record.commerce.imports import amounts

LINES = st.tuples(
    st.integers(-(2**31), 2**31 - 1),
    st.integers(-(10**15), 10**15),
    st.sampled_from([0, 2, 3]),
)


@given(LINES)
def test_an_amount_is_the_exact_product_rounded_half_to_even(line: tuple[int, int, int]) -> None:
    quantity, price, places = (np.array([value], np.int64) for value in line)
    if not amounts.fits(quantity, price)[0]:
        return
    exact = Decimal(line[0]) * Decimal(line[1]) / 1_000_000 * 10 ** line[2]
    assert amounts.minor(quantity, price, places)[0] == exact.quantize(Decimal(1), ROUND_HALF_EVEN)


def test_what_does_not_fit_is_known_before_it_is_computed() -> None:
    assert not amounts.fits(np.array([2**31 - 1]), np.array([10**15]))[0]
