"""Order lines by whole columns: which order and product each is of, its amount, and why it would not count.

An order's first line says when it was placed; the first that gives a number, and the first of hers with an address,
say whose it is. A line whose number begins with `refund_prefix`, or that says in `refund_of` which order it refunds, is
of a refund: its pieces are given back whichever sign they have, and it may match no order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pydantic import Field

from thereafter.foundation.staging import Wrong
from thereafter.record.commerce.imports import amounts
from thereafter.record.commerce.imports.stores import PricedOptions
from thereafter.record.commerce.models import Line

_INSTANT = pa.timestamp("us", "UTC")


class OrderOptions(PricedOptions, frozen=True):
    """What holds for all orders of one file."""

    refund_prefix: str = Field(default="", max_length=20, description="Numbers that begin so are refunds.")
    charges: tuple[str, ...] = Field(default=(), description="Product numbers that are charges, such as postage.")


@dataclass(frozen=True)
class _Lines:
    """The columns of a set of order lines as arrays (n,), and to which order each belongs (numbered from 0)."""

    order: NDArray[np.int32]
    starts: NDArray[np.int64]  # of each order its first line
    quantity: NDArray[np.int64]
    price: NDArray[np.int64]
    refund: NDArray[np.bool_]


def lacks(table: pa.Table, options: OrderOptions) -> Sequence[Wrong]:
    """Lines whose amount is beyond what can be stored, and those that make two things of what has one number."""
    wrong = [_too_much(table), *_two_currencies(table, options), *_half_a_refund(table, options)]
    return [each for each in wrong if each.rows.any()]


def _too_much(table: pa.Table) -> Wrong:
    quantity, price = _integers(table, "quantity"), _integers(table, "price")

    def why(row: int) -> str:
        units = Decimal(int(price[row])) / amounts.MILLION
        return f"{units:,f} times {quantity[row]:,} pieces is more than can be stored. Correct one of them"

    return Wrong(~amounts.fits(quantity, price), "price", why)


def _two_currencies(table: pa.Table, options: OrderOptions) -> Iterator[Wrong]:
    """Lines in another currency than the first of their order: their sum would be of nothing."""
    if "currency" in table.column_names:
        currency = pc.fill_null(table["currency"].combine_chunks(), options.currency)
        codes = currency.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        first = _first_of_its_number(table)

        def why(row: int) -> str:
            return (
                f"{currency[row]} differs from that of the order's first line, {currency[int(first[row])]}. "
                "Correct it, or give the line another number"
            )

        yield Wrong(codes != codes[first], "currency", why)


def _half_a_refund(table: pa.Table, options: OrderOptions) -> Iterator[Wrong]:
    """All lines of a number of which only some are a refund's, and lines of a refund that name another order."""
    if "refund_of" in table.column_names:
        refund_of, refund = table["refund_of"].combine_chunks(), _is_refund(table, options)
        first = _first_of_its_number(table)
        torn = np.zeros(table.num_rows, np.bool_)
        torn[first[refund != refund[first]]] = True
        number = table["number"]

        def some_only(row: int) -> str:
            return (
                f"is said on some lines of {number[row]} and not on others. Say it on all of them, "
                "or give the refund a number of its own"
            )

        yield Wrong(torn[first], "refund_of", some_only)
        yield _two_orders(refund_of, number, first, torn[first])


def _two_orders(
    refund_of: pa.Array, number: pa.ChunkedArray, first: NDArray[np.int64], torn: NDArray[np.bool_]
) -> Wrong:
    """Lines of a refund that name another order than those before."""
    said = np.flatnonzero(np.asarray(refund_of.is_valid()))[::-1]
    naming = first.copy()
    naming[first[said]] = said
    kept = refund_of.take(pa.array(naming[first]))
    apart = np.asarray(pc.fill_null(pc.not_equal(refund_of, kept), False))

    def why(row: int) -> str:
        return (
            f"{refund_of[row]} differs from that of the first line of {number[row]}, {kept[row]}. "
            "A refund is of one order: give the line another number"
        )

    return Wrong(apart & ~torn, "refund_of", why)


