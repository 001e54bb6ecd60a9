"""The machine's own state: the database server, pending migrations, room on the disk, the clock."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from thereafter.foundation.clock import RealClock
from thereafter.project import home, postgres, upkeep
from thereafter.project.doctor.timekeeping import Kept, kept
from thereafter.record.events.models import Event
from thereafter.surfaces.console.settings import health
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone

_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_ALSO_DURABLE = {"synchronous_commit": {"local", "remote_write", "remote_apply"}}
_GB = 1_000_000_000
_LITTLE, _TOO_LITTLE = 5 * _GB, _GB  # of free disk: time to act, and about to stop
_SKEW = timedelta(seconds=5)  # between our clock and the database's
_AHEAD = timedelta(minutes=5)  # that we may have learned of something, seen from now
_BY_NTP = "“timedatectl set-ntp true”"


def register_all() -> None:
    """Put it on the list."""
    health.register(database, migrations, disk, clock, time_server)


def database(look: Look) -> Iterator[Check]:
    """Which server answers, how much it holds, and whether it loses what it acknowledged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
        [(size, version)] = cursor.fetchall()
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(_DURABLE)])
        settings = dict(cursor.fetchall())
    weak = [
        name
        for name, value in settings.items()
        if value != _DURABLE[name] and value not in _ALSO_DURABLE.get(name, set())
    ]
    holds = f"PostgreSQL {str(version).split()[0]} answers; it holds {wording.number(size / 1e6)} MB."
    if weak:
        names = ", ".join(sorted(weak))
        words = f"{holds} But {names} {wording.plural(len(weak), 'is', 'are')} off: a crash can lose what was done."
        yield Check("Database", Tone.BAD, words, remedy=f"Take {names} out of the server’s configuration.")
        return
    yield Check("Database", Tone.GOOD, f"{holds} What it acknowledges is kept.")


def migrations(look: Look) -> Iterator[Check]:
    """Whether the tables are those of this version."""
    missing = upkeep.missing_migrations()
    if missing:
        words = f"{wording.count(missing, 'migration')} of this version {wording.plural(missing, 'is', 'are')} pending."
        yield Check("Tables", Tone.BAD, words, remedy="Run “thereafter migrate”.")
        return
    yield Check("Tables", Tone.GOOD, "They are those of this version.")


def disk(look: Look) -> Iterator[Check]:
    """Room where the data lies."""
    folders = {"data folder": home.home()}
    if upkeep.is_embedded():
        folders["database"] = postgres.here().folder
    seen: dict[int, str] = {}
    for what, folder in folders.items():
        there = home.nearest(folder)
        if seen.setdefault(there.stat().st_dev, what) == what:
            yield _room(what, there)


def _room(what: str, folder: Path) -> Check:
    usage = shutil.disk_usage(folder)
    words = (
        f"{wording.number(usage.free / _GB, 1)} GB of {wording.number(usage.total / _GB)} GB are free for the {what}."
    )
    if usage.free >= _LITTLE:
        return Check("Disk", Tone.GOOD, words)
    tone = Tone.BAD if usage.free < _TOO_LITTLE else Tone.WARN
    return Check("Disk", tone, words, remedy=f"Make room on the disk of {folder}, or move it to a larger one.")


def clock(look: Look) -> Iterator[Check]:
    """Whether our clock agrees with the database's, and nothing was learned in the future."""
    skew = _skew()
    apart = wording.duration(abs(skew))
    if abs(skew) > _SKEW:
        side = "behind" if skew > timedelta(0) else "ahead of"
        words = f"This machine’s clock is {apart} {side} the database’s."
        yield Check("Clock", Tone.BAD, words, remedy=f"Let both machines keep their time by NTP: {_BY_NTP}.")
        return
    if last := _learned_after(look.real + _AHEAD):
        words = f"Something was learned {wording.relative(last, now=look.real)}: the clock was set back."
        yield Check("Clock", Tone.WARN, words, remedy=f"Let the machine keep its time by NTP: {_BY_NTP}.")
        return
    yield Check("Clock", Tone.GOOD, "It agrees with the database’s, and nothing was learned in the future.")


def time_server(look: Look) -> Iterator[Check]:
    """Whether something keeps this machine's clock right, as far as the machine can tell."""
    name = "Time server"
    match kept():
        case Kept.RIGHT:
            yield Check(name, Tone.GOOD, "This machine’s clock is kept right by one.")
        case Kept.BY_NOBODY:
            words = "Nothing keeps this machine’s clock right, says its kernel: one day mails leave at the wrong hour."
            remedy = f"Let it keep its time by NTP: {_BY_NTP}; or know that the host of this virtual machine does it."
            yield Check(name, Tone.WARN, words, remedy=remedy)
        case Kept.UNKNOWN:
            words = "Whether one keeps the clock right cannot be seen from in here; whoever runs the machine knows."
            yield Check(name, Tone.CALM, words)


def _skew() -> timedelta:
    """How far the database's clock is ahead of ours: the instant at which it began to answer, between two of ours."""
    ours = RealClock()
    with connection.cursor() as cursor:
        before = ours.now()
        cursor.execute("SELECT query_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        after = ours.now()
        [(theirs,)] = cursor.fetchall()
    found: timedelta = theirs - (before + (after - before) / 2)
    return found


def _learned_after(instant: datetime) -> datetime | None:
    """The latest instant after the given one at which something was learned. Looks at few partitions."""
    lately = Event.objects.filter(occurred_at__gt=instant - timedelta(days=1), known_at__gt=instant)
    return lately.order_by("-known_at").values_list("known_at", flat=True).first()
