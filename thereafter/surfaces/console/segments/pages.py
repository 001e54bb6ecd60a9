"""Who are these, and how many? Segments, their people, and the rule as text with a live count."""

import hashlib
import json
from dataclasses import dataclass, field

import yaml
from django import forms
from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from thereafter.audience.segments import (
    define,
    drafts,
    lists,
    membership,
    people,
    queries,
    rule,
    sentence,
    sheet,
    sources,
)
from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys import queries as journeys
from thereafter.foundation.errors import Refusal
from thereafter.surfaces.console import sheets
from thereafter.surfaces.console.customers.view import read_address
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.console.people import Person, listed
from thereafter.surfaces.console.segments.conditions import CommonConditions

_SAMPLE = 8
_MEMBERS = 50
_CHANGES = 10
_EXAMPLE = """\
all:
  - profile: {orders: {at_least: 2}}
  - profile: {last_order_at: {not_within: {days: 60}}}
"""


class InUse(Refusal):
    """Something listens to this segment."""


class Overtaken(Refusal):
    """Somebody else changed the segment since its form was opened."""


class RuleForm(forms.Form):
    """A segment as it is written: a name, a rule in YAML or JSON, and what stood there when the form was opened."""

    name = forms.CharField(
        label="Name", max_length=120, help_text="As it will read in sentences: Tea buyers who slip away."
    )
    rule = forms.CharField(
        label="Rule",
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "code"}),
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Answer:
    """What a rule says: the sentence, how many, some of them; or why it says nothing."""

    sentence: str = ""
    count: int | None = None  # not counted yet
    some: list[Person] = field(default_factory=list)
    problem: str = ""


def index(desk: Desk) -> HttpResponse:
    """Segments by name with what their last refresh found."""
    page = page_of(queries.all_segments(), desk.request)
    return desk.answer("segments/index.html", page=page, rows=[(segment, _sentence(segment)) for segment in page])


def show(desk: Desk, key: str) -> HttpResponse:
    """One segment: the sentence, how many the last refresh let in, and who they are."""
    segment = _one(key)
    if segment.is_list:
        return _show_list(desk, segment)
    after = int(asked) if (asked := desk.asked("after")).isdecimal() and len(asked) < 19 else 0
    members = queries.members(segment, after=after, limit=_MEMBERS + 1)
    return desk.answer(
        "segments/segment.html",
        segment=segment,
        sentence=_sentence(segment),
        members=listed(members[:_MEMBERS]),
        further=members[_MEMBERS - 1] if len(members) > _MEMBERS else None,
        after=after,
        listening=journeys.listening_to(segment.pk),
        text=_text(segment.rule),
    )


def _show_list(desk: Desk, segment: Segment) -> HttpResponse:
    """A list: who is in it, what was changed, and what can be done."""
    after = int(asked) if (asked := desk.asked("after")).isdecimal() and len(asked) < 19 else 0
    members = queries.members(segment, after=after, limit=_MEMBERS + 1)
    return desk.answer(
        "segments/list.html",
        segment=segment,
        members=listed(members[:_MEMBERS]),
        further=members[_MEMBERS - 1] if len(members) > _MEMBERS else None,
        after=after,
        listening=journeys.listening_to(segment.pk),
        last=lists.last_change(segment),
        changes=segment.changes.order_by("-pk")[:_CHANGES],
    )


def snapshot(desk: Desk, key: str) -> HttpResponse:
    """Look at who is in it now as they would come into a new list, which stays as it is."""
    segment = _one(key)
    begun = drafts.begin(
        name=f"{segment.name}, a copy", words=f"who was in “{segment.name}”", by=desk.actor, now=desk.now
    )
    queries.choose_members(segment)
    drafts.from_chosen(begun)
    return redirect("console:list-draft", begun.key)


def new(desk: Desk) -> HttpResponse:
    """A segment that is not there yet."""
    return _write(desk, None)


def edit(desk: Desk, key: str) -> HttpResponse:
    """Another name or rule for one that is."""
    segment = Segment.objects.filter(key=key).first()
    if segment is None and desk.request.method != "POST":
        raise Http404("There is no such segment.")
    if segment and segment.is_list:
        return _rename(desk, segment)
    return _write(desk, segment, gone=segment is None)


def _rename(desk: Desk, segment: Segment) -> HttpResponse:
    """Another name for a list."""
    name = desk.said("name")[:120]
    if desk.request.method == "POST" and name:
        lists.rename(segment, name)
        flash.success(desk.request, f"It is called “{name}” now.")
        return redirect("console:segment", segment.key)
    return desk.answer("segments/rename.html", segment=segment)


def count(desk: Desk) -> HttpResponse:
    """What the rule in the form says at this moment; changes nothing."""
    template = "segments/answer.html" if desk.asks_for_part else "segments/counted.html"
    return desk.answer(template, answer=_read(desk.said("rule"), desk))


def delete(desk: Desk, key: str) -> HttpResponse:
    """Take it away, unless a journey listens to it."""
    segment = _one(key)
    if listening := journeys.listening_to(segment.pk):
        named = ", ".join(f"“{journey.name}”" for journey in listening)
        listens, what = ("listens", "journey") if len(listening) == 1 else ("listen", "journeys")
        raise InUse(
            f"{named} {listens} to “{segment.name}”, so it stays. "
            f"Give it another rule, or switch the {what} off and keep it. "
            "It can go once versions without it are published: thereafter journeys publish FOLDER."
        )
    define.remove(segment)
    flash.success(desk.request, f"“{segment.name}” is gone. Nobody was told anything.")
    return redirect("console:segments")


