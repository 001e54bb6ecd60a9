"""Which column of the file is which: proposed, shown with examples, and decided by whoever brought it."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from pydantic import ValidationError

from thereafter.connectors.files import plans, presets, uploads
from thereafter.connectors.files.kinds import KINDS, kind_named
from thereafter.connectors.files.looking import Head, look_into
from thereafter.connectors.files.matching import match
from thereafter.connectors.files.models import Upload
from thereafter.connectors.files.plans import NewField, Plan
from thereafter.connectors.files.presets import Part
from thereafter.connectors.files.reading import Reading
from thereafter.connectors.files.settings import options_of
from thereafter.connectors.files.shaping import every_row
from thereafter.foundation.errors import Refusal
from thereafter.foundation.staging import Column, Type
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.imports.file import gone_for_a_reason, one_of
from thereafter.surfaces.console.imports.wording import said_here

ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Western European (Windows-1252)",
    "iso-8859-15": "Western European (ISO 8859-15)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "mac-roman": "Mac Roman",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little end first",
    "utf-16-be": "UTF-16, big end first",
    "shift-jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
}
DELIMITERS = {"": "as found", ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
DATES = {
    "": "2026-03-10 or 2026-03-10 14:05",
    "%d.%m.%Y": "10.03.2026",
    "%d.%m.%Y %H:%M": "10.03.2026 14:05",
    "%d.%m.%Y %H:%M:%S": "10.03.2026 14:05:00",
    "%d/%m/%Y": "10/03/2026, the day first",
    "%d/%m/%Y %H:%M": "10/03/2026 14:05, the day first",
    "%d-%m-%Y": "10-03-2026, the day first",
    "%m/%d/%Y": "03/10/2026, the month first",
    "%m/%d/%Y %H:%M": "03/10/2026 14:05, the month first",
    "%m/%d/%Y %H:%M:%S": "03/10/2026 14:05:00, the month first",
}
FIELD_TYPES = {"text": "Text", "number": "Number", "flag": "Yes or no", "instant": "Date"}
_MOST_OTHERS = 200  # columns that nobody uses; a form has so many fields and no more
_SAID = "says:"  # begins the value of a choice that is a word of every row


@dataclass(frozen=True)
class Choice:
    """One of our columns: what it may be in the file, what it is, and what stands there."""

    name: str
    label: str
    column: Column
    options: list[tuple[str, str, bool]]  # value, words, chosen
    examples: list[str]


@dataclass(frozen=True)
class Table:
    """The columns of one kind."""

    kind: str
    title: str
    rows: list[Choice]
    notes: list[str] = field(default_factory=list)


def columns(desk: Desk, upload_key: Any) -> HttpResponse:
    """Show what is proposed or was decided; keep what is decided, and let the worker try it out."""
    if desk.request.method == "GET" and gone_for_a_reason(upload_key):
        return redirect("console:upload", upload_key)
    upload = one_of(upload_key)
    if upload.state != Upload.State.KEPT:
        return redirect("console:upload", upload.key)
    reading = _reading(desk, uploads.plan_of(upload).reading)
    try:
        head = look_into(uploads.path_of(upload), reading, upload.file_name)
    except FileNotFoundError:
        raise uploads.Settled(f"{upload.file_name} is not on the disk any more. Bring it again.") from None
    except Refusal as refusal:
        return _answer(desk, upload, None, Plan(reading=reading), str(refusal), 400)
    if desk.request.method != "POST":
        return _answer(desk, upload, head, _proposed(desk, upload, head, reading))
    plan = uploads.plan_of(upload)
    try:
        plan = _decided(desk, head, reading)
        _check(plan, head, upload.file_name, desk)
    except Refusal as refusal:
        return _answer(desk, upload, head, plan, str(refusal), 400)
    uploads.decide(upload.key, plan)
    if "keep" in desk.request.POST:
        return _keep(desk, upload, plan)
    if "again" in desk.request.POST:
        return redirect("console:upload-columns", upload.key)
    uploads.ask(upload.key, Upload.Deed.REHEARSE, actor=desk.actor, now=desk.now)
    desk.note("asked what a file would do", kinds=", ".join(plan.kinds))
    return redirect("console:upload", upload.key)


def _keep(desk: Desk, upload: Upload, plan: Plan) -> HttpResponse:
    """Keep columns and reading as a preset, with what the file has only."""
    try:
        parts = [
            part.model_copy(update={"columns": {ours: theirs for ours, theirs in part.columns.items() if theirs}})
            for part in plan.parts
        ]
        presets.keep_preset(desk.said("preset_name"), parts, plan.reading, now=desk.now)
    except Refusal as refusal:
        flash.error(desk.request, str(refusal))
    else:
        flash.success(desk.request, f"Kept as “{desk.said('preset_name')}”, for the next file of the sort.")
    return redirect("console:upload-columns", upload.key)


def _proposed(desk: Desk, upload: Upload, head: Head, reading: Reading) -> Plan:
    """What was decided before; else, or where another preset or kind is asked for, what we would propose."""
    before = uploads.plan_of(upload)
    kinds = [kind for kind in desk.request.GET.getlist("kind") if kind in KINDS]
    preset = desk.asked("preset")
    if before.parts and not (kinds or preset):
        return before.model_copy(update={"reading": reading})
    if preset and preset not in presets.all_presets():
        preset = ""
    return plans.propose(head, reading, upload.file_name, preset=preset, kinds=() if preset else kinds)


def _reading(desk: Desk, before: Reading) -> Reading:
    """How the file is written: as the form or the address says, else as it was. Raises Refusal."""
    said = desk.request.POST if desk.request.method == "POST" else desk.request.GET
    told: dict[str, Any] = before.model_dump(exclude_unset=True)
    for name in ("encoding", "time_zone", "date_format"):
        if name in said:
            told[name] = said[name].replace("\0", "").strip() or Reading.model_fields[name].default
    if "delimiter" in said:
        told["delimiter"] = said["delimiter"]
    if desk.request.method == "POST":
        told |= {name: name in said for name in ("decimal_comma", "thousandths")}
    try:
        return Reading(**told)
    except ValidationError:
        raise uploads.Settled("The separator is one character, such as a comma. Choose it from the list.") from None


def _decided(desk: Desk, head: Head, reading: Reading) -> Plan:
    """The plan that the form says. Raises Refusal."""
    post = desk.request.POST
    key = post.get("preset", "")
    found = presets.every_preset().get(key)
    shapes = {part.kind: part.shape for part in found.parts} if found else {}
    parts, fields = [], {}
    for kind in [kind for kind in KINDS if kind in post.getlist("kind")]:
        told: dict[str, str] = {}
        shape = shapes.get(kind, Part(kind=kind).shape)
        names = [*head.header, *shape.derived]
        values: dict[str, str] = {}
        for column in kind_named(kind).columns:
            chosen = post.get(f"{kind}.{column.name}", "")
            if chosen.startswith(_SAID):
                values[column.name] = chosen.removeprefix(_SAID)
            else:
                told[column.name] = names[int(chosen)] if chosen.isdecimal() and int(chosen) < len(names) else ""
        if kind == "customers":
            fields = _new_fields(post, head)
            told |= {f"custom.{name}": theirs for name, (theirs, _) in fields.items()}
        said = {name: post.get(name, "").strip() for name in ("store", "currency", "refund_prefix", "charges")}
        parts.append(
            Part(
                kind=kind,
                columns=told,
                options=_options(kind, said),
                shape=shape.model_copy(update={"values": values}),
            )
        )
    if not parts:
        raise uploads.Settled("Say what the file tells of: tick at least one.")
    new = {name: told_field for name, (_, told_field) in fields.items()}
    return Plan(preset=key, parts=tuple(parts), fields=new, reading=reading)


def _options(kind: str, said: dict[str, str]) -> dict[str, Any]:
    options: dict[str, Any] = {name: word for name, word in said.items() if word and name in _known(kind)}
    if "charges" in options:
        options["charges"] = [code.strip() for code in options["charges"].split(",") if code.strip()]
    return options


def _new_fields(post: Any, head: Head) -> dict[str, tuple[str, NewField]]:
    """Columns that are to become custom fields: key → the file's column, and the field."""
    found: dict[str, tuple[str, NewField]] = {}
    for place, theirs in enumerate(head.header):
        kind = post.get(f"field-{place}", "")
        if kind in FIELD_TYPES:
            label = (post.get(f"label-{place}", "").replace("\0", "").strip() or theirs)[:120]
            key = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:60] or f"column_{place + 1}"
            if key in found:
                raise uploads.Settled(f"Two columns would become the field “{label}”. Call one of them otherwise.")
            found[key] = (theirs, NewField(label=label, type=kind))
    return found


