"""A small file in the shape of Online Retail, for what the demo makes of it."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from thereafter.project.demo.calendar import Calendar, moved_to

SCHEMA = pa.schema(
    [
        ("InvoiceNo", pa.string()),
        ("StockCode", pa.string()),
        ("Description", pa.string()),
        ("Quantity", pa.int32()),
        ("InvoiceDate", pa.timestamp("ns")),
        ("UnitPrice", pa.float64()),
        ("CustomerID", pa.int32()),
        ("Country", pa.string()),
    ]
)
UK = "United Kingdom"
LINES = [
    ("536365", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 6, "2011-08-01T08:26", 2.55, 17850, UK),
    ("536365", "POST", "POSTAGE", 1, "2011-08-01T08:26", 18.0, 17850, UK),
    ("540001", "22423", "REGENCY CAKESTAND 3 TIER", 2, "2011-11-01T10:59", 12.75, 12583, "France"),
    ("540002", "85099B", "JUMBO BAG RED RETROSPOT", 10, "2011-11-01T11:00", 2.08, 17850, UK),
    ("540001", "21731", "RED TOADSTOOL LED NIGHT LIGHT", 12, "2011-11-01T11:01", 1.65, 12583, "France"),
    ("C540003", "22423", "REGENCY CAKESTAND 3 TIER", -1, "2011-11-03T09:00", 12.75, 12583, "France"),
    ("540004", "22423", "damaged", -3, "2011-11-04T09:00", 0.0, None, UK),
    ("540005", "85123A", "CREAM HANGING HEART T-LIGHT HOLDER", 1, "2011-12-09T12:50", 2.95, 12347, "Iceland"),
]


@pytest.fixture
def file() -> pa.Table:
    """Three customers, four orders that count, one refund, one line that nobody bought."""
    columns = dict(zip(SCHEMA.names, zip(*LINES, strict=True), strict=True))
    columns["InvoiceDate"] = np.array(columns["InvoiceDate"], dtype="M8[ns]")
    return pa.table(columns, schema=SCHEMA)


@pytest.fixture
def calendar() -> Calendar:
    """As of a Sunday."""
    return moved_to(date(2026, 11, 22), last_day=date(2011, 12, 9))
