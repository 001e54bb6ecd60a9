"""Lists as CSV files: written while they are read, in UTF-8 with a mark that spreadsheets need, no cell a formula.

A download is a deed: it is taken by POST, and the log says who took how many rows of what.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http import HttpResponseBase, StreamingHttpResponse

from thereafter.audience.segments.sheet import Row
from thereafter.foundation.money import Money
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.formulas import harmless

_PIECE = 500  # lines sent at once
PEOPLE = (
    "customer", "first name", "last name", "e-mail", "country", "language", "stage", "orders", "spent", "currency",
    "first order", "last order", "tags",
)  # fmt: skip


class _Line:
    """What a csv writer writes to: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def download(
    desk: Desk, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, count: int
) -> HttpResponseBase:
    """Answer with a file; the log says how many rows it has."""
    desk.note(f"Downloaded {name}.csv.", rows=count)
    response = StreamingHttpResponse(lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The text of a file, a few hundred lines at a time."""
    writer = csv.writer(_Line())
    waiting = ["\ufeff" + writer.writerow(columns)]
    for row in rows:
        waiting.append(writer.writerow([harmless(_written(cell)) for cell in row]))
        if len(waiting) >= _PIECE:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


def people(rows: Iterable[Row], currency: str) -> Iterator[Sequence[object]]:
    """People as the cells of `PEOPLE`."""
    for row in rows:
        spent = Money(row.revenue_minor, currency).major
        yield (
            *row[:6],
            row.stage.replace("_", " "),
            row.orders,
            spent,
            currency,
            row.first_order_at,
            row.last_order_at,
            row.tags,
        )


def _written(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.isoformat()
    return "" if cell is None else cell
