"""What the first rows of a file would look like once they are in: as they were read, as people, as orders.

Examples quote people. They are kept with the upload, and go with it.
"""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from thereafter.connectors.files.importing import Job
from thereafter.foundation.money import Money
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
_MOST = 3
_INSIDE = 200  # characters of a cell
_CONSENTS = {
    "granted": "agreed to hear offers",
    "withdrawn": "said no to offers",
    "vague": "said no to offers, or was never asked",
    "": "was never asked",
}


def as_read(job: Job, zone: ZoneInfo) -> list[dict[str, str]]:
    """The first rows, our names of columns with what was understood; instants in this zone, the shop's."""
    rows = job.checked.table.drop_columns(["row_no"]).slice(0, _MOST).to_pylist()
    return [{ours: _shown(ours, cell, zone) for ours, cell in row.items() if cell is not None} for row in rows]


def people(*, no: str = "withdrawn") -> list[dict[str, str]]:
    """The first people whom the rows name, as they would stand. They were named before (`reach.name`).

    `no`: "vague" where the file says no of those who were never asked as well.
    """
    found = []
    for row in SQL["people"].rows(most=_MOST * 4)[:_MOST]:  # several parts of a file may name one person
        custom = ", ".join(f"{key}: {value}" for key, value in json.loads(row.custom).items())
        found.append(
            {
                "name": row.name or row.address or f"Customer {row.id}",
                "address": row.address or "no address",
                "lives": ", ".join(word for word in (row.country, row.language) if word),
                "consent": _CONSENTS[no if row.consent == "withdrawn" else row.consent],
                "suppressed": row.suppressed,
                "custom": custom[:_INSIDE],
            }
        )
    return found


def orders(job: Job, zone: ZoneInfo) -> list[dict[str, str]]:
    """The first orders, as they would stand; instants in this zone, the shop's."""
    if job.kind.name != "orders":
        return []
    numbers = list(dict.fromkeys(job.checked.table["number"].slice(0, 50).to_pylist()))[:_MOST]
    rows = SQL["orders"].rows(store=getattr(job.options, "store", ""), numbers=numbers)
    return [
        {
            "number": row.number,
            "placed": _instant(row.placed_at, zone),
            "whose": row.name or row.address or "nobody known",
            "total": str(Money(row.total_minor, row.currency)),
            "status": row.status,
            "lines": (row.lines or "")[:_INSIDE],
        }
        for row in rows
    ]


def _instant(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _shown(ours: str, cell: Any, zone: ZoneInfo) -> str:
    if ours in {"price", "cost"} and isinstance(cell, int):  # in millionths until it is rounded with its pieces
        return f"{cell / 1_000_000:,.2f}"
    words = _instant(cell, zone) if isinstance(cell, datetime) else str(cell)
    return words[:_INSIDE]
