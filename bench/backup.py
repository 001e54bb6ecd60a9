"""A backup of a large shop: a snapshot, pg_dump, counts, checksums. Then `bin/bench restore` measures the way back.

The shop is that of `bench/shop.py`: a million customers with 5 million order lines and 10 million messages.
"""

import tempfile
from pathlib import Path

from rich.console import Console

from bench import kept
from bench.harness import Result, timed
from thereafter.foundation.clock import RealClock
from thereafter.project.backup import making
from thereafter.project.progress import Reporter


def run(size: int | None) -> Result:
    """Make a shop, and a backup of it."""
    size = size or 1_000_000
    kept.shop_of(size)
    with tempfile.TemporaryDirectory(prefix="thereafter-bench-") as folder:
        target = Path(folder) / "shop.backup"
        with timed() as watch:
            made = making.make(target, quiet(), clock=RealClock())
        extras = {
            "file_mb": round(target.stat().st_size / 1e6, 1),
            "database_mb": round(made.database_bytes / 1e6, 1),
            "rows": sum(made.rows.values()),
        }
    return Result(size=size, seconds=watch.seconds, unit="customers", extras=extras)


def quiet() -> Reporter:
    """Says nothing."""
    return Reporter(Console(quiet=True), RealClock())
