"""Files that somebody brought in a browser: kept under random names for their owner only, and gone when they are done.

They lie in the folder that the settings name UPLOADS (0700), each in a file of its own (0600). How old a file is, the
disk says, whatever the shop's clock does.
"""

import hashlib
import io
import secrets
import shutil
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path, PurePath
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db import transaction
from django.db.models import QuerySet

from thereafter.connectors.files.characters import printable
from thereafter.connectors.files.errors import NoRows, Unreadable
from thereafter.connectors.files.looking import look_into, reading_of
from thereafter.connectors.files.models import Upload
from thereafter.connectors.files.packed.unpacking import Table, is_packed, unpack
from thereafter.connectors.files.plans import Plan
from thereafter.connectors.files.reading import Reading
from thereafter.foundation.disk_full import is_full
from thereafter.foundation.errors import Refusal
from thereafter.foundation.ids import run_key

MOST_BYTES = 500 * 1024**2
MOST_KEPT = 20  # files at once
KEPT_FOR = timedelta(days=7)
_SPARE = 300 * 1024**2  # bytes of the disk that stay free
_FORGOTTEN = timedelta(hours=1)  # after which a file that nobody knows is swept away
_LEFT_OUT = ".left-out"
_MEGABYTE = 1024**2
_ABSURD = 8 * MOST_BYTES  # announced, it is not even read


class NotKept(Refusal):
    """A file that cannot be kept."""


class Settled(Refusal):
    """Something is asked of an upload that it is past, or not ready for."""


