"""Restoring a backup: verified, into a fresh database, brought up to date, stopped; only then it is the shop."""

import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal
from thereafter.project import upkeep
from thereafter.project.backup import databases, file, handover, loading, making, manifest, room
from thereafter.project.backup.manifest import Manifest
from thereafter.project.keys import changing
from thereafter.project.progress import Reporter
from thereafter.record.customers.models import Customer
from thereafter.record.shop import mode


class Keys(NamedTuple):
    """The secret key of a shop, and those that it keeps from before."""

    present: str
    older: list[str]


def restore(source: Path, report: Reporter, *, overwrite: bool, clock: Clock) -> Manifest:
    """Make the shop what the backup holds, stopped. Raises Refusal; then everything is as it was.

    `overwrite`: also a shop that has people. Nobody may serve it; the caller holds that right.
    """
    with file.opened(source) as (archive, found):
        manifest.refuse_newer(found)
        if not overwrite:
            _refuse_people()
        room.refuse_little(found)
        with report.work("Verifying", found.dump.bytes / 1e6, "MB") as advance:
            file.verify(source, archive, found, told=lambda done: advance(done / 1e6, ""))
        with databases.fresh() as fresh:
            loading.load(source, fresh, found, report, watch=room.refuse_full)
            with databases.inside(fresh):
                with report.work("Comparing", len(found.rows), "tables"):
                    _compare(found)
                report.say("Rows and sums are those of the manifest.")
                with changing.under(*_in_the_copy(keys_of(source))):
                    upkeep.migrate(say=report.say)
                why = f"this is a copy, restored from a backup of {found.made_at:%d %B %Y, %H:%M} UTC"
                mode.stop(why=why, source="thereafter restore", now=clock.now())
            with handover.ready() as folder:
                _lay_out(archive, found, folder)
                before = databases.name_for_the_one_before()
                handover.promise(folder, handover.Promise(databases.name(), databases.number(fresh), before))
                databases.take_over(fresh, before)
    return found


def _refuse_people() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('customers_customer') IS NOT NULL")
        [(there,)] = cursor.fetchall()
    if there and (people := Customer.objects.count()):
        raise Refusal(
            f"This shop has {people:,} people, and a restore would replace them. Set THEREAFTER_HOME or DATABASE_URL "
            "to an empty place; or say --overwrite to lose what is here."
        )


def _compare(found: Manifest) -> None:
    """Raises Refusal where the copy does not hold what the manifest counted. The planner looks at it meanwhile."""
    with making.snapshot() as held, ThreadPoolExecutor(1) as pool:
        counting = pool.submit(making.count, held.connection)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        there = counting.result()
    for counted, present in ((found.rows, there.rows), (found.sums, there.sums)):
        for name in sorted(counted.keys() | present.keys()):
            if counted.get(name, 0) != present.get(name, 0):
                raise Refusal(
                    f"The copy is not whole: {name} must be {counted.get(name, 0):,} and is {present.get(name, 0):,}. "
                    "It was not kept; take another backup."
                )


def _lay_out(archive: zipfile.ZipFile, found: Manifest, folder: Path) -> None:
    """Everything that is not in the database, in a folder of its own."""
    os.umask(0o077)
    for name in found.files:
        if (
            Path(name).parts[:1] in ((changing.PRESENT,), (changing.BEFORE,), (handover.UPLOADS,))
            and ".." not in Path(name).parts
        ):
            archive.extract(name, folder)


def _in_the_copy(keys: Keys) -> tuple[str, list[str]]:
    """The secret key that the copy will have, and the older ones: what is sealed while it is made opens there."""
    present = changing.said() or keys.present
    return present, [key for key in (keys.present, *keys.older) if key != present]


def keys_of(source: Path) -> Keys:
    """The secret keys of the backup's shop."""
    with file.opened(source) as (archive, _):
        there = archive.namelist()
        older = archive.read(changing.BEFORE).decode().splitlines() if changing.BEFORE in there else []
        return Keys(archive.read(changing.PRESENT).decode(), older)
