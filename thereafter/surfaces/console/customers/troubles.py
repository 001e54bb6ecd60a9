"""Trouble that somebody of the shop opens and closes, and asks that are held until a day."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse

from thereafter.foundation.errors import Refusal
from thereafter.record.customers import trouble, typed
from thereafter.record.customers.models import Trouble
from thereafter.surfaces.console.customers.whom import back_to, day_typed, her
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import wording

KINDS = {
    "open_case": "Something is being put right",
    "open_return": "A return is under way",
    "failed_payment": "A payment failed",
    "low_score": "She is not content",
}
_LONGEST = 300


class Unsaid(Refusal):
    """A word is missing, without which nobody would understand it later."""


def begin(desk: Desk, customer_id: int) -> HttpResponse:
    """There is trouble now: nothing is asked of her until it is closed."""
    her(desk, customer_id)
    kind = desk.said("kind")
    if kind not in KINDS:
        raise Unsaid("Choose what kind of trouble it is.")
    words = typed.line(desk.said("words"), "What it is", longest=_LONGEST) or KINDS[kind]
    trouble.open(
        customer_id, kind=kind, key=f"by hand {desk.now.isoformat()}", words=words, source=desk.actor, now=desk.now
    )
    desk.note("opened", kind=kind)
    flash.success(desk.request, "It stands open. Nothing is asked of her until you close it.")
    return back_to(customer_id, "trouble")


def hold(desk: Desk, customer_id: int) -> HttpResponse:
    """Nothing is asked of her until the end of a day."""
    her(desk, customer_id)
    until = day_typed(desk, "until")
    words = typed.line(desk.said("words"), "The reason", longest=_LONGEST) or "Nothing is asked of her for a while"
    trouble.hold(customer_id, until=until, words=words, source=desk.actor, now=desk.now)
    desk.note("held", until=until.isoformat())
    flash.success(desk.request, f"Nothing is asked of her until {wording.instant(until, desk.zone)}.")
    return back_to(customer_id, "trouble")


def close(desk: Desk, customer_id: int, trouble_id: int) -> HttpResponse:
    """It is settled, with what came of it; of a hold nobody has to say more than that it ends."""
    one = _one(customer_id, trouble_id)
    outcome = typed.line(desk.said("outcome"), "What came of it", longest=_LONGEST)
    if not outcome and one.kind != trouble.HOLD:
        raise Unsaid("Say in a few words what came of it; whoever looks at her next will read it.")
    trouble.close(customer_id, kind=one.kind, key=one.key, by=desk.actor, outcome=outcome, now=desk.now)
    desk.note("closed", kind=one.kind)
    flash.success(desk.request, "The hold has ended." if one.kind == trouble.HOLD else "It is settled.")
    return back_to(customer_id, "trouble")


def reopen(desk: Desk, customer_id: int, trouble_id: int) -> HttpResponse:
    """Undo: it stands open again."""
    one = _one(customer_id, trouble_id)
    if not trouble.reopen(one):
        raise Unsaid("It stands open already, or another like it does.")
    desk.note("opened again", kind=one.kind)
    flash.success(desk.request, "It stands open again.")
    return back_to(customer_id, "trouble")


def _one(customer_id: int, trouble_id: int) -> Trouble:
    found = Trouble.objects.filter(pk=trouble_id, customer_id=customer_id).first()
    if found is None:
        raise Http404("There is no such trouble.")
    return found
