"""Putting right what is known of her: fields and addresses, each to be taken back."""

from dataclasses import dataclass, replace

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from thereafter.record.customers import addresses, correcting, fields, there
from thereafter.record.customers.models import ContactPoint, Correction, Customer, FieldDefinition
from thereafter.surfaces.console import sources
from thereafter.surfaces.console.customers.whom import her
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import wording

_SHOWN = 10
_SEEN = "seen."
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
    seen: str = ""  # what stood in it when the page was opened

    @property
    def seen_name(self) -> str:
        """The field of the form that says what stood in it."""
        return f"{_SEEN}{self.name}"


def page(desk: Desk, customer_id: int) -> HttpResponse:
    """The form; posted, every field that she changed is corrected, unless somebody else changed it meanwhile."""
    customer = her(desk, customer_id)
    typed = _typed(customer)
    if desk.request.method != "POST":
        return _form(desk, customer, typed)
    customer = there.to_change(customer_id)
    wanted, overtaken = _changed(desk, typed := _typed(customer))
    if overtaken:
        desk.only_asked()
        words = " ".join(f"{field.label} is “{field.value or 'not known'}” by now." for field in overtaken)
        flash.error(
            desk.request,
            f"Somebody else changed that while you wrote. {words} Nothing was corrected: look, then correct it again.",
        )
        as_told = [replace(field, value=wanted.get(field.name, field.value), seen=field.value) for field in typed]
        return _form(desk, customer, as_told, status=400)
    made = correcting.correct(customer_id, wanted, by=desk.actor, now=desk.now)
    desk.note("corrected", fields=[correction.field for correction in made])
    words = wording.count(len(made), "field") if made else "Nothing"
    flash.success(desk.request, f"{words} corrected.")
    return redirect("console:customer-correct", customer_id)


def _changed(desk: Desk, typed: list[Typed]) -> tuple[dict[str, str], list[Typed]]:
    """What she changed against what the page showed her, and which of that says something else by now."""
    post = desk.request.POST
    wanted, overtaken = {}, []
    for field in typed:
        told = desk.said(field.name)
        seen = desk.said(field.seen_name) if field.seen_name in post else field.value
        if field.name in post and told != seen:
            wanted[field.name] = told
            if field.value not in {seen, told}:
                overtaken.append(field)
    return wanted, overtaken


def _form(desk: Desk, customer: Customer, typed: list[Typed], *, status: int = 200) -> HttpResponse:
    corrections = list(Correction.objects.filter(customer=customer).order_by("-at", "-pk")[:_SHOWN])
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
        status=status,
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
    her(desk, customer_id)
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
        Typed(name, label, was := correcting.as_typed(customer, name), _HELP.get(name, ""), seen=was)
        for name, label in correcting.LABELS.items()
    ]
    custom = [_custom(customer, field) for field in FieldDefinition.objects.order_by("label", "key")]
    return plain + custom


def _custom(customer: Customer, field: FieldDefinition) -> Typed:
    name, type_ = fields.PREFIX + field.key, FieldDefinition.Type(field.type)
    was = correcting.as_typed(customer, name, type_)
    kind = "flag" if type_ is FieldDefinition.Type.FLAG else _INPUTS.get(type_, "text")
    return Typed(name, field.label, was, input=kind, seen=was)
