"""Putting right what is known of her: fields and addresses, each to be taken back."""

from dataclasses import dataclass

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from thereafter.record.customers import addresses, correcting, fields
from thereafter.record.customers.models import ContactPoint, Correction, Customer, FieldDefinition
from thereafter.surfaces.console import sources
from thereafter.surfaces.console.customers.whom import her
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import wording

_SHOWN = 10
_INPUTS = {FieldDefinition.Type.NUMBER: "number", FieldDefinition.Type.INSTANT: "datetime-local"}
_HELP = {
    "country": "Two letters, like GB or DE.",
    "language": "Like en or pt-BR.",
    "time_zone": "Like Europe/London. At night there she hears nothing.",
}


@dataclass(frozen=True)
class Typed:
    """One field of the form: its name, how it is typed, and what stands in it."""

    name: str
    label: str
    value: str
    help: str = ""
    input: str = "text"  # "flag": yes, no, or unknown


def page(desk: Desk, customer_id: int) -> HttpResponse:
    """The form; posted, every field that differs is corrected."""
    customer = her(customer_id)
    typed = _typed(customer)
    if desk.request.method == "POST":
        told = {field.name: desk.said(field.name) for field in typed if field.name in desk.request.POST}
        changed = {field.name for field in typed if told.get(field.name, field.value) != field.value}
        made = correcting.correct(customer_id, {name: told[name] for name in changed}, by=desk.actor, now=desk.now)
        desk.note("corrected", fields=[correction.field for correction in made])
        words = wording.count(len(made), "field") if made else "Nothing"
        flash.success(desk.request, f"{words} corrected.")
        return redirect("console:customer-correct", customer_id)
    corrections = list(Correction.objects.filter(customer_id=customer_id).order_by("-at", "-pk")[:_SHOWN])
    points = list(customer.contact_points.order_by("removed_at", "-preferred", "pk"))
    labels = {field.name: field.label for field in typed}
    return desk.answer(
        "customers/correct.html",
        customer=customer,
        fields=typed,
        points=points,
        corrections=[
            (one, labels.get(one.field, one.field), correcting.can_be_undone(one, customer)) for one in corrections
        ],
        sources=sources.readable([one.source for one in points] + [one.by for one in corrections]),
    )


def undo(desk: Desk, customer_id: int, correction_id: int) -> HttpResponse:
    """What it was before."""
    correction = Correction.objects.filter(pk=correction_id, customer_id=customer_id, undone_at=None).first()
    if correction is None:
        raise Http404("There is no such correction.")
    correcting.undo(correction, now=desk.now)
    desk.note("taken back", fields=[correction.field])
    flash.success(desk.request, "It is again what it was before.")
    return redirect("console:customer-correct", customer_id)


def add_address(desk: Desk, customer_id: int) -> HttpResponse:
    """One more address of hers."""
    her(customer_id)
    point = addresses.add(customer_id, desk.said("address"), by=desk.actor, now=desk.now)
    used = "It is in use." if point.preferred else "Choose it below to write to it."
    flash.success(desk.request, f"The address was added. {used}")
    return redirect("console:customer-correct", customer_id)


def use_address(desk: Desk, customer_id: int, point_id: int) -> HttpResponse:
    """She is written to here from now on."""
    addresses.use(_point(customer_id, point_id), by=desk.actor, now=desk.now)
    flash.success(desk.request, "This address is in use from now on. The one before is kept: choose it to go back.")
    return redirect("console:customer-correct", customer_id)


def remove_address(desk: Desk, customer_id: int, point_id: int) -> HttpResponse:
    """She is not reached there."""
    addresses.remove(_point(customer_id, point_id), now=desk.now)
    flash.success(desk.request, "The address was removed, and no import uses it again. You can bring it back.")
    return redirect("console:customer-correct", customer_id)


def bring_address_back(desk: Desk, customer_id: int, point_id: int) -> HttpResponse:
    """Undo."""
    addresses.bring_back(_point(customer_id, point_id))
    flash.success(desk.request, "The address is hers again.")
    return redirect("console:customer-correct", customer_id)


def _point(customer_id: int, point_id: int) -> ContactPoint:
    point = ContactPoint.objects.filter(pk=point_id, customer_id=customer_id).first()
    if point is None:
        raise Http404("She has no such address.")
    return point


def _typed(customer: Customer) -> list[Typed]:
    plain = [
        Typed(name, label, correcting.as_typed(customer, name), _HELP.get(name, ""))
        for name, label in correcting.LABELS.items()
    ]
    return plain + [
        Typed(
            fields.PREFIX + field.key,
            field.label,
            correcting.as_typed(customer, fields.PREFIX + field.key, field.type),
            input="flag"
            if field.type == FieldDefinition.Type.FLAG
            else _INPUTS.get(FieldDefinition.Type(field.type), "text"),
        )
        for field in FieldDefinition.objects.order_by("label", "key")
    ]
