"""Who writes, and whether others believe it: the sender, and the DNS records of its domain."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.connectors.dns import looking
from thereafter.connectors.dns.models import Look
from thereafter.connectors.dns.records import Record, Verdict
from thereafter.foundation.errors import Refusal
from thereafter.record.shop import signing
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.settings import readiness
from thereafter.surfaces.console.settings.shop import ShopForm, keep
from thereafter.surfaces.console.setup.pages import part_of
from thereafter.surfaces.console.setup.steps import KEYS, onward, steps
from thereafter.surfaces.ui.shapes import Tone

_FIELDS = ("sender_name", "sender_address", "reply_to", "postal_address")
TONES = {Verdict.GOOD: Tone.GOOD, Verdict.MISSING: Tone.WARN, Verdict.WRONG: Tone.BAD, Verdict.UNKNOWN: Tone.CALM}
_WORDS = {Verdict.GOOD: "There", Verdict.MISSING: "Missing", Verdict.WRONG: "Wrong", Verdict.UNKNOWN: "Not known"}


def sender(desk: Desk) -> HttpResponse:
    """The form, the records to paste, and how each stood when it was last looked at."""
    form = part_of(ShopForm(desk.request.POST or None, initial=desk.shop.model_dump()), _FIELDS)
    form.fields["sender_address"].required = form.fields["postal_address"].required = True
    if form.is_valid() and keep(form, desk):
        signing.make(signing.domain_of(form.cleaned_data["sender_address"]), now=desk.now)
        flash.success(desk.request, "Kept. Now the DNS records of its domain.")
        return redirect("console:setup-sender")
    found = steps(desk)
    place = KEYS.index("sender")
    return desk.answer(
        "setup/sender.html",
        form=form,
        step=found[place],
        steps=found,
        number=place + 1,
        before=found[place - 1],
        after=found[place + 1],
        onward=onward(found, "sender"),
        records=_records(desk),
        mail_server_trouble=readiness.mail_server_trouble(),
        status=400 if form.errors else 200,
    )


def look(desk: Desk) -> HttpResponse:
    """Ask the DNS now."""
    if not desk.shop.sender_address:
        raise NoSender("There is no sender’s address yet, so there is no domain to look at. Name one first.")
    found = looking.look(desk.shop.sender_address, mail_host=_mail_host(), now=desk.now)
    right = sum(one.verdict is Verdict.GOOD for one in found)
    flash.success(desk.request, f"Looked: {right} of {len(found)} are there.")
    return redirect("console:setup-sender")


class NoSender(Refusal):
    """Nobody writes yet."""


def _records(desk: Desk) -> list[dict[str, object]]:
    if not desk.shop.sender_address:
        return []
    seen = looking.seen(desk.shop.sender_address)
    return [
        _row(record, seen.get(record.kind))
        for record in looking.records_of(desk.shop.sender_address, mail_host=_mail_host())
    ]


def _row(record: Record, found: Look | None) -> dict[str, object]:
    """A record to paste, with what the last look at it found."""
    verdict = Verdict(found.verdict) if found else Verdict.UNKNOWN
    word = _WORDS[verdict] if found else "Not looked at yet"
    return {"record": record, "look": found, "word": word, "tone": TONES[verdict]}


def _mail_host() -> str:
    return "" if readiness.mail_server_trouble() else readiness.mail_host()
