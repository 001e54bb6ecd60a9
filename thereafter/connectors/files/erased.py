"""Somebody is erased: every file that lies here goes, for nobody can tell whom it names. Whoever brought it is told.

Of an import that was asked for, its run says so, also where it had not begun; of any file, its own page does.
"""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from thereafter.connectors.files import uploads
from thereafter.connectors.files.models import Run, Upload
from thereafter.foundation.ids import run_key

_WHY = "because somebody was erased, and nobody can tell whom a file names."
WAITED = f"This file is gone from here, {_WHY} Bring it again to import it."
STOPPED = f"It was stopped, {_WHY} What was imported until then stays. Bring the file again to go on from there."
LIST_GONE = f"The list of rows that were left out is gone, {_WHY}"


def drop_all() -> int:
    """Every file and every list of left-out rows goes, with all that quotes them, and says why; how many that were."""
    found = list(uploads.lying().order_by("pk"))
    for before in found:
        importing = before.state == Upload.State.ASKED and before.deed == Upload.Deed.IMPORT
        if importing:
            _stop_runs(before)
        uploads.drop(before.key)
        is_done = before.state == Upload.State.DONE
        words = LIST_GONE if is_done else STOPPED if importing else WAITED
        Upload.objects.filter(pk=before.pk).update(error=words)
    return len(found)


def settle(upload: Upload) -> None:
    """All of it was imported before the worker could hear of it: then it is done, without a list of rows left out."""
    gone = Upload.objects.filter(pk=upload.pk, state=Upload.State.GONE, error=STOPPED)
    gone.update(state=Upload.State.DONE, error="")
    tell(upload)


def tell(upload: Upload) -> None:
    """The worker has stopped: its run says why, and what stood for one goes."""
    same = Run.objects.filter(file_digest=upload.digest, actor=upload.asked_by)
    if same.exclude(settings={}).filter(Q(error=STOPPED) | Q(state=Run.State.DONE)).exists():
        same.filter(settings={}, error=STOPPED).delete()


def _stop_runs(upload: Upload) -> None:
    """The run that is under way says why it ends, also when its worker is dead; where none began, one stands for it."""
    done = {told["kind"] for told in upload.done.get("runs", [])}
    begun = Run.objects.filter(file_digest=upload.digest, actor=upload.asked_by, state=Run.State.RUNNING)
    if begun.update(state=Run.State.FAILED, error=STOPPED, ended_at=Coalesce(F("moved_at"), F("started_at"))):
        return
    kinds = [kind for kind in uploads.plan_of(upload).kinds if kind not in done]
    for kind in kinds[:1]:
        Run.objects.create(
            key=run_key(),
            kind=kind,
            file_name=upload.file_name,
            file_digest=upload.digest,
            rows_total=0,
            state=Run.State.FAILED,
            error=STOPPED,
            started_at=upload.asked_at or upload.arrived_at,
            ended_at=upload.asked_at,
            actor=upload.asked_by,
        )