def folder() -> Path:
    """Where uploads lie, for their owner only; made when first asked for."""
    place = Path(settings.UPLOADS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(upload: Upload) -> Path:
    """Where the file lies, or lay."""
    return folder() / upload.stored


def left_out_of(upload: Upload) -> Path:
    """Where the list of left-out rows lies, if there is one."""
    return folder() / f"{upload.stored}{_LEFT_OUT}"


def create(path: Path) -> IO[bytes]:
    """A new file that only its owner may read."""
    path.touch(mode=0o600, exist_ok=False)
    return path.open("wb")


class Received(UploadedFile):  # type: ignore[type-arg]
    """A file of a form that lies in the folder already. Whoever does not keep it discards it."""

    def __init__(self, path: Path, name: str, size: int, digest: str) -> None:
        super().__init__(io.BytesIO(), name, size=size)
        self.path, self.digest = path, digest


class Receiver(FileUploadHandler):
    """Writes a file straight to its place while it arrives, and lets it pass by where it is larger than the limit:
    a browser shows an answer only to what it sent to its end.

    `refusal` is why nothing was kept; `discard` removes what came of an arrival that ended badly.
    """

    def __init__(self) -> None:
        super().__init__()
        self.refusal = ""
        self._paths: list[Path] = []
        self._into: IO[bytes] | None = None

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Look at how much is announced."""
        free = shutil.disk_usage(folder()).free
        if content_length > _ABSURD:
            raise StopUpload(connection_reset=True)
        if content_length > MOST_BYTES + _MEGABYTE:
            self.refusal = _too_large()
        elif content_length > free - _SPARE:
            self.refusal = (
                f"The disk of the data folder has {free // _MEGABYTE:,} MB left, too little for this file. "
                "Make room on it, then bring the file again."
            )

    def new_file(self, *args: Any, **named: Any) -> None:
        """A file begins."""
        super().new_file(*args, **named)
        if self.refusal:
            return
        self._paths.append(folder() / secrets.token_hex(16))
        self._into, self._hash, self._size = create(self._paths[-1]), hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        if self.refusal:
            return
        self._size += len(raw_data)
        if self._size > MOST_BYTES:
            self.refusal = _too_large()
            self.discard()
        elif self._into:
            self._hash.update(raw_data)
            try:
                self._into.write(raw_data)
                self._into.flush()
            except OSError as error:
                if not is_full(error):
                    raise
                self.refusal = "The disk of the data folder became full. Make room on it, then bring the file again."
                self.discard()

    def file_complete(self, file_size: int) -> Received | None:
        """All of it."""
        self._close()
        if self.refusal:
            return None
        return Received(self._paths[-1], self.file_name or "", file_size, self._hash.hexdigest())

    def discard(self) -> None:
        """Remove everything that came."""
        with suppress(OSError):  # what a full disk did not take, closing tries to write once more
            self._close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    def _close(self) -> None:
        into, self._into = self._into, None
        if into:
            into.close()


def _too_large() -> str:
    return (
        f"The file is larger than {MOST_BYTES // _MEGABYTE} MB, and no more is taken in the browser. "
        "Split it, or import it on the shop’s machine: thereafter import KIND FILE."
    )


def keep(received: Received, *, actor: str, now: datetime) -> list[Upload]:
    """A file that arrived is kept from now on; of a workbook or an archive each table that lies in it.

    Raises Unreadable or NotKept, and then it is gone.
    """
    paths = [received.path]
    try:
        name = printable(PurePath(received.name or "").name)[:150] or "file"
        if len(kept()) >= MOST_KEPT:
            raise NotKept(f"{MOST_KEPT} files are kept already. Import or drop one of them first.")
        if not is_packed(received.path):
            brought = Brought(received.path, name, received.size or 0, received.digest)
            reading = reading_of(received.path, name)
            _must_have_rows(received.path, reading, name)
            return [_kept(brought, reading, actor=actor, now=now)]
        room = min(MOST_BYTES, shutil.disk_usage(folder()).free - _SPARE)
        tables = unpack(received.path, name, received.path, most=max(room, 0))
        paths += [table.path for table in tables]
        return _kept_tables(name, tables, actor=actor, now=now)
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    finally:
        if len(paths) > 1:
            received.path.unlink(missing_ok=True)


def _must_have_rows(path: Path, reading: Reading, name: str) -> None:
    """Raises NoRows. What else is wrong may be the reading, and that can be chosen yet."""
    try:
        look_into(path, reading, name)
    except NoRows:
        raise
    except Unreadable:
        return


@dataclass(frozen=True)
class Brought:
    """A plain table that is to be kept, and what was taken if it lay in another file."""

    path: Path
    name: str
    size: int
    digest: str
    taken: str = ""


def _kept_tables(name: str, tables: Sequence[Table], *, actor: str, now: datetime) -> list[Upload]:
    """All tables of one file, without those that have no rows. Raises Unreadable if none has, or NotKept."""
    readable: list[tuple[Brought, Reading]] = []
    refused: list[Unreadable] = []
    for table in tables:
        called = f"{name}, {table.inner}"
        try:
            reading = reading_of(table.path, called)
            look_into(table.path, reading, called)
        except Unreadable as refusal:
            refused.append(refusal)
            table.path.unlink(missing_ok=True)
            continue
        with table.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        readable.append((Brought(table.path, called, table.path.stat().st_size, digest, table.said), reading))
    if not readable:
        raise refused[0]
    if len(kept()) + len(readable) > MOST_KEPT:
        raise NotKept(
            f"{name} holds {len(readable)} tables, and with them more than {MOST_KEPT} files would be kept. "
            "Import or drop some first."
        )
    with transaction.atomic():
        return [_kept(brought, reading, actor=actor, now=now) for brought, reading in readable]


def _kept(brought: Brought, reading: Reading, *, actor: str, now: datetime) -> Upload:
    return Upload.objects.create(
        key=run_key(),
        file_name=brought.name,
        stored=brought.path.name,
        size=brought.size,
        digest=brought.digest,
        arrived_at=now,
        actor=actor,
        plan=Plan(reading=reading, taken=brought.taken).model_dump(mode="json", exclude_defaults=True),
    )


def kept() -> Sequence[Upload]:
    """The uploads whose files are kept, the newest first."""
    return list(Upload.objects.filter(state__in=(Upload.State.KEPT, Upload.State.ASKED)).order_by("-arrived_at"))


def plan_of(upload: Upload) -> Plan:
    """What was decided about it."""
    return Plan.model_validate(upload.plan)


@transaction.atomic
def decide(key: uuid.UUID, plan: Plan) -> Upload:
    """Another plan; what a dry run saw of the one before is forgotten. Raises Settled while the worker has it."""
    upload = _waiting(key)
    plan = plan.model_copy(update={"taken": plan_of(upload).taken})
    upload.plan, upload.seen, upload.error = plan.model_dump(mode="json", exclude_defaults=True), {}, ""
    upload.save()
    return upload


@transaction.atomic
def ask(key: uuid.UUID, deed: Upload.Deed, *, actor: str, now: datetime) -> Upload:
    """Let the worker do it. Raises Settled where it does something already, or the file is gone."""
    upload = _waiting(key)
    upload.state, upload.deed, upload.asked_at, upload.asked_by = Upload.State.ASKED, deed, now, actor
    upload.stop, upload.tries, upload.error, upload.begun_at = False, 0, "", None
    upload.stage, upload.rows_done, upload.rows_total, upload.moved_at, upload.pace = "", 0, 0, None, None
    upload.save()
    return upload


@transaction.atomic
def stop(key: uuid.UUID) -> None:
    """What the worker does with it ends soon; what an import committed stays."""
    upload = _one(key)
    if upload.state == Upload.State.ASKED and upload.begun_at is None:
        upload.state = Upload.State.KEPT
    upload.stop = True
    upload.save(update_fields=["state", "stop"])


@transaction.atomic
def drop(key: uuid.UUID) -> None:
    """The file goes, with all that quotes it and a list of left-out rows. What was imported of it stays."""
    upload = _one(key)
    _forget(upload, Upload.State.DONE if upload.state == Upload.State.DONE else Upload.State.GONE)


def settle(upload: Upload) -> None:
    """The file goes, for it was imported; the list of left-out rows stays."""
    upload.seen, upload.error = {}, ""
    upload.save()
    transaction.on_commit(partial(path_of(upload).unlink, missing_ok=True))


def lying() -> QuerySet[Upload]:
    """The uploads of which a file, or a list of left-out rows, lies in the folder."""
    return Upload.objects.exclude(state=Upload.State.GONE).exclude(state=Upload.State.DONE, left_out=0)


def sweep(*, now: datetime) -> None:
    """Drop what is a week old on the disk, and remove files that no upload knows any more."""
    names = {upload.stored: upload for upload in Upload.objects.exclude(state=Upload.State.GONE)}
    for path in folder().iterdir():
        age = now.timestamp() - path.stat().st_mtime
        upload = names.get(path.name.removesuffix(_LEFT_OUT))
        if upload is None and age > _FORGOTTEN.total_seconds():
            path.unlink(missing_ok=True)
        elif upload and age > KEPT_FOR.total_seconds() and upload.state != Upload.State.ASKED:
            drop(upload.key)


def _waiting(key: uuid.UUID) -> Upload:
    """The upload, if it waits for somebody to decide."""
    upload = _one(key)
    if upload.state == Upload.State.ASKED:
        raise Settled(f"{upload.file_name} is being worked on. Wait until that is done, or stop it.")
    if upload.state != Upload.State.KEPT:
        raise Settled(f"{upload.file_name} is not kept any more. Bring it again.")
    return upload


def _one(key: uuid.UUID) -> Upload:
    upload = Upload.objects.select_for_update().filter(key=key).first()
    if upload is None:
        raise Settled("There is no such file any more. Bring it again.")
    return upload


def _forget(upload: Upload, state: Upload.State) -> None:
    upload.state, upload.stop, upload.seen, upload.error = state, True, {}, ""
    upload.left_out = 0
    upload.save()
    paths = [path_of(upload), left_out_of(upload)]
    for path in paths:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