def _known(kind: str) -> set[str]:
    return set(KINDS[kind].options.model_fields)


def _check(plan: Plan, head: Head, name: str, desk: Desk) -> None:
    """Raises Refusal where a needed column is missing, or an option does not fit."""
    for part in plan.parts:
        kind = kind_named(part.kind, part.columns)
        said = {ours: every_row(word) for ours, word in part.shape.values.items()}
        names = [*head.header, *part.shape.derived, *said.values()]
        match(kind, names, {**part.columns, **said}, name)
        options_of(kind, part.options, desk.shop)


def _answer(
    desk: Desk, upload: Upload, head: Head | None, plan: Plan, problem: str = "", status: int = 200
) -> HttpResponse:
    used = {theirs for part in plan.parts for theirs in part.columns.values()}
    fields = {part.columns.get(f"custom.{key}", ""): new for part in plan.parts for key, new in plan.fields.items()}
    return desk.answer(
        "imports/columns.html",
        upload=upload,
        plan=plan,
        taken=uploads.plan_of(upload).taken,
        problem=said_here(problem),
        tables=[_table(part, head) for part in plan.parts] if head else [],
        others=[
            (place, theirs, head.examples(theirs), fields.get(theirs))
            for place, theirs in enumerate(head.header)
            if theirs not in used or theirs in fields
        ][:_MOST_OTHERS]
        if head
        else [],
        chosen_preset=(known := presets.every_preset()).get(plan.preset),
        preset_list=[(key, one.title) for key, one in known.items()],
        kinds=[(kind.name, kind.title, kind.name in plan.kinds) for kind in KINDS.values()],
        encodings=_with_present(ENCODINGS, plan.reading.encoding),
        delimiters=DELIMITERS.items(),
        dates=_with_present(DATES, plan.reading.date_format),
        options=_present_options(plan, desk),
        field_types=FIELD_TYPES.items(),
        same=Upload.objects.filter(digest=upload.digest, state__in=("kept", "asked")).exclude(pk=upload.pk).first(),
        status=status,
    )


