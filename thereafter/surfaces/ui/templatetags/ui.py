"""The components. `{% load ui %}`; every template under `templates/ui/parts/` says its parameters in its first lines.

Tags that stand inside other tags can be kept first: `{% button "New segment" to="/segments/new/" as action %}`.
What a component takes beyond words is a value of `thereafter.surfaces.ui.shapes`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thereafter.foundation.plural import Number
from thereafter.surfaces.ui import charts, shapes, wording, yaml_marks
from thereafter.surfaces.ui.appearance import APPEARANCES, chosen
from thereafter.surfaces.ui.templatetags.words import zone_of

register = template.Library()

Values = dict[str, Any]

STATUSES = {
    shapes.Tone.GOOD: "sent delivered done kept active loyal confirmed clicked published subscribed finished resolved",
    shapes.Tone.WARN: "held waiting due slipping paused late attempting soft unknown snoozed",
    shapes.Tone.BAD: "failed bounced overdue broken complained suppressed lapsed refused error",
    shapes.Tone.LIVE: "live running new open returned",
    shapes.Tone.CALM: "draft skipped ended control prospect closed expired unsubscribed cancelled rehearsal archived",
}
_TONES = {word: tone for tone, words in STATUSES.items() for word in words.split()}
_MARKS = {"good": "check", "warn": "pause", "bad": "cross", "live": "dot", "calm": "dash"}
_FLASH_TONES = {"success": "good", "warning": "warn", "error": "bad"}


# Small things, in a line of text.


@register.simple_tag
def mark(name: str) -> SafeString:
    """A small drawing beside a word; it says nothing by itself and is hidden from a screen reader."""
    return render_to_string("ui/parts/mark.html", {"name": name})


@register.simple_tag
def badge(label: str, tone: str = "calm") -> SafeString:
    """A word with its mark: `{% badge "3 days late" "warn" %}`. Tones: good, warn, bad, live, calm."""
    return render_to_string("ui/parts/badge.html", {"label": label, "tone": tone, "mark": _MARKS[tone]})


@register.simple_tag
def status(word: str) -> SafeString:
    """A badge for a stored state, its tone known by the word: `{% status message.status %}`."""
    words = str(word).replace("_", " ")
    return badge(words.capitalize(), _TONES.get(str(word).lower(), shapes.Tone.CALM))


@register.simple_tag
def figure(value: Number | str, to: str = "") -> SafeString:
    """A number to be read from a distance, leading to what it counts: `{% figure 4338 to="/customers/" %}`."""
    words = value if isinstance(value, str) else wording.number(value)
    if to:
        return format_html('<a class="figure" href="{}">{}</a>', to, words)
    return format_html('<strong class="figure">{}</strong>', words)


@register.simple_tag
def when(at: datetime | None, zone: ZoneInfo | str, now: datetime) -> SafeString:
    """An instant in relative words, the full instant in its title: `{% when order.at zone now %}`."""
    if at is None:
        return SafeString("\N{EN DASH}")
    full = wording.instant(at, zone_of(zone))
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), full, wording.relative(at, now=now))


@register.simple_tag
def invented(source: str | None = None) -> SafeString:
    """The label of a fact that a demo made up. With a source: only where that source says so."""
    if source is not None and "invented" not in source:
        return SafeString("")
    return render_to_string("ui/parts/invented.html")


@register.simple_tag(takes_context=True)
def button(
    context: Context, label: str, to: str = "", post: str = "", kind: str = "quiet", name: str = "", value: str = ""
) -> SafeString:
    """A button. `to` leads to a page, `post` changes something there, neither submits the form around it.
    Kinds: primary (one a page), quiet, danger. `name` and `value` go along with a submit.
    Where the context's `opens` says of its address that she who asks may not, there is none."""
    if not _opens(context, to or post):
        return SafeString("")
    values = {"label": label, "to": to, "post": post, "kind": kind, "name": name, "value": value}
    return render_to_string("ui/parts/button.html", {**values, "csrf_token": context.get("csrf_token")})


@register.simple_tag(takes_context=True)
def confirm(
    context: Context, label: str, question: str, post: str, yes: str = "", keep: str = "Keep it", kind: str = "danger"
) -> SafeString:
    """A button that first asks, without JavaScript. `yes` is the word of the button that does it. None as `button`."""
    if not _opens(context, post):
        return SafeString("")
    values = {"label": label, "question": question, "post": post, "yes": yes or label, "keep": keep, "kind": kind}
    return render_to_string("ui/parts/confirm.html", {**values, "csrf_token": context.get("csrf_token")})


