"""The shop's first hour: each step says what it is for, can be left, and can be taken up again."""

import base64
from collections.abc import Mapping
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.connectors.files.kinds import KINDS
from thereafter.connectors.files.models import Run
from thereafter.engagement.journeys import expected, switching
from thereafter.engagement.journeys import playbooks as library
from thereafter.engagement.journeys.models import Journey
from thereafter.record.shop import logo
from thereafter.record.shop import settings as shop_settings
from thereafter.record.shop.models import Logo
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.settings.shop import ShopForm, keep
from thereafter.surfaces.console.setup.steps import KEYS, Standing, first_open, onward, steps

CURRENCIES = "EUR USD GBP CHF SEK NOK DKK PLN CZK HUF RON AUD CAD NZD JPY INR BRL ZAR".split()


def part_of(form: forms.Form, names: tuple[str, ...]) -> forms.Form:
    """The form with these fields only."""
    for name in [name for name in form.fields if name not in names]:
        del form.fields[name]
    return form


def index(desk: Desk) -> HttpResponse:
    """Every step, and which is next."""
    found = steps(desk)
    done = sum(step.standing is Standing.DONE for step in found)
    following = first_open(desk)
    label = f"{'Go on' if done else 'Begin'}: {following.title.lower()}" if following else ""
    return desk.answer("setup/index.html", steps=found, next_step=following, next_label=label)


def shop(desk: Desk) -> HttpResponse:
    """Name, currency, time zone, language."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return _ask(desk, "shop", ("name", "currency", "time_zone", "language"), zones=zones, currencies=CURRENCIES)


def address(desk: Desk) -> HttpResponse:
    """Where the links in mails lead."""
    decided = shop_settings.is_decided("public_url")  # else nothing is proposed: nobody's customers reach localhost
    return _ask(desk, "address", ("public_url",), initial={} if decided else {"public_url": ""})


class FaceForm(ShopForm):
    """Colour, the name beside it, and a logo."""

    logo = forms.FileField(
        label="Logo", required=False, help_text="PNG, JPEG, WebP or GIF. It is drawn anew, at most 600 by 200 points."
    )


def face(desk: Desk) -> HttpResponse:
    """Logo and colour."""
    posted = desk.request.method == "POST"
    form = part_of(
        FaceForm(
            desk.request.POST if posted else None,
            desk.request.FILES if posted else None,
            initial=desk.shop.model_dump(),
        ),
        ("colour", "logo_text", "logo"),
    )
    if form.is_valid():
        picture = form.cleaned_data.pop("logo")
        if "logo" in form.changed_data:
            form.changed_data.remove("logo")
        try:
            if picture:
                logo.keep(picture.read(logo.LARGEST + 1), source=desk.actor, now=desk.now)
        except logo.NoPicture as refusal:
            form.add_error("logo", str(refusal))
        if not form.errors and keep(form, desk):
            shop_settings.change("colour", form.cleaned_data["colour"], source=desk.actor, now=desk.now)
            return go_on(desk, "face")
    return _show(desk, "face", form=form, logo=_as_address(logo.current()))


def no_logo(desk: Desk) -> HttpResponse:
    """Take the logo away again."""
    if logo.forget():
        flash.success(desk.request, "The logo is gone; the shop’s name stands in its place.")
    return redirect("console:setup-face")


def _as_address(kept: Logo | None) -> str:
    """The logo as an address that holds it whole; empty if there is none."""
    return f"data:image/png;base64,{base64.b64encode(bytes(kept.png)).decode()}" if kept else ""


def files(desk: Desk) -> HttpResponse:
    """What was brought in, and the way to bring in more."""
    came_in = set(Run.objects.filter(state=Run.State.DONE).values_list("kind", flat=True).distinct())
    rows = [(kind, KINDS[kind].title, kind in came_in) for kind in KINDS]
    return _show(desk, "files", rows=rows)


def playbooks(desk: Desk) -> HttpResponse:
    """Each ready-made journey, with how many people it would take today."""
    books = library.shipped()
    there = {journey.key: journey for journey in Journey.objects.filter(key__in=[book.key for book in books])}
    would, counted = expected.of_shipped(now=desk.now)
    rows = [(book, there.get(book.key), would[book.key]) for book in books if book.key in would]
    return _show(desk, "playbooks", rows=rows, on=Journey.State.ON, days=expected.DAYS, counted=counted)


def take_playbook(desk: Desk, key: str) -> HttpResponse:
    """Publish one and switch it on, or switch it off again: as the button said, whatever others did meanwhile."""
    journey = Journey.objects.filter(key=key).first() or library.install(key, now=desk.now)
    if desk.said("wanted") == "off":
        switching.switch_off(journey, now=desk.now)
        flash.success(desk.request, f"“{journey.name}” is off.")
    else:
        switching.switch_on(journey, now=desk.now)
        flash.success(desk.request, f"“{journey.name}” is on. It starts by what happens from now on.")
    return redirect("console:setup-playbooks")


def later(desk: Desk, key: str) -> HttpResponse:
    """Put a step off, or take it up again."""
    if key not in KEYS:
        raise Http404("There is no such step.")
    before = set(desk.shop.setup_later)
    put_off = before - {key} if desk.said("wanted") == "now" else before | {key}
    ordered = [one for one in KEYS if one in put_off]
    shop_settings.change("setup_later", ordered, source=desk.actor, now=desk.now)
    if key in put_off:
        return go_on(desk, key)
    return redirect(f"console:setup-{key}")


def go_on(desk: Desk, key: str) -> HttpResponse:
    """To the next step that is open after this one; where none is, to the overview."""
    fresh = Desk(desk.request, desk.member)
    found = steps(fresh)
    after = found[KEYS.index(key) + 1 :]
    following = next((step for step in after if step.standing is Standing.OPEN), None)
    return redirect(following.url if following else reverse("console:setup"))


def _ask(
    desk: Desk, key: str, names: tuple[str, ...], *, initial: Mapping[str, object] | None = None, **more: object
) -> HttpResponse:
    """A step that is a part of the shop's form."""
    form = part_of(ShopForm(desk.request.POST or None, initial=desk.shop.model_dump() | dict(initial or {})), names)
    if form.is_valid() and keep(form, desk):
        for name in names:  # what is left as it was is decided now too
            shop_settings.decide(name, source=desk.actor, now=desk.now)
        return go_on(desk, key)
    return _show(desk, key, form=form, **more)


def _show(desk: Desk, key: str, **values: object) -> HttpResponse:
    found = steps(desk)
    place = KEYS.index(key)
    form = values.get("form")
    status = 400 if isinstance(form, forms.Form) and form.errors else 200
    around = {
        "step": found[place],
        "steps": found,
        "number": place + 1,
        "before": found[place - 1] if place else None,
        "onward": onward(found, key),
    }
    return desk.answer(f"setup/{key}.html", status=status, **around, **values)
