"""Notes: what people of the shop want each other to know about a customer."""

from datetime import datetime, timedelta

from django.db import transaction

from thereafter.foundation.errors import Refusal
from thereafter.record.customers import there, typed
from thereafter.record.customers.models import Note

LONGEST = 2000
_WITHIN = timedelta(days=1)


class WrongNote(Refusal):
    """A note that says nothing, or that can be changed no more."""


@transaction.atomic
def write(customer_id: int, words: str, *, by: str, now: datetime) -> Note:
    """Note this about her. Raises WrongNote, WrongWords or NotThere."""
    there.stays(customer_id)
    return Note.objects.create(customer_id=customer_id, text=_said(words), by=by, at=now)


def edit(note: Note, words: str, *, by: str, now: datetime) -> None:
    """Say it better. Whoever wrote a note may do so for a day; later, others have read it.

    Raises WrongNote, also where the note is gone.
    """
    if not can_be_edited(note, by=by, now=now):
        raise WrongNote("A note is changed by who wrote it, and within a day. Write another one, or delete this.")
    note.text, note.edited_at = _said(words), now
    if not Note.objects.filter(pk=note.pk).update(text=note.text, edited_at=now):
        raise WrongNote("This note was deleted meanwhile, so it cannot be changed. Write another one.")


def can_be_edited(note: Note, *, by: str, now: datetime) -> bool:
    """Whether she may still change it."""
    return note.by == by and now - note.at < _WITHIN


def delete(note: Note) -> None:
    """Nobody is to read it any more."""
    note.delete()


def _said(words: str) -> str:
    said = typed.text(words, "The note", longest=LONGEST)
    if not said:
        raise WrongNote("A note has to say something.")
    return said
