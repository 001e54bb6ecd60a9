"""What is done with everybody in a view at once: tags, a list, a file. The address of the deed says the view."""

from datetime import datetime

from django.contrib import messages as flash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from thereafter.audience.segments import drafts, people, sentence, sheet
from thereafter.audience.segments.models import Segment
from thereafter.foundation.days import is_within_reach
from thereafter.foundation.errors import Refusal
from thereafter.record.customers import chosen, tags
from thereafter.record.customers import queries as customers
from thereafter.surfaces.console import sheets
from thereafter.surfaces.console.customers.view import read_address
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import wording

_FOUND_AT_MOST = 1_000  # of a search; whoever wants more asks by filters


class NothingToUndo(Refusal):
    """What was named was never done."""


def tag(desk: Desk) -> HttpResponse:
    """Put a tag on everybody in the view, or take it off."""
    word = tags.normal(desk.said("tag"))
    _choose(desk)
    if desk.said("do") == "take":
        count, done = tags.take_off_chosen(word, source=desk.actor, now=desk.now), "lost the tag"
    else:
        count, done = tags.put_on_chosen(desk.said("tag"), source=desk.actor, now=desk.now), "got the tag"
    desk.note(f"{wording.count(count, 'person', 'people')} {done} “{word}”.")
    said = {"tag": word, "did": desk.said("do"), "at": desk.now.isoformat()}
    undo = f"{reverse('console:customers-tag-undo')}?{urlencode(said)}" if count else ""
    flash.success(desk.request, f"{wording.count(count, 'person', 'people')} {done} “{word}”.", extra_tags=undo)
    return desk.back()


def undo_tag(desk: Desk) -> HttpResponse:
    """Take back what this member did to a tag at one instant: with those whom it changed, and nobody else."""
    word, at = tags.normal(desk.asked("tag")), _instant(desk.asked("at"))
    if desk.asked("did") == "take":
        count, done = tags.undo_taking(word, by=desk.actor, at=at), "has it again"
    else:
        count, done = tags.undo_putting(word, by=desk.actor, at=at, now=desk.now), "is without it again"
    done = done if count == 1 else done.replace("has", "have").replace("is ", "are ")
    desk.note(f"“{word}”: {wording.count(count, 'person', 'people')} {done}.")
    flash.success(desk.request, f"“{word}”: {wording.count(count, 'person', 'people')} {done}.")
    return desk.back()


def _instant(words: str) -> datetime:
    """The instant of a deed. Raises NothingToUndo for what is none."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not is_within_reach(at):
        raise NothingToUndo("Nothing was done to this tag then. Choose people and put it on them, or take it off.")
    return at


def draft(desk: Desk) -> HttpResponse:
    """Look at everybody in the view as they would come into a list: a new one, or one that is there."""
    words = _choose(desk)
    segment = Segment.objects.filter(key=desk.said("list"), kind=Segment.Kind.LIST).first()
    name = segment.name if segment else desk.said("name")
    begun = drafts.begin(name=name, words=words, by=desk.actor, now=desk.now, segment=segment)
    drafts.from_chosen(begun)
    return redirect("console:list-draft", begun.key)


def export(desk: Desk) -> HttpResponseBase:
    """Everybody in the view as a file."""
    if words := desk.asked("q"):
        found = customers.find(words, limit=_FOUND_AT_MOST)
        rows, count = sheet.of_these(found), len(found)
    else:
        rule = read_address(desk.request.GET)[0].rule()
        rows, count = sheet.of_rule(rule, now=desk.now), people.count(rule, now=desk.now)
    return sheets.download(desk, "customers", sheets.PEOPLE, sheets.people(rows, desk.shop.currency), count=count)


def _choose(desk: Desk) -> str:
    """Have everybody in the view chosen; who that is, in words that name nobody."""
    if words := desk.asked("q"):
        chosen.choose(customers.find(words, limit=_FOUND_AT_MOST))
        return "found by a search"
    rule = read_address(desk.request.GET)[0].rule()
    people.choose(rule, now=desk.now)
    return sentence.read_back(rule)
