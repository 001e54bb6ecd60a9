"""What the worker does with an upload: try it out, or import it. One worker at a time has one.

The work of a killed worker is taken up by the next that looks, and an import goes on after its last commit.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from thereafter.connectors.files import erased, examples, importing, leaving, reach, uploads
from thereafter.connectors.files.errors import Busy, Forgotten, Stopped
from thereafter.connectors.files.importing import Job
from thereafter.connectors.files.models import Upload
from thereafter.connectors.files.plans import Plan
from thereafter.connectors.files.reach import Reach
from thereafter.connectors.files.report import Report
from thereafter.connectors.files.telling import Teller
from thereafter.foundation.alone import alone, named
from thereafter.foundation.clock import Clock
from thereafter.foundation.disk_full import is_full
from thereafter.foundation.errors import Refusal
from thereafter.foundation.outage import is_lost
from thereafter.record.customers import fields
from thereafter.record.customers.models import FieldDefinition
from thereafter.record.shop import settings

_MOST_TRIES = 5


def take_up(clock: Clock) -> int:
    """Do everything that somebody asked for and nobody does yet, the oldest first; how many things were done."""
    done = 0
    for key in Upload.objects.filter(state=Upload.State.ASKED).order_by("asked_at").values_list("key", flat=True):
        with alone(named(f"upload {key}")) as mine:
            upload = Upload.objects.filter(key=key, state=Upload.State.ASKED).first() if mine else None
            if upload:
                _work(upload, clock)
                done += 1
    return done


def _work(upload: Upload, clock: Clock) -> None:
    """Do what is asked, and keep what came of it, or why nothing did."""
    if upload.tries >= _MOST_TRIES:
        return _give_up(upload, f"The worker ended {_MOST_TRIES} times while it did this. Is there enough memory?")
    Upload.objects.filter(pk=upload.pk).update(tries=upload.tries + 1, begun_at=upload.begun_at or clock.now())
    rehearsing = upload.deed == Upload.Deed.REHEARSE
    try:
        with Teller(upload.key, clock, rehearsing=rehearsing) as teller:
            if rehearsing:
                _rehearse(upload, teller, clock)
            else:
                _import(upload, teller, clock)
    except Busy:
        return None  # somebody imports the same file; the next look will see
    except Forgotten:
        return erased.tell(upload)
    except Refusal as refusal:
        return _give_up(upload, str(refusal), stopped=isinstance(refusal, Stopped))
    except Exception as error:
        if not is_lost(error):
            _give_up(upload, _sorry(error))
        raise
    return None


def _sorry(error: Exception) -> str:
    if is_full(error):
        return "The disk is full; nothing of the file is lost. Make room on it, then try it again."
    return f"It failed ({type(error).__name__}); nothing of the file is lost. Try it again."


def _rehearse(upload: Upload, teller: Teller, clock: Clock) -> None:
    """Do all of it in one transaction, look at what is there, and take it back."""
    now = clock.now()
    plan = uploads.plan_of(upload)
    parts: list[dict[str, Any]] = []
    with importing.taken_back():
        _define(plan, now=now)
        reach.prepare()
        for part in plan.parts:
            teller.about(part.kind)
            lenient = plan.settings(part).model_copy(update={"skip_invalid": True})
            job = importing.prepare(
                uploads.path_of(upload), part.kind, lenient, now=now, name=upload.file_name, watch=teller.watch
            )
            report = importing.try_out(job, plan.settings(part), clock=clock, watch=teller.watch)
            reach.name(job)
            parts.append(_seen(job, report))
        people = examples.people(no="vague" if plan.has_vague_no else "withdrawn")
        measured = _reach(plan)
    seen = {"parts": parts, "people": people, "reach": measured.plain()}
    mine = Upload.objects.filter(pk=upload.pk, state=Upload.State.ASKED)
    mine.update(state=Upload.State.KEPT, seen=seen, error="", stage="", tries=0)


def _reach(plan: Plan) -> Reach:
    return replace(reach.measure(), vague_no=plan.has_vague_no)


def _seen(job: Job, report: Report) -> dict[str, Any]:
    zone = ZoneInfo(settings.read().time_zone)
    return {
        "report": report.as_json(),
        "rows": examples.as_read(job, zone),
        "orders": examples.orders(job, zone),
        "known": {"conflicts": len(report.conflicts), "problems": len(report.problems)},
    }


def _import(upload: Upload, teller: Teller, clock: Clock) -> None:
    """Import part after part, then say what may be sent; the file goes."""
    plan = uploads.plan_of(upload)
    _define(plan, now=clock.now())
    jobs, before = [], {told["kind"]: told for told in upload.done.get("runs", [])}
    runs: list[dict[str, Any]] = []
    for part in plan.parts:
        teller.about(part.kind)
        job = importing.prepare(
            uploads.path_of(upload), part.kind, plan.settings(part),
            now=clock.now(), name=upload.file_name, watch=teller.watch, most=leaving.MOST,
        )  # fmt: skip
        report = importing.carry_out(job, plan.settings(part), clock=clock, actor=upload.asked_by, watch=teller.watch)
        jobs.append(job)
        told = {"kind": part.kind, "run": report.run, "already": report.already}
        runs.append(before.get(part.kind, told))  # what an attempt before the worker was killed had noted
        Upload.objects.filter(pk=upload.pk).update(done={"runs": runs})
    left_out = leaving.write(uploads.left_out_of(upload), jobs)
    with transaction.atomic():
        reach.prepare()
        for job in jobs:
            reach.name(job)
        kept = Upload.objects.select_for_update().filter(pk=upload.pk, state=Upload.State.ASKED).first()
        if kept is None:  # dropped meanwhile
            uploads.left_out_of(upload).unlink(missing_ok=True)
            return erased.settle(upload)
        kept.state, kept.ended_at, kept.left_out = Upload.State.DONE, clock.now(), left_out
        kept.done = {"runs": runs, "reach": _reach(plan).plain()}
        uploads.settle(kept)
    return None


def _define(plan: Plan, *, now: datetime) -> None:
    for key, field in plan.fields.items():
        fields.define(key, label=field.label, type=FieldDefinition.Type(field.type), now=now)


def _give_up(upload: Upload, words: str, *, stopped: bool = False) -> None:
    """It waits for somebody again, with the reason."""
    mine = Upload.objects.filter(pk=upload.pk, state=Upload.State.ASKED)
    mine.update(state=Upload.State.KEPT, error=words, stop=False, stage="", tries=0)
