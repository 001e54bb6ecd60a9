"""Whether the disk has room for a copy, before it is loaded and while it is."""

import shutil
from pathlib import Path

from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.project import home, postgres, upkeep
from thereafter.project.backup.manifest import Manifest

SQL = Folder(__file__)
# What a server needs to go on with, and to take away what was half loaded: one whose log finds no room falls over, and
# does not get up again before somebody has made some.
SPARE = 128 * 1024 * 1024
FULL = (
    "The database’s disk is full. The copy was taken away again, and nothing was changed. Make room and restore again."
)


def refuse_little(found: Manifest) -> None:
    """Raises Refusal where the copy, its files and the log of making it do not fit on the disk of our own server."""
    folder = _folder()
    if folder is None:
        return
    log = SQL["log"].one()
    more_log = max(min(log.most, found.database_bytes) - log.there, 0)
    needed = found.database_bytes + more_log + sum(part.bytes for part in found.files.values()) + 2 * SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Refusal(
            f"The copy needs {needed / 1e6:,.0f} MB and the disk of {folder} has {free / 1e6:,.0f} MB free. Make room, "
            "or set THEREAFTER_HOME to a folder on a larger disk. Nothing was changed."
        )


def refuse_full() -> None:
    """Raises Refusal where the disk of our own server is about to be full; to be asked again and again."""
    folder = _folder()
    if folder is not None and shutil.disk_usage(folder).free < SPARE:
        raise Refusal(FULL)


def _folder() -> Path | None:
    """Where our own server keeps its files. Nobody can look at another's disk from here."""
    return home.nearest(postgres.here().folder) if upkeep.is_embedded() else None
