"""Lists: who is in them is decided here, by hand; first looked at, then kept."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from thereafter.audience.segments import drafts, lists
from thereafter.audience.segments.models import Draft, DraftLine, Segment
from thereafter.connectors.files import looking
from thereafter.connectors.files.packed import unpacking
from thereafter.foundation.errors import Refusal
from thereafter.surfaces.console import sheets
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.people import names
from thereafter.surfaces.console.segments import pasted
from thereafter.surfaces.console.segments.pasted import Word
from thereafter.surfaces.ui import wording

_SIGNATURE = 1024  # bytes: what it is stands there
_SHOWN = 20  # lines of a draft that lead to nobody


class Bring(forms.Form):
    """Who is to come into a list: pasted, or in a file."""

    pasted = forms.CharField(
        label="Addresses or customer numbers",
        required=False,
        help_text="One a line, or with commas, semicolons or spaces between. A column of a spreadsheet can be pasted.",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        help_text="CSV, or the first sheet of a workbook. For more than a few thousand, a file is quicker.",
    )
    column = forms.CharField(
        label="Column of the file",
        required=False,
        max_length=200,
        help_text="Its name, or 1 for the first. Left empty: the one called e-mail, else the first.",
    )

    def clean(self) -> dict[str, Any]:
        """Something must be brought."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("pasted") and not said.get("file"):
            raise forms.ValidationError("Paste addresses or numbers, or choose a file.")
        return said

    def brought(self) -> tuple[str, Iterable[Word]]:
        """How they came, and what stands there."""
        if file := self.cleaned_data["file"]:
            return f"from the file {file.name}", _in_a_file(file, self.cleaned_data["column"].strip())
        return "pasted", pasted.words(self.cleaned_data["pasted"])


def _in_a_file(file: Any, column: str) -> Iterator[Word]:
    """What stands in a column of a CSV file or of a workbook's first sheet."""
    with unpacking.opened(file, file.name) as table:
        looking.refuse_what_is_no_table(table.read(_SIGNATURE), file.name)
        table.seek(0)
        yield from pasted.column(table, column)


class NewList(Bring):
    """The same, with the name of a list that is not there yet."""

    name = forms.CharField(label="Name", max_length=120, help_text="As it will read in sentences: Trade fair 2026.")
    field_order = ("name",)


def new(desk: Desk) -> HttpResponse:
    """A list that is not there yet."""
    return _bring(desk, NewList, None)


def add(desk: Desk, key: str) -> HttpResponse:
    """More people for a list that is."""
    return _bring(desk, Bring, one(key))


def draft(desk: Desk, draft_key: UUID) -> HttpResponse:
    """Who would come in: how many were found, who was not, and who of them gets nothing."""
    begun = _draft(draft_key)
    found = DraftLine.objects.filter(draft=begun).exclude(customer_id=None).order_by("place")
    some = [pk for pk in found.values_list("customer_id", flat=True)[:8] if pk is not None]
    called = names(some)
    return desk.answer(
        "segments/draft.html",
        draft=begun,
        summary=drafts.summary(begun),
        missing=_missing(begun)[:_SHOWN],
        some=[(pk, called[pk]) for pk in some],
    )


def keep(desk: Desk, draft_key: UUID) -> HttpResponse:
    """Let them in."""
    begun = _draft(draft_key)
    name = desk.said("name") or begun.name
    if begun.segment is None and not name:
        raise lists.NoList("Give the list a name first.")
    segment, came = drafts.keep(begun, name=name[:120], now=desk.now)
    desk.note("came into a list", about={"key": segment.key}, people=came)
    flash.success(desk.request, f"{wording.count(came, 'person', 'people')} came into “{segment.name}”.")
    return redirect("console:segment", segment.key)


def leave(desk: Desk, draft_key: UUID) -> HttpResponse:
    """Forget what was brought."""
    begun = _draft(draft_key)
    drafts.leave(begun)
    flash.success(desk.request, "Nobody was added.")
    return redirect("console:segment", begun.segment.key) if begun.segment else redirect("console:segments")


