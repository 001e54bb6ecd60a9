"""The shop's real trade: the order lines of Online Retail, moved to the demo's calendar.

Chen, D. (2015). Online Retail. UCI Machine Learning Repository, DOI 10.24432/C5BW33, CC BY 4.0.
"""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from thereafter.project.demo.calendar import Calendar

FILE = Path(__file__).parent / "data" / "online_retail.parquet"


def lines(path: Path = FILE) -> pa.Table:
    """The file as it is: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country."""
    return pq.read_table(path)


def last_day(table: pa.Table) -> date:
    """The last day on which somebody ordered."""
    last: datetime = pc.max(table["InvoiceDate"]).as_py()
    return last.date()


def moved(table: pa.Table, calendar: Calendar) -> pa.Table:
    """The lines with their dates moved and a column `known`: the instant of their order's first line, by which they are
    sorted, so that an order always comes whole. Within an order the file's sequence stays."""
    dates = calendar.move(table["InvoiceDate"].combine_chunks())
    table = table.set_column(table.schema.get_field_index("InvoiceDate"), "InvoiceDate", dates)
    first = table.group_by("InvoiceNo").aggregate([("InvoiceDate", "min")])
    position = pc.index_in(table["InvoiceNo"].combine_chunks(), first["InvoiceNo"].combine_chunks())
    known = first["InvoiceDate_min"].combine_chunks().take(position)
    table = table.append_column("known", known).append_column("_row", pa.array(range(table.num_rows)))
    return table.sort_by([("known", "ascending"), ("_row", "ascending")]).drop_columns("_row").combine_chunks()


def counting(table: pa.Table) -> pa.Table:
    """The lines that count: customer known, quantity and price above zero."""
    sold = pc.and_(pc.greater(table["Quantity"], 0), pc.greater(table["UnitPrice"], 0))
    return table.filter(pc.and_(pc.is_valid(table["CustomerID"]), sold))


def firsts(table: pa.Table, column: str) -> pa.Table:
    """Per value of a column, its first line's `known` and Country, in the order of the table. Nulls are left out."""
    present = table.filter(pc.is_valid(table[column]))
    found = present.group_by(column, use_threads=False).aggregate([("known", "first"), ("Country", "first")])
    return found.rename_columns([column, "known", "Country"])
