# ruff: noqa: N999 - the benchmark is called what the command is called
"""541,909 order lines of Online Retail by the command line, into an empty shop and into one of five million lines.

Measured is the whole command, from the start of its process to its end: what follows it are orders, profiles and events
that can be queried. The report's seconds are those of the slower of the two.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as parquet
from django.db import connection

import thereafter.project.demo
from bench.harness import Result, timed
from thereafter.audience.profiles.models import Profile
from thereafter.record.commerce.models import Line, RefundLine
from thereafter.record.events.models import Event

FILE = Path(thereafter.project.demo.__file__).parent / "data" / "online_retail.parquet"
TIMES_FULL = 9  # copies of the file, each of a store of its own, that make the shop full


def run(size: int | None) -> Result:
    """Import `size` lines (all of them by default) into the empty shop, fill it, and import as many again."""
    table = parquet.read_table(FILE).slice(0, size)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "online_retail.parquet"
        parquet.write_table(table, path)
        empty = import_file(path, "empty")
        for copy in range(TIMES_FULL - 1):
            import_file(path, f"copy-{copy}")
        before = lines()
        full = import_file(path, "full")
    if lines() != before + table.num_rows:
        raise AssertionError("Not every line arrived.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        stored = cursor.fetchone()[0]
    extras = {
        "empty_seconds": round(empty, 2),
        "full_seconds": round(full, 2),
        "full_lines_before": before,
        "profiles": Profile.objects.count(),
        "events": Event.objects.count(),
        "database_mb": stored // 1024**2,
    }
    return Result(table.num_rows, max(empty, full), "lines", extras)


def import_file(path: Path, store: str) -> float:
    """Seconds of one `thereafter import orders`."""
    command = [sys.executable, "-m", "thereafter.project.main", "import", "orders", str(path)]
    with timed() as watch:
        done = subprocess.run(
            [*command, "--preset", "online-retail", "--store", store, "--json"],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    report = json.loads(done.stdout.splitlines()[-1])
    if report["new"] != report["lines"]:
        raise AssertionError(f"Of {report['lines']} lines {report['new']} were new.")
    return watch.seconds


def lines() -> int:
    """Order and refund lines that are stored."""
    return Line.objects.count() + RefundLine.objects.count()