def missing(desk: Desk, draft_key: UUID) -> HttpResponseBase:
    """The lines that lead to nobody, as a file to correct."""
    found = _missing(_draft(draft_key))
    rows = ((line.line, line.word, line.get_problem_display()) for line in found.iterator())
    return sheets.download(desk, "not-found", ("line", "what stands there", "why"), rows, count=found.count())


def take(desk: Desk, key: str) -> HttpResponse:
    """Take those who were marked out of it."""
    marked = [int(pk) for pk in desk.request.POST.getlist("person") if pk.isdecimal() and len(pk) < 19]
    gone = lists.take(one(key), marked, by=desk.actor, now=desk.now, words="marked in the list")
    desk.note("went from a list", people=gone)
    flash.success(desk.request, f"{wording.count(gone, 'person', 'people')} went. You can undo it below.")
    return redirect("console:segment", key)


def take_brought(desk: Desk, draft_key: UUID) -> HttpResponse:
    """Take everybody whom a draft found out of the list."""
    begun = _draft(draft_key)
    if begun.segment is None:
        raise lists.NoList("A list that is not there yet has nobody to take out.")
    drafts.choose(begun)
    gone = lists.take_chosen(begun.segment, by=desk.actor, now=desk.now, words=begun.words)
    drafts.leave(begun)
    desk.note("went from a list", about={"key": begun.segment.key}, people=gone)
    flash.success(desk.request, f"{wording.count(gone, 'person', 'people')} went from “{begun.segment.name}”.")
    return redirect("console:segment", begun.segment.key)


def undo(desk: Desk, key: str) -> HttpResponse:
    """Take the last change back."""
    change = desk.said("change")
    moved = lists.undo(
        one(key), int(change) if change.isdecimal() and len(change) < 19 else 0, by=desk.actor, now=desk.now
    )
    desk.note("undid the last change", people=moved)
    flash.success(desk.request, f"Undone: {wording.count(moved, 'person', 'people')} moved back.")
    return redirect("console:segment", key)


def one(key: str) -> Segment:
    """The list of that key."""
    segment = Segment.objects.filter(key=key, kind=Segment.Kind.LIST).first()
    if segment is None:
        raise Http404("There is no such list.")
    return segment


def _bring(desk: Desk, form_class: type[Bring], segment: Segment | None) -> HttpResponse:
    """The form, and the draft that it makes."""
    posted = desk.request.method == "POST"
    form = form_class(desk.request.POST, desk.request.FILES) if posted else form_class()
    if form.is_valid():
        how, written = form.brought()
        name = segment.name if segment else form.cleaned_data["name"]
        begun = drafts.begin(name=name, words=how, by=desk.actor, now=desk.now, segment=segment)
        try:
            _write(begun, written)
        except Refusal as refusal:
            form.add_error("column", str(refusal))
        except UnicodeError:
            form.add_error("file", "The file is no text. Export it as CSV, in UTF-8.")
        else:
            desk.note("brought a list to look at")
            return redirect("console:list-draft", begun.key)
    return desk.answer("segments/bring.html", form=form, segment=segment, status=400 if form.errors else 200)


def _write(begun: Draft, written: Iterable[Word]) -> None:
    with drafts.from_lines(begun) as write:
        for line, word in written:
            write(line, word)


def _missing(begun: Draft) -> Any:
    """The lines of a draft that lead to nobody; whoever stands there twice is not missed."""
    return DraftLine.objects.filter(draft=begun, customer_id=None).exclude(problem="again").order_by("place")


def _draft(draft_key: UUID) -> Draft:
    begun = Draft.objects.select_related("segment").filter(key=draft_key).first()
    if begun is None:
        raise Http404("That was kept or left already, or is older than a day. Bring it again.")
    return begun
