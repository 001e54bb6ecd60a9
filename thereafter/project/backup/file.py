"""The one file of a backup: a dump in PostgreSQL's custom form, and behind it a ZIP archive of the rest.

Offsets in a dump count from its beginning, those of an archive are looked up from its end: each half is read as if the
other were not there.
"""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from thereafter.foundation.errors import Refusal
from thereafter.project.backup.manifest import Manifest, Part, read

MANIFEST = "manifest.json"
_PIECE = 1024 * 1024
_DUMP = b"PGDMP"

Told = Callable[[int], None]  # how many bytes were read so far


def fingerprint(file: IO[bytes], *, length: int | None = None, told: Told = lambda _: None) -> Part:
    """The checksum of a file from where it stands on, or of its next `length` bytes."""
    digest, done = hashlib.sha256(), 0
    while piece := file.read(_PIECE if length is None else min(_PIECE, length - done)):
        digest.update(piece)
        done += len(piece)
        told(done)
    return Part(bytes=done, sha256=digest.hexdigest())


def add_archive(
    path: Path, members: Mapping[str, Path | bytes], finish: Callable[[dict[str, Part]], Manifest]
) -> Manifest:
    """Put the members, and the manifest that `finish` makes of their checksums, behind the dump in `path`.

    A member that went away in the meantime is left out.
    """
    with path.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            found = {}
            for name, source in members.items():
                if part := _add(archive, name, source):
                    found[name] = part
            manifest = finish(found)
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add(archive: zipfile.ZipFile, name: str, source: Path | bytes) -> Part | None:
    if isinstance(source, bytes):
        archive.writestr(name, source)
        return Part(bytes=len(source), sha256=hashlib.sha256(source).hexdigest())
    digest, done = hashlib.sha256(), 0
    try:
        file = source.open("rb")
    except FileNotFoundError:
        return None
    with file, archive.open(name, "w", force_zip64=True) as member:
        while piece := file.read(_PIECE):
            member.write(piece)
            digest.update(piece)
            done += len(piece)
    return Part(bytes=done, sha256=digest.hexdigest())


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive and the manifest of a backup. Raises Refusal for a file that is none, or was cut off."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Refusal(f"There is no file {path}. Name the backup to restore.") from None
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from None
    except zipfile.BadZipFile:
        raise Refusal(f"{path} is no backup of thereafter, or its end is missing. Take another one.") from None
    with archive:
        try:
            manifest = read(archive.read(MANIFEST))
        except (KeyError, zipfile.BadZipFile):
            raise Refusal(f"{path} is no backup of thereafter, or its manifest is damaged. Take another one.") from None
        yield archive, manifest


def verify(path: Path, archive: zipfile.ZipFile, manifest: Manifest, *, told: Told) -> None:
    """Read every part and compare. Raises Refusal, with the part, for the first that is not as it was written."""
    with path.open("rb") as file:
        if file.read(len(_DUMP)) != _DUMP:
            raise Refusal(f"{path} is damaged: it does not begin with a dump. Take another one.")
        file.seek(0)
        if fingerprint(file, length=manifest.dump.bytes, told=told) != manifest.dump:
            raise Refusal(f"{path} is damaged: the dump is not as it was written. Take another one.")
    for name, part in manifest.files.items():
        try:
            with archive.open(name) as member:
                whole = fingerprint(member) == part
        except (KeyError, zipfile.BadZipFile):
            whole = False
        if not whole:
            raise Refusal(f"{path} is damaged: {name} is not as it was written. Take another one.")
