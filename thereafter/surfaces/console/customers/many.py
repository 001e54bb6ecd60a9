"""What is done with everybody in a view at once: tags, a list, a file. The address of the deed says the view."""

from django.contrib import messages as flash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from thereafter.audience.segments import drafts, people, sentence, sheet
from thereafter.audience.segments.models import Segment
from thereafter.record.customers import chosen, tags
from thereafter.record.customers import queries as customers
from thereafter.surfaces.console import sheets
from thereafter.surfaces.console.customers.view import read_address
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import wording

_FOUND_AT_MOST = 1_000  # of a search; whoever wants more asks by filters


def tag(desk: Desk) -> HttpResponse:
    """Put a tag on everybody in the view, or take it off."""
    word = tags.normal(desk.said("tag"))
    _choose(desk)
    if desk.said("do") == "take":
        count, done = tags.take_off_chosen(word, source=desk.actor, now=desk.now), "lost the tag"
    else:
        count, done = tags.put_on_chosen(word, source=desk.actor, now=desk.now), "got the tag"
    desk.note(f"{wording.count(count, 'person', 'people')} {done} “{word}”.")
    flash.success(desk.request, f"{wording.count(count, 'person', 'people')} {done} “{word}”.")
    return desk.back()


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
