"""What of a copy is not in the database takes its place after the database has; if need be by the next process.

Databases change hands in one transaction, and files cannot be part of it. So the files stand ready in a folder that
says for which database they are. Where that one is the shop's, they are put in place, by whoever comes by; where it
is not, because a restore was killed before, they go.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from thereafter.foundation.sql import Folder
from thereafter.project import home, upkeep
from thereafter.project.backup import databases
from thereafter.project.keys import changing

UPLOADS = "uploads"
SQL = Folder(__file__)
_PREFIX = ".restoring-"
_FOR = "for.json"  # the database they are for; there once everything else is, and on the disk
_BEFORE = "before"


@contextmanager
def ready() -> Iterator[Path]:
    """A folder for the files of a copy. When the block ends they are put in place, or go, as `settle` says."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home.prepare(home.home())))
    with _held(folder):
        try:
            yield folder
        finally:
            settle(folder)


@dataclass(frozen=True)
class Promise:
    """For which database files stand ready: its name, its number, and the name of the one that has to make way."""

    name: str
    number: int
    before: str


def promise(folder: Path, given: Promise) -> None:
    """From now on the files in `folder` are for the database with this number, once it has this name."""
    (folder / UPLOADS).mkdir(exist_ok=True)
    for path in (*(one for one in folder.rglob("*") if one.is_file()), folder / UPLOADS):
        _sync(path)
    (folder / _FOR).write_text(json.dumps(asdict(given)))
    for path in (folder / _FOR, folder, folder.parent):
        _sync(path)


def register_all() -> None:
    """No command works on a shop whose files are another one's."""
    upkeep.do_first(carry_on)
    upkeep.do_first(databases.sweep)


def carry_on() -> None:
    """Settle what killed restores of this data folder left. Of those that run, nothing is touched."""
    for folder in home.home().glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError, BlockingIOError), _held(folder):
            settle(folder)


def settle(folder: Path) -> None:
    """Put the files in place where their database is the shop's, and take away the folder and the database before.

    Those for another shop of this data folder are left to whoever opens that one.
    """
    given, here = _given(folder), SQL["here"].one()
    if given and given.name != here.name:
        return
    if given and given.number == here.number:
        _put_in_place(folder)
        databases.drop(given.before)
    shutil.rmtree(folder)


def _put_in_place(folder: Path) -> None:
    """Give the secret keys and the uploads the places of those that are there; what was done before is left out."""
    uploads = Path(settings.UPLOADS)
    if (folder / UPLOADS).is_dir():
        if uploads.is_dir():
            uploads.rename(folder / _BEFORE)
        (folder / UPLOADS).rename(uploads)
    if (folder / changing.PRESENT).is_file():
        changing.take_over(folder)
    _sync(home.home())


def _given(folder: Path) -> Promise | None:
    """For which database the files are. None: they were not complete yet, and no database has changed hands."""
    try:
        return Promise(**json.loads((folder / _FOR).read_text()))
    except (FileNotFoundError, ValueError):
        return None


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Nobody else settles it meanwhile. Raises BlockingIOError where somebody does; FileNotFoundError: it is gone."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
