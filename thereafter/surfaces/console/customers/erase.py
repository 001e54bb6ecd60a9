"""All that is known of her: told in a file, and erased for good."""

from django.contrib import messages as flash
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from thereafter.record.customers import erasing, telling
from thereafter.surfaces.console.customers.whom import her
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import dossier, wording


def export(desk: Desk, customer_id: int) -> HttpResponseBase:
    """Everything about her: a page to read and the same for machines, in one archive."""
    customer = her(desk, customer_id)
    packed = dossier.pack(
        telling.everything(customer_id), title=str(customer), shop=desk.shop.name, now=desk.now, zone=desk.zone
    )
    response = FileResponse(packed, as_attachment=True, filename=f"customer-{customer_id}.zip")
    response["Cache-Control"] = "private, no-store"
    return response


def page(desk: Desk, customer_id: int) -> HttpResponse:
    """What will go and what will stay; posted with her number, she is erased."""
    customer = her(desk, customer_id)
    if desk.request.method == "POST":
        if desk.said("number") == str(customer_id):
            return _erase(desk, customer_id)
        problem = f"Type {customer_id}, her number, to say that you mean her."
    else:
        problem = ""
    return desk.answer(
        "customers/erase.html",
        customer=customer,
        portions=erasing.look([customer_id]),
        problem=problem,
        status=400 if problem else 200,
    )


def _erase(desk: Desk, customer_id: int) -> HttpResponse:
    counts = {portion.name: portion.count for portion in erasing.look([customer_id])}
    erasing.erase_her(customer_id, by=desk.actor, now=desk.now)
    desk.note("erased", counts=counts)
    flash.success(
        desk.request, f"Customer {customer_id} was erased. What the shop sold stays in its books, without her."
    )
    if files := counts.get("uploads"):
        flash.warning(
            desk.request,
            f"{wording.count(files, 'file')} that lay under Imports went with her, for nobody can tell whom a file "
            "names. Imports says so to whoever brought them.",
        )
    return redirect("console:customers")