def _first_of_its_number(table: pa.Table) -> NDArray[np.int64]:
    """Of each line (n,) the first that has the same number, wherever they stand."""
    encoded = table["number"].combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    first = np.zeros(len(encoded.dictionary), np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return np.asarray(first[codes])


def tally(table: pa.Table, options: OrderOptions) -> dict[str, int]:
    """What is remarkable about the lines of a whole source; a line may count under several names."""
    said = [name for name in table.column_names if name != "row_no"]
    distinct = table.select(said).group_by(said, use_threads=False).aggregate([]).num_rows
    quantity, price = _integers(table, "quantity"), _integers(table, "price")
    return {
        "lines_without_customer": int((~_known_customer(table)).sum()),
        "lines_of_refunds": int(_is_refund(table, options).sum()),
        "lines_with_negative_quantity": int((quantity < 0).sum()),
        "lines_with_zero_quantity": int((quantity == 0).sum()),
        "lines_without_price": int((price == 0).sum()),
        "lines_with_negative_price": int((price < 0).sum()),
        "exact_duplicates": table.num_rows - distinct,
    }


def arrange(table: pa.Table, options: OrderOptions) -> Mapping[str, pa.Table]:
    """Whole orders in (each one's lines together, in order), rows of the temporary tables out."""
    lines = _lines(table, options)
    first = pa.array(lines.starts)
    whose = _whose(table, lines)
    currency = pc.fill_null(_column(table, "currency", pa.string()).take(first), options.currency)
    pieces = np.where(lines.refund, np.abs(lines.quantity), lines.quantity)
    amount = amounts.minor(pieces, lines.price, amounts.decimals_of(currency)[lines.order])
    amount = np.where(_written_as_less(amount, lines), -amount, amount)
    sold = (lines.quantity > 0) & (lines.price > 0) & ~lines.refund
    product_no, products = _products(table, lines, options)
    orders = {
        "order_no": pa.array(np.arange(len(first), dtype=np.int32)),
        "row_no": table["row_no"].take(first),
        "number": table["number"].take(first),
        "refund": pa.array(lines.refund[lines.starts]),
        "placed_at": table["placed_at"].take(first),
        "customer": _column(table, "customer", pa.string()).take(whose["customer"]),
        "email": _column(table, "email", pa.string()).take(whose["email"]),
        "country": _column(table, "country", pa.string()).take(first),
        "currency": currency,
        "cancelled_at": _column(table, "cancelled_at", _INSTANT).take(first),
        "refund_of": _column(table, "refund_of", pa.string()).take(_first_said(table, "refund_of", lines)),
        "counts": pa.array(np.logical_or.reduceat(sold, lines.starts)),
        "total_minor": pa.array(np.add.reduceat(np.where(sold | lines.refund, amount, 0), lines.starts)),
        "items": pa.array(np.add.reduceat(np.where(sold | lines.refund, pieces, 0), lines.starts)),
    }
    rows = {
        "order_no": pa.array(lines.order),
        "position": pa.array((np.arange(table.num_rows) - lines.starts[lines.order] + 1).astype(np.int32)),
        "product_no": product_no,
        "quantity": pa.array(pieces),
        "amount_minor": pa.array(amount),
        "excluded": _excluded(lines),
    }
    return {
        "commerce_staging_products": products,
        "commerce_staging_orders": pa.table(orders),
        "commerce_staging_lines": pa.table(rows),
        "commerce_import_conflicts": _disputed(table, lines, whose),
    }


def _lines(table: pa.Table, options: OrderOptions) -> _Lines:
    number = table["number"].combine_chunks().dictionary_encode()
    order = number.indices.to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(np.diff(order, prepend=-1))
    return _Lines(order, starts, _integers(table, "quantity"), _integers(table, "price"), _is_refund(table, options))


def _whose(table: pa.Table, lines: _Lines) -> Mapping[str, pa.Array]:
    """Of each order the lines that say whose it is: the first with a number, and the first with an address of hers."""
    number, address = (_column(table, name, pa.string()) for name in ("customer", "email"))
    first = _first_said(table, "customer", lines)
    kept = number.take(first).take(pa.array(lines.order))
    hers = pc.fill_null(pc.equal(pc.utf8_lower(number), pc.utf8_lower(kept)), True)
    return {
        "customer": first,
        "email": _first_of_each(np.asarray(pc.and_(address.is_valid(), hers)), lines),
    }


def _first_said(table: pa.Table, name: str, lines: _Lines) -> pa.Array:
    """Of each order the first line that says something in that column, else its first."""
    return _first_of_each(np.asarray(_column(table, name, pa.string()).is_valid()), lines)


def _first_of_each(candidates: NDArray[np.bool_], lines: _Lines) -> pa.Array:
    rows = np.flatnonzero(candidates)[::-1]
    line = lines.starts.copy()
    line[lines.order[rows]] = rows  # the last assignment stays, which is the first line
    return pa.array(line)


def _written_as_less(amount: NDArray[np.int64], lines: _Lines) -> NDArray[np.bool_]:
    """Lines (n,) of refunds whose file says with the sign of the price, not of the quantity, that money goes back."""
    return lines.refund & (np.add.reduceat(amount, lines.starts) < 0)[lines.order]


def _disputed(table: pa.Table, lines: _Lines, whose: Mapping[str, pa.Array]) -> pa.Table:
    """Lines that name another customer than their order, each with a sentence."""
    told = [_disputed_by(name, table, lines, line) for name, line in whose.items() if name in table.column_names]
    apart = np.logical_or.reduce([np.zeros(table.num_rows, np.bool_), *(rows for rows, _ in told)])
    words = pa.nulls(table.num_rows, pa.string())
    for rows, sentences in reversed(told):
        words = pc.if_else(pa.array(rows), sentences, words)
    return pa.table({"row_no": table["row_no"].filter(pa.array(apart)), "words": words.filter(pa.array(apart))})


def _disputed_by(name: str, table: pa.Table, lines: _Lines, whose: pa.Array) -> tuple[NDArray[np.bool_], pa.Array]:
    """Which lines (n,) say otherwise in that column than their order's first, and the sentences (n,)."""
    said = table[name].combine_chunks()
    kept = said.take(whose).take(pa.array(lines.order))
    apart = pc.fill_null(pc.not_equal(pc.utf8_lower(said), pc.utf8_lower(kept)), False)
    number = table["number"].combine_chunks()
    words = pc.binary_join_element_wise(
        "order ", number, " names customer ", said, " here and ", kept, " before; the line stays with ", kept, ""
    )
    return np.asarray(apart.to_numpy(zero_copy_only=False)), words


def _products(table: pa.Table, lines: _Lines, options: OrderOptions) -> tuple[pa.Array, pa.Table]:
    """Which product each line is of, and the products: titled as on their first priced line, else on any."""
    sku = table["sku"].combine_chunks().dictionary_encode()
    product = sku.indices.to_numpy(zero_copy_only=False)
    title = _column(table, "title", pa.string())
    titled = title.is_valid().to_numpy(zero_copy_only=False)
    line = np.zeros(len(sku.dictionary), np.int64)
    for candidates in (np.ones_like(titled), titled, titled & (lines.price > 0)):
        rows = np.flatnonzero(candidates)[::-1]
        line[product[rows]] = rows
    charge = pc.is_in(sku.dictionary, value_set=pa.array(options.charges, pa.string()))
    products = {
        "product_no": pa.array(np.arange(len(line), dtype=np.int32)),
        "sku": sku.dictionary,
        "title": title.take(pa.array(line)),
        "kind": pc.if_else(charge, "charge", "product"),
        "as_of": table["placed_at"].take(pa.array(line)),
    }
    return sku.indices, pa.table(products)


def _excluded(lines: _Lines) -> pa.Array:
    """Why a line does not count, were its customer known; empty if it counts."""
    reasons = pa.array(["", Line.Excluded.ZERO_PRICE, Line.Excluded.NEGATIVE_PRICE, Line.Excluded.NOT_POSITIVE])
    reason = np.select([lines.price == 0, lines.price < 0, lines.quantity <= 0], [1, 2, 3], 0)
    return reasons.take(pa.array(reason))


def _is_refund(table: pa.Table, options: OrderOptions) -> NDArray[np.bool_]:
    named = np.asarray(_column(table, "refund_of", pa.string()).is_valid())
    return named | _numbered_as_refund(table, options)


def _numbered_as_refund(table: pa.Table, options: OrderOptions) -> NDArray[np.bool_]:
    if not options.refund_prefix:
        return np.zeros(table.num_rows, np.bool_)
    return np.asarray(pc.starts_with(table["number"], options.refund_prefix))


def _known_customer(table: pa.Table) -> NDArray[np.bool_]:
    customer, email = (_column(table, name, pa.string()) for name in ("customer", "email"))
    return np.asarray(pc.or_(customer.is_valid(), email.is_valid()))


def _integers(table: pa.Table, name: str) -> NDArray[np.int64]:
    return np.asarray(table[name].to_numpy(), np.int64)


def _column(table: pa.Table, name: str, of: pa.DataType) -> pa.ChunkedArray:
    """A column, or as many nulls where the source has none of that name."""
    if name in table.column_names:
        return table[name]
    return pa.chunked_array([pa.nulls(table.num_rows, of)])
