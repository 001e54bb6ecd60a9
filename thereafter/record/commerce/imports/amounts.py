"""Amounts of order lines, exact, for whole columns at once."""

import numpy as np
from numpy.typing import NDArray

MILLION = 1_000_000
GREATEST = 9 * 10**18  # quantity times millionths must fit a 64-bit integer


def fits(quantity: NDArray[np.int64], price: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which lines' amounts can be computed at all."""
    return np.abs(quantity.astype(np.float64) * price.astype(np.float64)) < GREATEST


def minor(quantity: NDArray[np.int64], price: NDArray[np.int64], decimals: NDArray[np.int64]) -> NDArray[np.int64]:
    """Quantity times unit price in minor units, rounded half to even once.

    quantity, price, decimals: int arrays (n,); price in millionths of a unit, decimals those of each line's currency (0 to
    3). Every line must fit (see `fits`).
    """
    product = quantity * price
    unit = MILLION // 10**decimals
    whole, rest = np.divmod(product, unit)  # floors, so that 0 <= rest < unit
    return whole + ((2 * rest > unit) | ((2 * rest == unit) & (whole % 2 == 1)))
