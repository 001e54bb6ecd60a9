"""Rehearsal, test, live, and stopping: the deeds."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.engagement.messaging import waiting
from thereafter.record.shop import mode
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.settings import readiness
from thereafter.surfaces.ui import wording


def start(desk: Desk) -> HttpResponse:
    """Send from now on, if there is all that it takes."""
    _must_be_ready(desk)
    mode.start_sending(source=desk.actor, now=desk.now)
    flash.success(desk.request, "The shop sends from now on. What was rehearsed before is not sent.")
    return redirect("console:sending")


def start_test(desk: Desk) -> HttpResponse:
    """Send to the test addresses only."""
    _must_be_ready(desk)
    mode.start_test(source=desk.actor, now=desk.now)
    flash.success(desk.request, "A test: only the test addresses get mail. For everybody else it is a rehearsal.")
    return redirect("console:sending")


def rehearse(desk: Desk) -> HttpResponse:
    """Send no more. What is ready waits, or is dropped."""
    mode.rehearse(source=desk.actor, now=desk.now)
    flash.success(
        desk.request, f"The shop is in rehearsal: everything is decided, nothing is sent. {_dropped_or_kept(desk)}"
    )
    return redirect("console:sending")


def stop(desk: Desk) -> HttpResponse:
    """Stop everything, from any page."""
    stopped = mode.stop(why=desk.said("why"), source=desk.actor, now=desk.now)
    desk.note("Stopped everything that is sent." if stopped else "It was stopped already.")
    flash.success(desk.request, "Sending is stopped. What is decided waits until somebody goes on.")
    return desk.back()


def go_on(desk: Desk) -> HttpResponse:
    """Send again: what waited, or only what is decided from now on."""
    became = _dropped_or_kept(desk)
    mode.go_on(source=desk.actor, now=desk.now)
    flash.success(desk.request, f"Sending goes on. {became}".strip())
    return redirect("console:sending")


def drop(desk: Desk) -> HttpResponse:
    """Give up what waits."""
    gone = waiting.drop(now=desk.now)
    desk.note("Dropped what waited.", messages=gone)
    flash.success(desk.request, f"{wording.count(gone, 'message')} dropped. They are never sent.")
    return redirect("console:sending")


def _dropped_or_kept(desk: Desk) -> str:
    """What became of that which waits, in a sentence; dropped where the form said so."""
    if desk.said("waiting") == "drop":
        gone = waiting.drop(now=desk.now)
        desk.note("Dropped what waited.", messages=gone)
        return f"{wording.count(gone, 'message')} that waited {wording.plural(gone, 'was', 'were')} dropped."
    kept = waiting.what_waits(now=desk.now).messages
    desk.note("Kept what waited." if kept else "", messages=kept)
    if not kept:
        return ""
    return f"{wording.count(kept, 'message')} {wording.plural(kept, 'waits', 'wait')}, and each goes out when it may."


def _must_be_ready(desk: Desk) -> None:
    if lacks := readiness.lacking(desk.shop):
        raise mode.NotReady(" ".join(lacks))
