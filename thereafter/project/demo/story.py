"""Everything that will become known in the demo's shop, and when: one stream per kind, cut at any two instants."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from thereafter.project.demo import catalogue, parcels, people, retail
from thereafter.project.demo.calendar import Calendar

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stream:
    """What one kind of import will bring, sorted by `known` (datetime64[us], UTC), which is no column of `table`.

    `key`: where several rows of one cut name the same thing, the last one says all.
    """

    kind: str
    table: pa.Table
    known: np.ndarray
    key: str = ""

    def between(self, after: datetime, until: datetime) -> pa.Table:
        """The rows that became known in (after, until]."""
        low, high = np.searchsorted(self.known, [_stamp(after), _stamp(until)], side="right")
        rows = self.table.slice(int(low), int(high - low))
        return _last_of_each(rows, self.key) if self.key and rows.num_rows else rows


@dataclass(frozen=True)
class Story:
    """The streams in the order in which a feed brings them: who, what they said, what there is, what they did."""

    streams: tuple[Stream, ...]

    def between(self, after: datetime, until: datetime) -> Iterator[tuple[str, pa.Table]]:
        """Each kind that has something new in (after, until], with its rows."""
        for stream in self.streams:
            rows = stream.between(after, until)
            if rows.num_rows:
                yield stream.kind, rows


def tell(file: pa.Table, calendar: Calendar) -> Story:
    """Invent what the file lacks and put everything on the calendar. The same file and day give the same story."""
    lines = retail.moved(file, calendar)
    buyers = retail.firsts(lines, "CustomerID").sort_by("CustomerID")
    numbers, first_seen = buyers["CustomerID"].to_pylist(), _stamps(buyers["known"])
    contacts = people.contacts(numbers, buyers["Country"].to_pylist())
    consents = people.consents(numbers, first_seen)
    goods = catalogue.products(lines)
    seen = retail.firsts(lines, "StockCode")
    first_sold = dict(zip(seen["StockCode"].to_pylist(), _stamps(seen["known"]), strict=True))
    orders = retail.firsts(retail.counting(lines), "InvoiceNo")
    placed, homes = orders["known"].combine_chunks(), orders["Country"].to_pylist()
    sent = parcels.parcels(orders["InvoiceNo"].to_pylist(), placed, homes)
    suppressed = people.suppressed(contacts)
    return Story(
        (
            _stream("customers", contacts, first_seen),
            _stream("consents", consents, _stamps(consents["occurred_at"])),
            _stream("suppressions", suppressed, np.full(suppressed.num_rows, _stamp(LONG_AGO) + 1)),
            _stream("products", goods, np.array([first_sold[sku] for sku in goods["sku"].to_pylist()])),
            _stream("orders", lines.drop_columns("known"), _stamps(lines["known"])),
            _stream("shipments", sent.drop_columns("known"), _stamps(sent["known"]), key="number"),
        )
    )


def _stream(kind: str, table: pa.Table, known: np.ndarray, key: str = "") -> Stream:
    sequence = np.argsort(known, kind="stable")
    in_order = bool((np.diff(sequence) == 1).all())
    return Stream(kind, table.combine_chunks() if in_order else table.take(sequence), known[sequence], key)


def _last_of_each(rows: pa.Table, key: str) -> pa.Table:
    numbered = rows.append_column("_row", pa.array(range(rows.num_rows)))
    last = numbered.group_by(key).aggregate([("_row", "max")])["_row_max"]
    return rows.take(np.sort(last.to_numpy()))


def _stamps(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.to_numpy()).astype("M8[us]")


def _stamp(instant: datetime) -> np.datetime64:
    return np.datetime64(instant.astimezone(UTC).replace(tzinfo=None), "us")
