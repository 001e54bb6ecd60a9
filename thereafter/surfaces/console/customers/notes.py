"""What people of the shop note about her."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse

from thereafter.record.customers import notes
from thereafter.record.customers.models import Note
from thereafter.surfaces.console.customers.whom import back_to, her
from thereafter.surfaces.console.desk import Desk


def add(desk: Desk, customer_id: int) -> HttpResponse:
    """A new note."""
    notes.write(her(desk, customer_id).pk, desk.said("text"), by=desk.actor, now=desk.now)
    flash.success(desk.request, "Noted.")
    return back_to(customer_id, "notes")


def edit(desk: Desk, customer_id: int, note_id: int) -> HttpResponse:
    """The same note in better words."""
    notes.edit(_one(desk, customer_id, note_id), desk.said("text"), by=desk.actor, now=desk.now)
    flash.success(desk.request, "The note was changed.")
    return back_to(customer_id, "notes")


def delete(desk: Desk, customer_id: int, note_id: int) -> HttpResponse:
    """Nobody reads it any more."""
    notes.delete(_one(desk, customer_id, note_id))
    flash.success(desk.request, "The note was deleted.")
    return back_to(customer_id, "notes")


def _one(desk: Desk, customer_id: int, note_id: int) -> Note:
    her(desk, customer_id)
    note = Note.objects.filter(pk=note_id, customer_id=customer_id).first()
    if note is None and Note.objects.filter(pk=note_id).exists():
        raise Http404("There is no such note of hers.")
    if note is None:
        raise notes.WrongNote(
            "This note is not there any more: somebody deleted it. Write another one if it is missed."
        )
    return note
