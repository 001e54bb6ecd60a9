"""A large shop restored from its backup: verified, loaded, compared row by row count and sum by sum, and stopped."""

import tempfile
from pathlib import Path

from bench import backup, kept
from bench.harness import Result, timed
from thereafter.foundation.clock import RealClock
from thereafter.project.backup import making, restoring
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings


def run(size: int | None) -> Result:
    """Make a shop and a backup of it, and restore that over it."""
    size = size or 1_000_000
    kept.shop_of(size)
    with tempfile.TemporaryDirectory(prefix="thereafter-bench-") as folder:
        target = Path(folder) / "shop.backup"
        with timed() as backing_up:
            made = making.make(target, backup.quiet(), clock=RealClock())
        with timed() as watch:
            restoring.restore(target, backup.quiet(), overwrite=True, clock=RealClock())
        if Customer.objects.count() != size or not settings.read().sending_stopped:
            raise AssertionError("The copy has other people, or is not stopped.")
        extras = {
            "restore_seconds": round(watch.seconds, 2),
            "backup_seconds": round(backing_up.seconds, 2),
            "file_mb": round(target.stat().st_size / 1e6, 1),
            "rows": sum(made.rows.values()),
        }
    return Result(size=size, seconds=watch.seconds, unit="customers", extras=extras)