def _with_present(choices: dict[str, str], present: str) -> list[tuple[str, str]]:
    return list({**choices, present: choices.get(present, present)}.items())


def _present_options(plan: Plan, desk: Desk) -> dict[str, Any]:
    """The options of all parts in one form: a file comes from one store."""
    found: dict[str, Any] = {}
    for part in plan.parts:
        found |= part.options
    known = set().union(*(_known(kind) for kind in plan.kinds))
    return {
        "known": known,
        "store": found.get("store", "web"),
        "currency": found.get("currency", ""),
        "refund_prefix": found.get("refund_prefix", ""),
        "charges": ", ".join(found.get("charges", ())),
    }


def _table(part: Part, head: Head) -> Table:
    kind = kind_named(part.kind, part.columns)
    rows = []
    for column in kind.columns:
        theirs, said = part.columns.get(column.name, ""), part.shape.values.get(column.name)
        names = [*head.header, *part.shape.derived]
        options = [("", "not in the file", not theirs and said is None)]
        options += [(str(place), name, name == theirs) for place, name in enumerate(names)]
        choices = sorted(set(column.choices.values())) if column.type is Type.CHOICE else []
        words = dict.fromkeys([*choices, *([said] if said else [])])
        options += [(f"{_SAID}{word}", f"every row: {word}", word == said) for word in words]
        examples = head.examples(theirs) if theirs in head.header else []
        if column.name.startswith("custom.") and not theirs:
            continue
        rows.append(Choice(f"{part.kind}.{column.name}", _label(column), column, options, examples))
    return Table(part.kind, kind.title, rows, _notes(part))


def _label(column: Column) -> str:
    return column.name.removeprefix("custom.").replace("_", " ").capitalize()


def _notes(part: Part) -> list[str]:
    """What the preset does to the rows, in words."""
    shape, notes = part.shape, []
    for name, words in shape.only.items():
        what = "is filled in" if "*" in words else f"says {' or '.join(words)}"
        notes.append(f"Only rows whose “{name}” {what}.")
    if shape.fill_down:
        notes.append(
            f"Rows with the same “{shape.fill_down.by}” belong together: what the first of them says holds for all."
        )
    notes += [f"Where “{name}” is empty, “{other}” is taken." for name, other in shape.instead.items()]
    notes += [f"“{name}” that says {' or '.join(words)} says nothing." for name, words in shape.nothing.items()]
    if sums := shape.sums:
        notes.append(f"“{sums.price}” is lowered by discounts, until the lines of an order come to its “{sums.total}”.")
    if back := shape.given_back:
        notes.append(f"“{back.amount}” becomes a refund of the order, dated as of the latest instant that it names.")
    return notes
