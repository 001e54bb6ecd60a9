"""Amounts of order lines, exact, for whole columns at once."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from thereafter.foundation.money import decimals

MILLION = 1_000_000
GREATEST = 9 * 10**18  # quantity times millionths must fit a 64-bit integer


def fits(quantity: NDArray[np.int64], price: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which lines' amounts can be computed at all."""
    return np.abs(quantity.astype(np.float64) * price.astype(np.float64)) < GREATEST


def minor(quantity: NDArray[np.int64], price: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Quantity times unit price in minor units, rounded half to even once.

    quantity, price, places: int arrays (n,); price in millionths of a unit, places the decimals of each line's
    currency (0 to 3). Every line must fit (see `fits`).
    """
    product = quantity * price
    unit = MILLION // 10**places
    whole, rest = np.divmod(product, unit)  # floors, so that 0 <= rest < unit
    up: NDArray[np.int64] = whole + ((2 * rest > unit) | ((2 * rest == unit) & (whole % 2 == 1)))
    return up


def decimals_of(currency: pa.ChunkedArray) -> NDArray[np.int64]:
    """The decimals of each currency (n,), by its code."""
    codes = currency.combine_chunks().dictionary_encode()
    places = np.array([decimals(code) for code in codes.dictionary.to_pylist()], np.int64)
    return np.asarray(places[codes.indices.to_numpy(zero_copy_only=False)])
