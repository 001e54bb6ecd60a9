"""One file that somebody brought: what it would do, what is done with it, and what it did."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.connectors.files import uploads
from thereafter.connectors.files.models import Run, Upload
from thereafter.connectors.files.reach import Reach
from thereafter.record.staff.roles import May
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.formulas import harmless
from thereafter.surfaces.console.imports import waiting
from thereafter.surfaces.console.imports.pages import counts_of
from thereafter.surfaces.console.imports.wording import said_here
from thereafter.surfaces.console.setup import steps as setup
from thereafter.surfaces.ui.shapes import Progress


def one_of(key: UUID) -> Upload:
    """The upload. Raises Http404 for one that is not there, or not any more."""
    upload = Upload.objects.filter(key=key).exclude(state=Upload.State.GONE).first()
    if upload is None:
        if gone := gone_for_a_reason(key):
            raise uploads.Settled(gone.error)
        raise Http404("There is no such file any more.")
    return upload


def gone_for_a_reason(key: UUID) -> Upload | None:
    """The upload, where it went by no deed of whoever brought it, and says why."""
    return Upload.objects.filter(key=key, state=Upload.State.GONE).exclude(error="").first()


def show(desk: Desk, upload_key: UUID) -> HttpResponse:
    """Where it is: with the worker, tried out, imported, or gone with the reason; for htmx the progress bar alone."""
    if gone := gone_for_a_reason(upload_key):
        if desk.asks_for_part:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return desk.answer("imports/gone.html", upload=gone, status=410)
    upload = one_of(upload_key)
    if desk.asks_for_part:
        response = desk.answer("imports/progress.html", progress=progress(upload, desk))
        if upload.state != Upload.State.ASKED:
            response["HX-Refresh"] = "true"  # there is more to see now than a bar
        return response
    if upload.state == Upload.State.ASKED:
        return desk.answer("imports/working.html", upload=upload, progress=progress(upload, desk))
    if upload.state == Upload.State.DONE:
        step = setup.first_open(desk) if desk.may(May.SETTLE) else None
        runs = _runs(upload, desk)
        return desk.answer("imports/done.html", upload=upload, runs=runs, reach=_reach(upload.done), step=step)
    if not upload.seen and not upload.error:
        return redirect("console:upload-columns", upload.key)
    parts = [_part(part, desk) for part in upload.seen.get("parts", [])]
    return desk.answer(
        "imports/tried.html",
        upload=upload,
        problem=said_here(upload.error),
        parts=parts,
        invalid=sum(part["report"]["invalid"] for part in parts),
        valid=sum(part["report"]["lines"] - part["report"]["invalid"] for part in parts),
        unread=_unread(upload.seen),
        people=upload.seen.get("people", []),
        reach=_reach(upload.seen),
        already=bool(parts) and all(part["report"]["already"] for part in parts),
    )


def bring_in(desk: Desk, upload_key: UUID) -> HttpResponse:
    """Import it, as it was tried out."""
    upload = one_of(upload_key)
    if not upload.seen:
        raise uploads.Settled("Look first what it would do: choose its columns.")
    plan = uploads.plan_of(upload).model_copy(update={"skip_invalid": desk.asked("left-out") == "yes"})
    seen = upload.seen
    uploads.decide(upload.key, plan)
    Upload.objects.filter(pk=upload.pk).update(seen=seen)
    uploads.ask(upload.key, Upload.Deed.IMPORT, actor=desk.actor, now=desk.now)
    desk.note("imports a file", kinds=", ".join(plan.kinds), leaves_out_invalid=plan.skip_invalid)
    return redirect("console:upload", upload.key)


def stop(desk: Desk, upload_key: UUID) -> HttpResponse:
    """End what the worker does with it."""
    upload = one_of(upload_key)
    uploads.stop(upload.key)
    stays = "What was imported until then stays." if upload.deed == Upload.Deed.IMPORT else "Nothing is imported."
    flash.success(desk.request, f"It stops soon. {stays}")
    return redirect("console:upload", upload_key)


def drop(desk: Desk, upload_key: UUID) -> HttpResponse:
    """Let the file go."""
    upload = one_of(upload_key)
    uploads.drop(upload.key)
    flash.success(desk.request, f"{upload.file_name} is gone from here. What was imported of it stays.")
    return redirect("console:imports")


def left_out(desk: Desk, upload_key: UUID) -> HttpResponseBase:
    """The rows that were left out, with the reason; no cell of them can run as a formula."""
    if gone := gone_for_a_reason(upload_key):
        raise Http404(gone.error)
    upload = one_of(upload_key)
    path = uploads.left_out_of(upload)
    if not upload.left_out or not path.exists():
        raise Http404("There is no list of rows that were left out, or it is a week old and gone.")
    response = StreamingHttpResponse(_lines(path), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="left-out.csv"'
    return response


class _Line:
    """What a csv writer writes to: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(path: Any) -> Iterator[str]:
    writer = csv.writer(_Line())
    csv.field_size_limit(64 * 1024 * 1024)
    yield "\ufeff"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            yield writer.writerow([harmless(cell) for cell in row])


def progress(upload: Upload, desk: Desk) -> Progress:
    """How far the worker is. It is never at its end before it says so."""
    total = max(upload.rows_total, 1)
    since = desk.now - upload.begun_at if upload.begun_at else timedelta()
    return Progress(
        label=f"{upload.file_name}: {waiting.for_what(upload, now=desk.now)}",
        done=min(upload.rows_done, total - 1),
        total=total,
        elapsed=max(since, timedelta()),
        counted=max(upload.moved_at - upload.begun_at, timedelta()) if upload.moved_at and upload.begun_at else None,
        pace=upload.pace,
        poll_url=reverse("console:upload", args=[upload.key]),
    )


def _part(part: dict[str, Any], desk: Desk) -> dict[str, Any]:
    report = part["report"]
    currency = report["currency"] or desk.shop.currency
    notes = {
        what: [{**note, "words": said_here(note["words"])} for note in report[what]]
        for what in ("problems", "conflicts")
    }
    rows = part["rows"]
    return {
        **part,
        "report": report | notes,
        "counts": counts_of(report, currency),
        "columns": list(dict.fromkeys(ours for row in rows for ours in row)),
        "rows": rows,
    }


def _unread(seen: dict[str, Any]) -> list[str]:
    """Columns of the file that no part reads."""
    unread = [part["report"]["unread"] for part in seen.get("parts", [])]
    return [name for name in unread[0] if all(name in other for other in unread)] if unread else []


def _runs(upload: Upload, desk: Desk) -> list[dict[str, Any]]:
    known = Run.objects.in_bulk([told["run"] for told in upload.done.get("runs", []) if told["run"]])
    found = []
    for told in upload.done.get("runs", []):
        run = known.get(UUID(told["run"])) if told["run"] else None
        if run:
            currency = run.report.get("currency") or desk.shop.currency
            found.append({"run": run, "already": told["already"], "counts": counts_of(run.report, currency)})
    return found


def _reach(kept: dict[str, Any]) -> Reach | None:
    """What may be sent; None where the rows name nobody."""
    reach = Reach(**kept["reach"]) if kept.get("reach") else None
    return reach if reach and (reach.people or reach.strangers) else None
