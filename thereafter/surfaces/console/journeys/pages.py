"""What happens after the sale? The journeys by stage of the customer's life, and each with its counts."""

from django.contrib import messages as flash
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from thereafter.engagement.journeys import playbooks as library
from thereafter.engagement.journeys import queries, switching
from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.messaging import tallies
from thereafter.engagement.messaging.tallies import Span
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.journeys import flow
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.ui import wording

_ON = (
    "From now on, what it waits for starts it; what happened before starts nothing. Its mails go out, "
    "under the contact policy."
)
_ON_REHEARSED = (
    "From now on, what it waits for starts it; what happened before starts nothing. The shop is in rehearsal: its "
    "mails are decided and recorded, and none is sent."
)
_OFF = (
    "Nobody enters any more, everybody who is in it leaves it now, and what is held for them is given up. "
    "Switched on again, it begins anew."
)


def index(desk: Desk) -> HttpResponse:
    """Every journey with its numbers, in the order of a customer’s life."""
    month = tallies.of_span(Span.MONTH, now=desk.now)
    outcomes = month.by_journey()
    standing = queries.standing(now=desk.now)
    page = page_of(queries.by_stage(), desk.request)
    rows = [
        flow.Row.of(journey, standing.passages.get(journey.pk), outcomes.get(journey.key, {}), desk.out)
        for journey in page
    ]
    return desk.answer(
        "journeys/index.html",
        page=page,
        rows=rows,
        answer=_answer(),
        out_word="Went out" if desk.is_live else "Would go out",
        considered=sum(row.messages for row in month.rows),
        counted=min(month.counted, standing.counted, key=lambda one: one.at),
    )


def show(desk: Desk, key: str) -> HttpResponse:
    """One journey: its steps from top to bottom, its text, its versions."""
    journey = _one(key)
    month = tallies.of_span(Span.MONTH, now=desk.now).of_journey(key)
    standing = queries.standing(now=desk.now)
    numbers, counted = queries.numbers(journey, now=desk.now)
    return desk.answer(
        "journeys/journey.html",
        journey=journey,
        steps=flow.steps(journey, month, standing, desk) if journey.live else [],
        versions=journey.versions.order_by("-number"),
        passages=standing.passages.get(journey.pk, queries.Passages()),
        numbers=numbers,
        counted=counted,
        lately=min(month.counted, standing.counted, key=lambda one: one.at),
        question=_OFF if journey.state == Journey.State.ON else (_ON if desk.is_live else _ON_REHEARSED),
    )


def playbooks(desk: Desk) -> HttpResponse:
    """What is ready to be published."""
    books = library.shipped()
    there = set(Journey.objects.filter(key__in=[book.key for book in books]).values_list("key", flat=True))
    return desk.answer("journeys/playbooks.html", rows=[(book, book.key in there) for book in books])


def publish(desk: Desk, key: str) -> HttpResponse:
    """Publish a playbook; its journey is off until somebody switches it on."""
    journey = library.install(key, now=desk.now)
    flash.success(desk.request, f"“{journey.name}” is published. It starts nobody until you switch it on.")
    return redirect("console:journey", journey.key)


def switch_on(desk: Desk, key: str) -> HttpResponse:
    """Let it start people from now on."""
    journey = _one(key)
    switching.switch_on(journey, now=desk.now)
    flash.success(desk.request, f"“{journey.name}” is on. It starts by what happens from now on.")
    return redirect("console:journey", key)


def switch_off(desk: Desk, key: str) -> HttpResponse:
    """Let everybody out and nobody in."""
    journey = _one(key)
    left = switching.switch_off(journey, now=desk.now).left
    flash.success(desk.request, f"“{journey.name}” is off. {left} people left it.")
    return redirect("console:journey", key)


def _answer() -> str:
    states = dict(Journey.objects.values_list("state").annotate(journeys=Count("pk")))
    on, off = states.get(Journey.State.ON, 0), states.get(Journey.State.OFF, 0)
    if not on + off:
        return "Nothing yet, beyond what your store sends by itself."
    return f"{wording.count(on, 'journey')} {wording.plural(on, 'is', 'are')} on{f', {off} off' if off else ''}."


def _one(key: str) -> Journey:
    journey = Journey.objects.select_related("live", "experiment").filter(key=key).first()
    if journey is None:
        raise Http404("There is no such journey.")
    return journey
