"""A small file in the shape of Online Retail, for what the demo makes of it."""

from datetime import date, datetime

import pyarrow as pa
import pytest

from thereafter.project.demo.calendar import Calendar, moved_to

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
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
LINES = [
    ("536365", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 6, datetime(2011, 8, 1, 8, 26), 2.55, 17850, "United Kingdom"),
    ("536365", "POST", "POSTAGE", 1, datetime(2011, 8, 1, 8, 26), 18.0, 17850, "United Kingdom"),
    ("540001", "22423", "REGENCY CAKESTAND 3 TIER", 2, datetime(2011, 11, 1, 10, 59), 12.75, 12583, "France"),
    ("540002", "85099B", "JUMBO BAG RED RETROSPOT", 10, datetime(2011, 11, 1, 11, 0), 2.08, 17850, "United Kingdom"),
    ("540001", "21731", "RED TOADSTOOL LED NIGHT LIGHT", 12, datetime(2011, 11, 1, 11, 1), 1.65, 12583, "France"),
    ("C540003", "22423", "REGENCY CAKESTAND 3 TIER", -1, datetime(2011, 11, 3, 9, 0), 12.75, 12583, "France"),
    ("540004", "22423", "damaged", -3, datetime(2011, 11, 4, 9, 0), 0.0, None, "United Kingdom"),
    ("540005", "85123A", "CREAM HANGING HEART T-LIGHT HOLDER", 1, datetime(2011, 12, 9, 12, 50), 2.95, 12347, "Iceland"),
]


@pytest.fixture
def file() -> pa.Table:
    """Three customers, four orders that count, one refund, one line that nobody bought."""
    return pa.Table.from_pylist([dict(zip(COLUMNS, line, strict=True)) for line in LINES], schema=SCHEMA)


@pytest.fixture
def calendar() -> Calendar:
    """As of a Sunday."""
    return moved_to(date(2026, 11, 22), last_day=date(2011, 12, 9))