def export(desk: Desk, key: str) -> HttpResponseBase:
    """Everybody in it as CSV, a piece at a time."""
    segment = _one(key)
    rows = sheets.people(sheet.of_members(segment), desk.shop.currency)
    return sheets.download(desk, segment.key, sheets.PEOPLE, rows, count=queries.how_many(segment))


def _write(desk: Desk, segment: Segment | None, *, gone: bool = False) -> HttpResponse:
    """The form, its answer, and keeping it. What somebody wrote is kept in the form, also where the segment is gone."""
    common = CommonConditions(desk.request.GET or None)
    composed = common.rule() if segment is None else None
    composed = composed or (_of_view(desk) if segment is None else None)
    begun = {"name": "", "rule": _text(composed) if composed else _EXAMPLE}
    initial = {"name": segment.name, "rule": _text(segment.rule)} if segment else begun
    form = RuleForm(desk.request.POST if desk.request.method == "POST" else None, initial=initial)
    text = desk.said("rule") or initial["rule"]
    seen = desk.said("seen") or (_digest(segment) if segment else "")
    if gone and desk.said("seen"):
        form.full_clean()
        form.add_error(None, "Somebody removed this segment while you wrote. Save again to make it anew.")
        seen = ""
    if form.is_valid() and "look" not in desk.request.POST:
        try:
            kept = _keep(form, segment, desk)
        except Overtaken as refusal:
            form.add_error(None, str(refusal))
            seen = _digest(_one(segment.key)) if segment else ""
        except Refusal as refusal:
            form.add_error("rule", str(refusal))
        else:
            flash.success(desk.request, f"Kept. {kept.name}: {sentence.read_back(rule.read(kept.rule))}")
            return redirect("console:segment", kept.key)
    status = 400 if form.errors else 200
    return desk.answer(
        "segments/write.html",
        form=form,
        seen=seen,
        segment=segment,
        answer=_read(text, desk) if desk.request.method == "POST" else _read_only(text),
        sources=sources.registered(),
        common=common,
        status=status,
    )


def _of_view(desk: Desk) -> dict[str, object] | None:
    """The rule of the view of Customers that somebody came from."""
    asked = desk.asked("view")
    return read_address(QueryDict(asked))[0].plain() if asked else None


@transaction.atomic
def _keep(form: RuleForm, segment: Segment | None, desk: Desk) -> Segment:
    """Keep it, and let its people in at once, so that its file has them too. Pressed twice, a new one is made once."""
    name, asked = form.cleaned_data["name"], rule.read_yaml(form.cleaned_data["rule"])
    define.make_alone()
    if segment:
        _refuse_if_overtaken(segment.pk, form.cleaned_data["seen"])
    elif there := Segment.objects.filter(name=name, rule=rule.write(asked)).first():
        return there
    kept = define.define(segment.key if segment else define.free_key(name), name=name, rule=asked, now=desk.now)
    membership.refresh(kept, now=desk.now)
    return kept


def _refuse_if_overtaken(segment_id: int, seen: str) -> None:
    stands = Segment.objects.filter(pk=segment_id).first()
    if stands is None:
        raise Http404("There is no such segment any more.")
    if seen and seen != _digest(stands):
        raise Overtaken(
            f"Somebody changed this segment while you wrote. It is called “{stands.name}” now: {_sentence(stands)} "
            "Nothing of yours is kept yet; save again to put yours in its place."
        )


def _digest(segment: Segment) -> str:
    """What stands there, in a word that a form can carry."""
    return hashlib.sha256(json.dumps([segment.name, segment.rule], sort_keys=True).encode()).hexdigest()


def _read_only(text: str) -> Answer:
    """What a rule says in a sentence; the page asks by itself for how many that are."""
    try:
        return Answer(sentence.read_back(rule.read_yaml(text)))
    except Refusal as refusal:
        return Answer(problem=str(refusal))


def _read(text: str, desk: Desk) -> Answer:
    try:
        return _answer(rule.write(rule.read_yaml(text)), desk)
    except Refusal as refusal:
        return Answer(problem=str(refusal))


def _answer(plain: object, desk: Desk) -> Answer:
    """What a stored rule says now."""
    try:
        asked = rule.read(plain)
    except Refusal as refusal:
        return Answer(problem=str(refusal))
    some = listed(people.sample(asked, now=desk.now, limit=_SAMPLE))
    return Answer(sentence.read_back(asked), people.count(asked, now=desk.now), some)


def _sentence(segment: Segment) -> str:
    if segment.is_list:
        return "A list, held by hand."
    try:
        return sentence.read_back(rule.read(segment.rule))
    except Refusal as refusal:
        return str(refusal)


def _text(plain: object) -> str:
    """A stored rule as somebody would write it."""
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, default_flow_style=False)


def _one(key: str) -> Segment:
    segment = Segment.objects.filter(key=key).first()
    if segment is None:
        raise Http404("There is no such segment.")
    return segment
