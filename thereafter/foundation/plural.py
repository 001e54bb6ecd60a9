"""The word that fits a number."""

from decimal import Decimal

Number = int | float | Decimal


def plural(count: Number, one: str, many: str | None = None) -> str:
    """The word that fits the count: "order" for 1, else "orders"."""
    return one if abs(count) == 1 else many or f"{one}s"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A whole number with its word, for a terminal: "1 line", "541,909 lines"."""
    return f"{count:,} {plural(count, one, many)}"
