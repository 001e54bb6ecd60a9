"""What a backup says of itself."""

from datetime import datetime
from importlib.metadata import version

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pydantic import BaseModel, ConfigDict, ValidationError

from thereafter.foundation.errors import Refusal

FORM = 1  # of the file; another one is read by another version of ours


class Part(BaseModel):
    """A stretch of bytes and its checksum."""

    model_config = ConfigDict(frozen=True)

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """One backup: who made it when, of what, and by what a copy is known to be the same."""

    model_config = ConfigDict(frozen=True)

    form: int = FORM
    version: str  # of thereafter
    made_at: datetime
    postgresql: int  # the major version of the pg_dump that wrote it
    migrations: tuple[str, ...]  # that the database had seen: "messaging.0001_initial"
    public_url: str  # with which the links of mails already sent begin
    database_bytes: int
    dump: Part
    files: dict[str, Part]
    rows: dict[str, int]  # of every table
    sums: dict[str, int]


def read(text: bytes) -> Manifest:
    """The manifest in its text. Raises Refusal for what is none, or is of a newer form."""
    try:
        found = Manifest.model_validate_json(text)
    except ValidationError:
        raise Refusal("The backup’s manifest cannot be read; the file is damaged. Take another one.") from None
    if found.form > FORM:
        raise Refusal(_newer(found))
    return found


def this_version() -> str:
    """The version of thereafter."""
    return version("thereafter")


def seen_migrations() -> tuple[str, ...]:
    """Those that the database has seen."""
    return tuple(sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations()))


def refuse_newer(manifest: Manifest) -> None:
    """Raises Refusal for a backup with tables that only a later version of ours knows."""
    ours = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    apps = {name.partition(".")[0] for name in ours}
    unknown = [name for name in manifest.migrations if name.partition(".")[0] in apps and name not in ours]
    if unknown:
        raise Refusal(_newer(manifest))


def _newer(manifest: Manifest) -> str:
    return (
        f"The backup was made by a newer thereafter ({manifest.version}) than this one ({this_version()}). "
        "Install that version or a later one, and restore with it."
    )
