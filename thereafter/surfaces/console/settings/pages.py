"""Is everything all right? What the shop needs, what the merchant decided, and whether it sends."""

from datetime import timedelta

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.engagement.messaging import tallies
from thereafter.record.shop import mode
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.settings import health, readiness
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone

LATELY = timedelta(days=7)
_START = (
    "From now on, what journeys decide is really sent to your customers, under the contact policy. What was rehearsed "
    "before is not sent, and orders of the past start nothing. You can go back to rehearsal at any time."
)


def index(desk: Desk) -> HttpResponse:
    """The checks, and whether the shop sends."""
    checks = health.checks(desk)
    wrong = [check for check in checks if check.tone in (Tone.BAD, Tone.WARN)]
    return desk.answer(
        "settings/index.html",
        checks=checks,
        answer=_answer(wrong),
        question=_START,
        remedy=next((check for check in wrong if check.url), None),
        outcomes=tallies.outcomes(since=desk.now - LATELY, now=desk.now),
    )


def _answer(wrong: list[health.Check]) -> str:
    if not wrong:
        return "Yes."
    broken = sum(check.tone is Tone.BAD for check in wrong)
    if broken:
        return f"No: {wording.count(broken, 'thing')} {wording.plural(broken, 'is', 'are')} broken."
    return f"Nearly: {wording.count(len(wrong), 'thing')} {wording.plural(len(wrong), 'wants', 'want')} a look."


def go_live(desk: Desk) -> HttpResponse:
    """Start sending, if there is all that it takes."""
    if lacks := readiness.lacking(desk.shop):
        raise mode.NotReady(" ".join(lacks))
    mode.start_sending(source=desk.actor, now=desk.now)
    flash.success(desk.request, "The shop sends from now on. What was rehearsed before is not sent.")
    return redirect("console:settings")


def rehearse(desk: Desk) -> HttpResponse:
    """Stop sending."""
    mode.rehearse(source=desk.actor, now=desk.now)
    flash.success(desk.request, "The shop is in rehearsal: everything is decided, nothing is sent.")
    return redirect("console:settings")
