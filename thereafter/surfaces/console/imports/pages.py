"""Imports: what came in, what did not and why, and how to bring in more."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from thereafter.connectors.files import queries as imports
from thereafter.connectors.files.models import Run
from thereafter.connectors.files.uploads import KEPT_FOR, MOST_BYTES
from thereafter.foundation.money import Money
from thereafter.record.staff.roles import May
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.imports.waiting import waits_for
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Progress

_ROWS = {
    "lines": "read",
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "conflicting": "conflicting with what was known; the newer word holds",
    "invalid": "left out as invalid",
}
_FINER = {
    "counts": "Written",
    "found": "In the file",
    "overlooked": "Cells left empty, because nobody knows what they say",
}


def index(desk: Desk) -> HttpResponse:
    """Where a file is brought, the files that are kept, and all runs, the newest first."""
    page = page_of(Run.objects.order_by("-started_at"), desk.request)
    kept, in_hand = imports.kept_uploads(since=desk.now - KEPT_FOR) if desk.may(May.IMPORT) else [], imports.in_hand()
    return desk.answer(
        "imports/index.html",
        page=page,
        rows=[(run, progress(run, desk)) for run in page],
        kept=[(one, one.stage or waits_for(one, in_hand, now=desk.now)) for one in kept],
        most_megabytes=MOST_BYTES // 1024**2,
        kept_days=KEPT_FOR.days,
    )


def show(desk: Desk, key: str) -> HttpResponse:
    """One run with its report; for htmx the progress bar alone."""
    run = Run.objects.filter(key=key).first()
    if run is None:
        raise Http404("There is no such import.")
    template = "imports/progress.html" if desk.asks_for_part else "imports/run.html"
    return desk.answer(
        template,
        run=run,
        progress=progress(run, desk),
        counts=counts_of(run.report, run.report.get("currency") or desk.shop.currency),
        read_as=[(ours.replace("_", " "), theirs) for ours, theirs in run.report.get("columns", {}).items()],
    )


def counts_of(report: dict[str, Any], currency: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The report in groups of words and numbers; what is zero is left out of the finer ones."""
    rows = [(words, wording.number(report[key])) for key, words in _ROWS.items() if key in report]
    groups = [("Rows", rows)]
    for key, title in _FINER.items():
        found = [
            (words.replace("_", " ").removesuffix(" minor"), _amount(words, count, currency))
            for words, count in report.get(key, {}).items()
            if count
        ]
        groups.append((title, found))
    return [(title, rows) for title, rows in groups if rows]


def _amount(words: str, count: int, currency: str) -> str:
    return str(Money(count, currency)) if words.endswith("_minor") else wording.number(count)


def runs(desk: Desk) -> HttpResponse:
    """What runs now, as the top line asks for it again and again."""
    return desk.answer("imports/runs.html")


def progress(run: Run, desk: Desk) -> Progress:
    """How far a run is. One that ended is measured by its end, one under way by now."""
    until = run.ended_at or (desk.now if run.state == Run.State.RUNNING else run.started_at)
    done = run.rows_total if run.state == Run.State.DONE else min(run.rows_done, run.rows_total)
    return Progress(
        label=f"{run.file_name}, {run.kind}",
        done=done,
        total=run.rows_total,
        elapsed=max(until - run.started_at, timedelta()),
        counted=max(run.moved_at - run.started_at, timedelta()) if run.moved_at and not run.ended_at else None,
        poll_url=reverse("console:import", args=[run.key]),
        failed=run.error or "It stopped." if run.state == Run.State.FAILED else "",
    )
