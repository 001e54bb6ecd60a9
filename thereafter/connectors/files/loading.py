"""Arrow tables into temporary tables, by COPY."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.csv
from django.db import connection
from psycopg import sql

_HEADLESS = pa.csv.WriteOptions(include_header=False)
_SLICE = 100_000  # rows rendered at once


def copy(tables: Mapping[str, pa.Table]) -> None:
    """Fill each table named with the rows given; their columns are named like the table's."""
    with connection.wrap_database_errors, connection.cursor() as cursor:  # Django does not wrap what a stream raises
        for name, table in tables.items():
            if table.num_rows:
                _copy(cursor, name, table)


def _copy(cursor: Any, name: str, table: pa.Table) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, table.column_names))
    )
    with cursor.copy(into) as stream:
        for start in range(0, table.num_rows, _SLICE):
            rendered = pa.BufferOutputStream()
            pa.csv.write_csv(table.slice(start, _SLICE), rendered, _HEADLESS)
            stream.write(rendered.getvalue().to_pybytes())
