"""Restoring a backup: verified, into a fresh database, brought up to date, stopped; only then it is the shop."""

import os
import re
import shutil
import tempfile
import zipfile
from errno import ENOSPC
from pathlib import Path

from django.conf import settings
from django.db import connection

from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.project import home, postgres, upkeep
from thereafter.project.backup import databases, file, making, manifest, programs
from thereafter.project.backup.manifest import Manifest
from thereafter.project.backup.watching import Rows
from thereafter.project.progress import Reporter
from thereafter.record.customers.models import Customer
from thereafter.record.shop import mode

SQL = Folder(__file__)
_JOBS = 4
# What a pg_restore later than the server sets and that server does not know. It changes nothing about the copy.
_HARMLESS = re.compile(r'unrecognized configuration parameter "transaction_timeout"')


def restore(source: Path, report: Reporter, *, overwrite: bool, clock: Clock) -> Manifest:
    """Make the shop what the backup holds, stopped. Raises Refusal; then everything is as it was.

    `overwrite`: also a shop that has people. Nobody may serve it; the caller holds that right.
    """
    with file.opened(source) as (archive, found):
        manifest.refuse_newer(found)
        if not overwrite:
            _refuse_people()
        _refuse_little_room(found)
        with report.work("Verifying", found.dump.bytes / 1e6, "MB") as advance:
            file.verify(source, archive, found, told=lambda done: advance(done / 1e6, ""))
        with databases.fresh() as fresh:
            _load(source, fresh, found, report)
            with databases.inside(fresh):
                _compare(found)
                report.say("Rows and sums are those of the manifest.")
                upkeep.migrate(say=report.say)
                why = f"this is a copy, restored from a backup of {found.made_at:%d %B %Y, %H:%M} UTC"
                mode.stop(why=why, source="thereafter restore", now=clock.now())
            with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home.prepare(home.home())) as folder:
                _lay_out(archive, found, Path(folder))
                with databases.taking_over(fresh):
                    _put_in_place(Path(folder))
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


def _refuse_little_room(found: Manifest) -> None:
    if not upkeep.is_embedded():
        return
    folder = home.nearest(postgres.here().folder)
    free, needed = shutil.disk_usage(folder).free, found.database_bytes + sum(p.bytes for p in found.files.values())
    if free < needed:
        raise Refusal(
            f"The copy needs {needed / 1e6:,.0f} MB and the disk of {folder} has {free / 1e6:,.0f} MB free. Make room, "
            "or set THEREAFTER_HOME to a folder on a larger disk."
        )


def _load(source: Path, fresh: str, found: Manifest, report: Reporter) -> None:
    program, _ = programs.find("pg_restore", at_least=max(programs.major(), found.postgresql))
    total = sum(found.rows.values())
    jobs = min(_JOBS, os.cpu_count() or 1)
    words = ["--no-owner", "--no-privileges", f"--jobs={jobs}", str(source)]
    with report.work("Restoring", total, "rows") as advance:
        rows = Rows(fresh, total, advance)
        try:
            programs.run(
                program, words, database=fresh, options="-c maintenance_work_mem=256MB -c jit=off", watch=rows.look
            )
        except programs.Failed as failed:
            _refuse_errors(str(failed))
        rows.finish()


def _refuse_errors(said: str) -> None:
    """Raises Refusal for the first error that is one."""
    for line in said.splitlines():
        if "error:" in line and not _HARMLESS.search(line):
            if "No space left" in line or os.strerror(ENOSPC) in line:
                raise Refusal(
                    "The database’s disk is full; the copy was taken away again. Make room and restore again."
                )
            raise Refusal(f"The copy could not be loaded: {line.partition('error:')[2].strip()}")


def _compare(found: Manifest) -> None:
    """Raises Refusal where the copy does not hold what the manifest counted."""
    with making.snapshot() as held:
        there = making.count(held.connection)
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
        if Path(name).parts[:1] in ((making.SECRET_KEY,), (making.UPLOADS,)) and ".." not in Path(name).parts:
            archive.extract(name, folder)


def _put_in_place(folder: Path) -> None:
    """Give the secret key and the uploads the places of those that are there."""
    if not os.environ.get("THEREAFTER_SECRET_KEY"):
        (folder / making.SECRET_KEY).replace(home.home() / making.SECRET_KEY)
    uploads = Path(settings.UPLOADS)
    if uploads.is_dir():
        uploads.rename(folder / "before")
    if (folder / making.UPLOADS).is_dir():
        (folder / making.UPLOADS).rename(uploads)


def key_of(source: Path) -> str:
    """The secret key that signed the links of the backup's shop."""
    with file.opened(source) as (archive, _):
        return archive.read(making.SECRET_KEY).decode()
