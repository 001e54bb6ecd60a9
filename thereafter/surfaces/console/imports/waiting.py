"""What a file waits for that somebody asked the worker to try out or import: one file after the other."""

from datetime import datetime, timedelta

from thereafter.connectors.files import queries as imports
from thereafter.connectors.files.models import Upload
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Progress

_DEEDS = {Upload.Deed.REHEARSE: "dry run", Upload.Deed.IMPORT: "import"}


def for_what(upload: Upload, *, now: datetime) -> str:
    """What is being done with it, or what it waits for and about how long."""
    return upload.stage or waits_for(upload, imports.in_hand(), now=now)


def waits_for(upload: Upload, other: Upload | None, *, now: datetime) -> str:
    """What an upload waits for that the worker has not begun, when it has the other in hand."""
    if upload.begun_at or other is None or other.pk == upload.pk:
        return "waiting for the worker"
    deed = _DEEDS[Upload.Deed(other.deed)]
    left = _measured(other, now=now).left
    return f"waits for the {deed} of {other.file_name}" + (f", about {wording.duration(left)}" if left else "")


def _measured(upload: Upload, *, now: datetime) -> Progress:
    elapsed = max(now - upload.begun_at, timedelta()) if upload.begun_at else timedelta()
    total = max(upload.rows_total, 1)
    return Progress("", min(upload.rows_done, total), total, elapsed=elapsed)
