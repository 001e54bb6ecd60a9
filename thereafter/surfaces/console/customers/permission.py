"""May we write to her? What she said, kept with its proof; addresses that get nothing; journeys she is taken out of."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse

from thereafter.engagement.journeys import engine
from thereafter.engagement.journeys.models import Journey
from thereafter.foundation.errors import Refusal
from thereafter.record.customers import consent, suppression, typed
from thereafter.record.customers.models import ConsentState, ContactPoint
from thereafter.surfaces.console.customers.whom import back_to, her, instant_typed
from thereafter.surfaces.console.desk import Desk

_BECAUSE = 300
REASONS = ("she asked for it", "complained", "address is not hers", "bounces")
_TAKEN_OUT = 90  # of the 120 letters that a passage keeps of why it ended


class Unsure(Refusal):
    """Something that cannot be taken back was not said clearly enough."""


def record_consent(desk: Desk, customer_id: int) -> HttpResponse:
    """What she said, when, how, and by which words."""
    her(desk, customer_id)
    said = desk.said("state")
    if said not in ConsentState.values:
        raise Unsure("Say whether she agreed or withdrew.")
    _sure(desk, "A word about consent stands for good. Tick that she said so herself.")
    at = instant_typed(desk, "occurred_at")
    holds = consent.record(
        customer_id,
        ConsentState(said),
        occurred_at=at,
        method=typed.line(desk.said("method"), "How she said so", longest=60) or "by hand",
        wording=desk.said("wording"),
        by=desk.actor,
        now=desk.now,
    )
    desk.note("recorded", state=said, holds=holds)
    what_holds = "It holds from now on." if holds else "What holds stays the same: she has said so before, or later."
    flash.success(desk.request, f"What she said is kept with its proof. {what_holds}")
    return back_to(customer_id, "write")


def suppress(desk: Desk, customer_id: int) -> HttpResponse:
    """One of her addresses gets nothing any more."""
    point = _point(desk, customer_id)
    reason = typed.line(desk.said("reason"), "The reason", longest=40)
    if not reason:
        raise Unsure("Say why this address is to get nothing.")
    _sure(desk, "Tick that this address is to get nothing at all, not even about her orders.")
    if not suppression.suppress(point.address, reason=reason, source=desk.actor, now=desk.now):
        raise Unsure("This address gets nothing already.")
    desk.note("suppressed", point=point.pk)
    flash.success(desk.request, "This address gets nothing any more, whatever was agreed.")
    return back_to(customer_id, "write")


def lift(desk: Desk, customer_id: int) -> HttpResponse:
    """One of her addresses may be written to again."""
    point = _point(desk, customer_id)
    because = typed.line(desk.said("because"), "The reason", longest=_BECAUSE)
    if not because:
        raise Unsure("Say why this address may be written to again; somebody will ask.")
    _sure(desk, "Tick that you are sure: whoever did not want our mail will get it.")
    if not suppression.lift(point.address, because=because, source=desk.actor, now=desk.now):
        raise Unsure("This address is not suppressed.")
    desk.note("lifted", point=point.pk)
    flash.success(desk.request, "This address may be written to again, where she agreed.")
    return back_to(customer_id, "write")


def take_out(desk: Desk, customer_id: int, key: str) -> HttpResponse:
    """Her passage through a journey ends here, and what is held for her is given up."""
    her(desk, customer_id)
    journey = Journey.objects.filter(key=key).first()
    if journey is None:
        raise Http404("There is no such journey.")
    why = typed.line(desk.said("because"), "The reason", longest=_TAKEN_OUT)
    if not why:
        raise Unsure("Say why she is taken out; it stands in the answer to why.")
    done = engine.take_out(customer_id, journey, because=f"taken out by hand: {why}", now=desk.now)
    if not done.left and not done.messages:
        raise Unsure(f"She is not in “{journey.name}” any more.")
    given_up = sum(done.messages.values())
    desk.note("taken out", given_up=given_up)
    flash.success(desk.request, f"She was taken out of “{journey.name}”. Held messages given up: {given_up}.")
    return back_to(customer_id, "journeys")


def _sure(desk: Desk, words: str) -> None:
    if not desk.said("sure"):
        raise Unsure(words)


def _point(desk: Desk, customer_id: int) -> ContactPoint:
    number = desk.said("point")
    found = ContactPoint.objects.filter(pk=number, customer_id=customer_id).first() if number.isdecimal() else None
    if found is None:
        raise Http404("She has no such address.")
    return found