def _opens(context: Context, address: str) -> bool:
    opens = context.get("opens")
    return not (address and opens) or bool(opens(address))


# The frame.


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Which appearance this browser chose: light, dark, or auto."""
    return chosen(context.get("request"))


def _lies_in(path: str, room: str) -> bool:
    """Whether a page is the room's: `/segments/` is the room, and `/segment/new/` one thing in it."""
    if room == "/":
        return path == room  # or Home would be the room of whatever is in none
    return path.startswith((room, f"{room.rstrip('/').removesuffix('s')}/"))


@register.inclusion_tag("ui/parts/rail.html", takes_context=True)
def rail(context: Context, frame: shapes.Frame) -> Values:
    """The eight words; the room whose address begins this page's is the present one."""
    request = context.get("request")
    path = request.path if request else ""
    places = [(address, room.url) for room in frame.rooms if room.url for address in (room.url, *room.annexes)]
    _, here = max(
        (place for place in places if _lies_in(path, place[0])), key=lambda place: len(place[0]), default=("", "")
    )
    return {
        "frame": frame,
        "here": here,
        "at_hand": frame.rooms[: shapes.ROOMS_AT_HAND],
        "rest": frame.rooms[shapes.ROOMS_AT_HAND :],
        "appearances": APPEARANCES,
        "theme": chosen(request),
        "path": path,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/parts/top_line.html", takes_context=True)
def top_line(context: Context, frame: shapes.Frame) -> Values:
    """Search, what runs, the shop's clock, the mode, and the button that stops everything."""
    request = context.get("request")
    query = request.GET.get("q", "") if request else ""
    return {"frame": frame, "query": query, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/flashes.html", takes_context=True)
def flashes(context: Context, messages: Sequence[Message]) -> Values:
    """What was just done or went wrong, from Django's messages. An address in `extra_tags` undoes it."""
    said = [
        {"text": one, "tone": _FLASH_TONES.get(one.level_tag, "live"), "undo": one.extra_tags or ""}
        for one in messages or ()
    ]
    shown = [{**flash, "mark": _MARKS[str(flash["tone"])]} for flash in said]
    return {"flashes": shown, "csrf_token": context.get("csrf_token")}


# Blocks of a page.


@register.inclusion_tag("ui/parts/page_head.html")
def page_head(title: str, answer: str = "", action: str = "", back: str = "", back_to: str = "") -> Values:
    """The title (a question or a name), one sentence of answer, one action kept by `{% button … as action %}`."""
    return {"title": title, "answer": answer, "action": action, "back": back, "back_to": back_to}


@register.simple_block_tag
def section(content: str, title: str, note: str = "", key: str = "") -> SafeString:
    """A part of a page under its own heading; `key` becomes its anchor."""
    return render_to_string("ui/parts/section.html", {"title": title, "note": note, "key": key, "content": content})


@register.simple_block_tag
def sentences(content: str) -> SafeString:
    """What matters, said in sentences with their numbers: one `<p>` each, numbers by `{% figure %}`."""
    return format_html('<div class="sentences">{}</div>', content)


@register.inclusion_tag("ui/parts/nothing_yet.html")
def nothing_yet(title: str, how: str, action: str = "") -> Values:
    """An empty place: what will be here and how to get it."""
    return {"title": title, "how": how, "action": action}


@register.inclusion_tag("ui/parts/todo.html", takes_context=True)
def todo(context: Context, things: Sequence[shapes.Todo]) -> Values:
    """Things to do, each with its button."""
    return {"things": things, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(tabs: Sequence[shapes.Tab], label: str) -> Values:
    """Several views of one thing, as links."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("ui/parts/column.html", takes_context=True)
def column(context: Context, label: str, by: str = "", kind: str = "words", hint: str = "") -> Values:
    """A table's column head; with `by` a link that sorts, and the other way round when it already does. The present
    order is the context's `sort`, else the address's. `kind="amount"` aligns numbers."""
    request = context.get("request")
    present = context.get("sort") or (request.GET.get("sort", "") if request else "")
    order = {by: "ascending", f"-{by}": "descending"}.get(present, "none") if by else ""
    first = f"-{by}" if kind == "amount" else by
    following = {"ascending": f"-{by}", "descending": by, "none": first}.get(order, "")
    return {"request": request, "label": label, "kind": kind, "hint": hint, "order": order, "next": following}


@register.inclusion_tag("ui/parts/pages.html", takes_context=True)
def pages(context: Context, page: "Page[Any]", what: str = "row") -> Values:
    """Under a table: where we are and the way on. Shows nothing where everything fits on one page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    one, _, many = what.partition(",")
    total = wording.count(page.paginator.count, one, many or None)
    if getattr(page.paginator, "or_more", False):
        total += " or more"
    return {"request": context.get("request"), "page": page, "numbers": numbers, "total": total}


@register.inclusion_tag("ui/parts/fact.html")
def fact(label: str, value: object = "", source: str = "", to: str = "", since: str = "") -> Values:
    """One line of `<dl class="facts">`: a label, its value, where we know it from, and as of when."""
    shown, since = "\N{EN DASH}" if value in (None, "") else value, since.strip("\N{EN DASH}")
    return {"label": label, "value": shown, "source": source, "to": to, "since": since}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(moments: Sequence[shapes.Moment], zone: ZoneInfo | str, now: datetime) -> Values:
    """What happened, newest first as given, a heading for every day."""
    local = zone_of(zone)
    days: list[tuple[str, str, list[shapes.Moment]]] = []
    for moment in moments:
        day = wording.day(moment.at, local)
        if not days or days[-1][0] != day:
            days.append((day, wording.relative_day(moment.at, local, now=now), []))
        days[-1][2].append(moment)
    return {"days": days, "zone": local}


@register.inclusion_tag("ui/parts/chain.html")
def chain(links: Sequence[shapes.Because], zone: ZoneInfo | str) -> Values:
    """Why something did or did not happen, one link after the other."""
    return {"links": [(link, _MARKS[link.tone]) for link in links], "zone": zone_of(zone)}


@register.inclusion_tag("ui/parts/flow.html")
def flow(steps: Sequence[shapes.Step]) -> Values:
    """A journey's steps from top to bottom, with counts."""
    return {"steps": steps}


@register.inclusion_tag("ui/parts/stat.html")
def stat(stat: shapes.Stat) -> Values:
    """One figure, what it means, and how sure it is. Several stand in `<div class="stats">`."""
    return {"stat": stat}


@register.inclusion_tag("ui/parts/progress.html")
def progress(progress: shapes.Progress) -> Values:
    """Long work: a bar, the rate, the time left. Asks again by itself where htmx is there."""
    left: timedelta | None = progress.left
    return {"progress": progress, "left": wording.duration(left) if left else ""}


@register.inclusion_tag("ui/parts/code.html")
def code(text: str, label: str) -> Values:
    """YAML as it stands in a file."""
    return {"text": yaml_marks.marked(text), "label": label}


@register.inclusion_tag("ui/parts/mail_preview.html")
def mail_preview(src: str, subject: str, sender: str = "", to: str = "", preheader: str = "") -> Values:
    """A mail as its reader sees it, in a frame that can run nothing. `src` answers with the mail's HTML and a policy of
    its own, which allows inline styles; inside this page it would fall under this page's policy and lose its looks."""
    return {"src": src, "subject": subject, "sender": sender, "to": to, "preheader": preheader}


# Forms.


@register.inclusion_tag("ui/parts/field.html")
def field(field: BoundField) -> Values:
    """One field of a form: label, help, error, control."""
    single = isinstance(field.field.widget, CheckboxInput)
    return {"field": field, "single": single}


@register.inclusion_tag("ui/parts/fields.html")
def fields(form: BaseForm) -> Values:
    """All fields of a form, with what is wrong with the whole of it on top."""
    return {"form": form}


# Small charts. The title is the finding.


@register.inclusion_tag("ui/parts/bars.html")
def bars(title: str, rows: Sequence[shapes.Bar], unit: str = "", description: str = "") -> Values:
    """Horizontal bars that are their own data table, on one axis with its zero line; intervals as bands."""
    placed, zero = charts.place_bars(rows)
    return {"title": title, "rows": placed, "zero": zero, "unit": unit, "description": description}


@register.inclusion_tag("ui/parts/sparkline.html")
def sparkline(title: str, points: Sequence[shapes.Point], key: str, unit: str = "", description: str = "") -> Values:
    """A line over time with its data table folded below. `key` is unique on the page."""
    places = charts.place_line(points)
    return {
        "title": title,
        "points": points,
        "places": places,
        "last": places[-1] if places else None,
        "key": key,
        "unit": unit,
        "description": description,
        "width": charts.LINE_WIDTH,
        "height": charts.LINE_HEIGHT,
    }
