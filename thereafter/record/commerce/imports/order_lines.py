"""Order lines by whole columns: which order and product each is of, its amount, and why it would not count.

An order's first line says when it was placed; the first line that names a customer says whose it is. A line whose
number begins with `refund_prefix` is of a refund: its quantity is negative, and it may match no order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    """Lines whose amount is beyond what can be stored."""
    fits = amounts.fits(_integers(table, "quantity"), _integers(table, "price"))
    return [] if fits.all() else [Wrong(~fits, "price", "times its quantity is more than can be stored")]


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
    sign = np.where(lines.refund, -1, 1)
    amount = sign * amounts.minor(lines.quantity, lines.price, amounts.decimals_of(currency)[lines.order])
    sold = (lines.quantity > 0) & (lines.price > 0) & ~lines.refund
    product_no, products = _products(table, lines, options)
    orders = {
        "order_no": pa.array(np.arange(len(first), dtype=np.int32)),
        "row_no": table["row_no"].take(first),
        "number": table["number"].take(first),
        "refund": pa.array(lines.refund[lines.starts]),
        "placed_at": table["placed_at"].take(first),
        "customer": _column(table, "customer", pa.string()).take(whose),
        "email": _column(table, "email", pa.string()).take(whose),
        "country": _column(table, "country", pa.string()).take(first),
        "currency": currency,
        "cancelled_at": _column(table, "cancelled_at", _INSTANT).take(first),
        "refund_of": _column(table, "refund_of", pa.string()).take(first),
        "counts": pa.array(np.logical_or.reduceat(sold, lines.starts)),
        "total_minor": pa.array(np.add.reduceat(np.where(sold | lines.refund, amount, 0), lines.starts)),
        "items": pa.array(np.add.reduceat(np.where(sold | lines.refund, sign * lines.quantity, 0), lines.starts)),
    }
    rows = {
        "order_no": pa.array(lines.order),
        "position": pa.array((np.arange(table.num_rows) - lines.starts[lines.order] + 1).astype(np.int32)),
        "product_no": product_no,
        "quantity": pa.array(sign * lines.quantity),
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


def _whose(table: pa.Table, lines: _Lines) -> pa.Array:
    """Of each order the line that says whose it is: the first that names anybody, else its first."""
    named = np.flatnonzero(_known_customer(table))[::-1]
    line = lines.starts.copy()
    line[lines.order[named]] = named  # the last assignment stays, which is the first line
    return pa.array(line)


def _disputed(table: pa.Table, lines: _Lines, whose: pa.Array) -> pa.Table:
    """Lines that name another customer than their order, each with a sentence."""
    told = [_disputed_by(name, table, lines, whose) for name in ("customer", "email") if name in table.column_names]
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
