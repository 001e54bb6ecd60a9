"""Making a backup while the shop is served: one snapshot for the dump and for what the manifest counts."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from errno import ENOSPC
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.project import upkeep
from thereafter.project.backup import file, handover, manifest, programs
from thereafter.project.backup.manifest import Manifest, Part
from thereafter.project.backup.models import Backup
from thereafter.project.backup.watching import Rows
from thereafter.project.keys import changing
from thereafter.project.progress import Reporter
from thereafter.record.shop import settings as shop_settings

SQL = Folder(__file__)
_PART = ".thereafter-backup-"  # what a file is called while it is written


@dataclass(frozen=True)
class Counted:
    """What the manifest counts."""

    rows: dict[str, int]
    sums: dict[str, int]


def make(target: Path, report: Reporter, *, clock: Clock) -> Manifest:
    """A backup of the shop in the file `target`, which must not be there yet. Raises Refusal; then nothing is left."""
    began = clock.now()
    if target.exists():
        raise Refusal(f"{target} is there already. Name another file; a backup never replaces one.")
    with _aside(target) as part:
        made = _write(part, report, now=began)
        size = part.stat().st_size
    if not upkeep.missing_migrations():
        took = (clock.now() - began).total_seconds()
        Backup.objects.create(at=began, bytes=size, seconds=took)
    return made


def _write(part: Path, report: Reporter, *, now: datetime) -> Manifest:
    """Dump, count, add the rest."""
    program, version = programs.find("pg_dump", at_least=programs.major())
    with snapshot() as held, ThreadPoolExecutor(1) as pool:
        counting = pool.submit(count, held.connection)
        _dump(program, part, held.name, report)
        found = counting.result()
    with part.open("rb") as dump:
        dumped = file.fingerprint(dump)

    def finish(files: dict[str, Part]) -> Manifest:
        return Manifest(
            version=manifest.this_version(),
            made_at=now,
            postgresql=version,
            migrations=manifest.seen_migrations(),
            public_url=_public_url(),
            database_bytes=_database_bytes(),
            dump=dumped,
            files=files,
            rows=found.rows,
            sums=found.sums,
        )

    older = "".join(f"{key}\n" for key in settings.SECRET_KEY_FALLBACKS)
    members: dict[str, Path | bytes] = {changing.PRESENT: settings.SECRET_KEY.encode(), changing.BEFORE: older.encode()}
    members |= {f"{handover.UPLOADS}/{one.name}": one for one in _uploads()}
    return file.add_archive(part, members, finish)


def _dump(program: Path, part: Path, held: str, report: Reporter) -> None:
    believed = sum(table.believed for table in SQL["tables"].rows() if table.is_plain)
    words = ["--format=custom", "--compress=gzip:1", "--no-owner", "--no-privileges", f"--snapshot={held}"]
    with report.work("Dumping", believed, "rows") as advance:
        rows = Rows(str(connection.settings_dict["NAME"]), believed, advance)
        try:
            programs.run(program, [*words, f"--file={part}"], watch=rows.look)
        except programs.Failed as failed:
            raise _meaning(failed, part) from None
        rows.finish()


@dataclass(frozen=True)
class Held:
    """A snapshot that others may look through, by its name."""

    connection: "psycopg.Connection[tuple[object, ...]]"
    name: str


@contextmanager
def snapshot() -> Iterator[Held]:
    """A transaction of its own that sees the shop as it is now, whatever happens in the meantime."""
    info, password = programs.conninfo()
    with psycopg.connect(info, password=password) as held:
        held.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        held.read_only = True
        [(name,)] = held.execute("SELECT pg_export_snapshot()").fetchall()
        yield Held(held, str(name))


def count(through: "psycopg.Connection[tuple[object, ...]]") -> Counted:
    """The rows of every table and the sums, as this connection sees them."""
    tables = [str(row[0]) for row in through.execute(SQL["tables"].text).fetchall() if not row[3]]
    rows = {}
    for name in tables:
        [(number,)] = through.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchall()
        rows[name] = int(str(number))
    sums = through.execute(SQL["sums"].text).fetchall()
    return Counted(rows, {str(name): int(str(value)) for name, value in sums})


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A file beside `target`, for its owner only, which takes its name when the block is done, and else goes away."""
    folder = target.parent
    _sweep(folder)
    part = folder / f"{_PART}{os.getpid()}"
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Refusal(f"No backup can be written to {folder}: {error.strerror}. Name a file elsewhere.") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield part
        if target.exists():
            raise Refusal(f"{target} came to be in the meantime. Name another file; a backup never replaces one.")
        os.fsync(descriptor)
        part.rename(target)
        _sync(folder)
    except OSError as error:
        if error.errno != ENOSPC:
            raise
        raise _full(part) from None
    finally:
        part.unlink(missing_ok=True)
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what killed backups left in the folder: part files that nobody holds."""
    for left in folder.glob(f"{_PART}*"):
        with left.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            left.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _meaning(failed: programs.Failed, part: Path) -> Refusal:
    words = str(failed)
    if os.strerror(ENOSPC) in words or "No space left" in words:
        return _full(part)
    return Refusal(f"pg_dump could not do it: {words.strip().splitlines()[-1] if words.strip() else 'it said nothing'}")


def _full(part: Path) -> Refusal:
    free = shutil.disk_usage(part.parent).free + (part.stat().st_size if part.exists() else 0)
    return Refusal(
        f"The disk of {part.parent} is too small for this backup: {free / 1e6:,.0f} MB were free. Nothing was left "
        "there. Make room, or name a file on another disk."
    )


def _uploads() -> list[Path]:
    folder = Path(settings.UPLOADS)
    return sorted(one for one in folder.iterdir() if one.is_file()) if folder.is_dir() else []


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [(size,)] = cursor.fetchall()
    return int(size)


def _public_url() -> str:
    return shop_settings.read().public_url
