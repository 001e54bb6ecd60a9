"""What is to be done with an upload: which kinds it tells of, in which order, and which column is which."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from pydantic import BaseModel

from thereafter.connectors.files import presets
from thereafter.connectors.files.kinds import KINDS, kind_named
from thereafter.connectors.files.looking import Head
from thereafter.connectors.files.matching import likely
from thereafter.connectors.files.presets import Part
from thereafter.connectors.files.reading import Reading
from thereafter.connectors.files.settings import Settings
from thereafter.foundation.staging import Column, Kind, Type

_CHUNK = 50_000  # rows committed together: often enough for a progress bar that moves
_FIRST = 2_000  # where rows are slow, so many
_INSTANTS = {Type.PAST, Type.FUTURE, Type.INSTANT}
_DATES = (
    (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    (r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d", "%d.%m.%Y %H:%M"),
    (r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d:\d\d", "%d.%m.%Y %H:%M:%S"),
)
_COMMA = re.compile(r"\D*\d{1,3}(\.?\d{3})*,\d{2}\D*")
_POINT = re.compile(r"\D*\d+(,\d{3})*\.\d{1,2}\D*")
_SUPPRESSED = ("suppress", "bounce", "unsub", "block", "cleaned", "complain")


class NewField(BaseModel, frozen=True, extra="forbid"):
    """A custom field that a column of the file becomes."""

    label: str
    type: str  # text, number, flag, instant


class Plan(BaseModel, frozen=True, extra="forbid"):
    """All that was decided about an upload. The parts name every column of theirs; empty is not read."""

    preset: str = ""
    parts: tuple[Part, ...] = ()
    fields: dict[str, NewField] = {}
    reading: Reading = Reading()
    skip_invalid: bool = False
    taken: str = ""  # what was taken out of the file that it lay in

    def settings(self, part: Part) -> Settings:
        """How this part is to be imported."""
        return Settings(
            columns=part.columns,
            options=part.options,
            shape=part.shape,
            reading=self.reading,
            skip_invalid=self.skip_invalid,
            chunk_rows=_CHUNK,
            first_rows=_FIRST,
        )

    @property
    def has_vague_no(self) -> bool:
        """Whether the file says no of those who were never asked as well."""
        return any(part.shape.vague_no for part in self.parts)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it tells of, in order."""
        return tuple(part.kind for part in self.parts)


def propose(head: Head, reading: Reading, name: str, *, preset: str = "", kinds: Sequence[str] = ()) -> Plan:
    """What a file with this beginning seems to be; or what it is by this preset, or if it tells of these kinds.

    Raises WrongOption or UnknownKind for what does not exist.
    """
    if not preset and not kinds:
        preset = recognise(head.header, name)
        kinds = () if preset else _kinds_of(head, name)
    if preset:
        found = presets.preset(preset)
        parts = [part for part in found.parts if part.fits(head.header)] or list(found.parts[:1])
        reading = Reading(**{**reading.model_dump(exclude_unset=True), **found.reading.model_dump(exclude_unset=True)})
    else:
        parts = [Part(kind=kind) for kind in kinds]
    matched = tuple(_matched(part, head.header) for part in parts)
    return Plan(preset=preset, parts=matched, reading=_as_written(reading, matched, head))


def _as_written(reading: Reading, parts: Sequence[Part], head: Head) -> Reading:
    """The reading, with how dates and prices are written where that is told by none and can mean one thing only:
    31.12.2026 has its day first, and 9,50 a decimal comma. What stands with strokes is left to whoever knows.
    """
    found: dict[str, Any] = {}
    dates = _cells(parts, head, _INSTANTS)
    if dates and "date_format" not in reading.model_fields_set:
        fitting = (shape for pattern, shape in _DATES if all(re.fullmatch(pattern, cell) for cell in dates))
        found["date_format"] = next(fitting, "")
    prices = _cells(parts, head, {Type.PRICE})
    if "decimal_comma" not in reading.model_fields_set and any(_COMMA.fullmatch(cell) for cell in prices):
        found["decimal_comma"] = not any(_POINT.fullmatch(cell) for cell in prices)
    told = {name: value for name, value in found.items() if value}
    return Reading(**{**reading.model_dump(exclude_unset=True), **told}) if told else reading


def _cells(parts: Sequence[Part], head: Head, types: Collection[Type]) -> list[str]:
    """The first words that the columns of these types say."""
    found: list[str] = []
    for part in parts:
        kind = kind_named(part.kind, part.columns)
        for ours, theirs in part.columns.items():
            if theirs in head.header and kind.column(ours).type in types:
                found += head.examples(theirs, most=20)
    return found


def recognise(header: Sequence[str], name: str) -> str:
    """The preset whose telling columns are all there, the one with most of them; empty if there is none.

    One that asks for a word in the file's name goes before all others where that is there, and is none elsewhere.
    """
    found = presets.every_preset()
    called = name.lower()
    fitting = {
        key: (bool(one.named), len(one.recognised_by))
        for key, one in found.items()
        if one.recognised_by
        and set(one.recognised_by) <= set(header)
        and (not one.named or any(word in called for word in one.named))
    }
    return max(fitting, key=lambda key: fitting[key], default="")


def _matched(part: Part, header: Sequence[str]) -> Part:
    """The part with every column of its kind: the file's, or empty."""
    kind, there = kind_named(part.kind, part.columns), set(header)
    derived = part.shape.derived
    told = {ours: theirs for ours, theirs in part.columns.items() if theirs in there or theirs in derived}
    silent = {*part.shape.values, *(ours for ours, theirs in part.columns.items() if not theirs)}
    found = likely(kind, header, told, silent)
    columns = {ours: found.get(ours, "") for ours in _names(kind) if ours not in part.shape.values}
    return part.model_copy(update={"columns": columns})


def _kinds_of(head: Head, name: str) -> tuple[str, ...]:
    """The kind that most columns are of; consents on top of customers where a column says yes and no."""
    scores = {kind: score for kind in KINDS if (score := _score(KINDS[kind], head, name))}
    best = max(scores, key=lambda kind: scores[kind], default="customers")
    if (best == "customers" and _says_yes_and_no(head)) or (best == "consents" and _says_who(head)):
        return ("customers", "consents")
    return (best,)


def _score(kind: Kind[Any], head: Head, name: str) -> tuple[int, int] | None:
    found = likely(kind, head.header, {})
    required = [column.name for column in kind.columns if column.required]
    if not all(ours in found for ours in required) or (kind.one_of and not any(ours in found for ours in kind.one_of)):
        return None
    if kind.name == "suppressions":
        return (len(found) + 5, 0) if any(word in name.lower() for word in _SUPPRESSED) else None
    if kind.name == "consents" and not _fits_choices(kind.column("state"), found["state"], head):
        return None
    return len(found), len(required)


def _says_yes_and_no(head: Head) -> bool:
    state = KINDS["consents"].column("state")
    found = likely(KINDS["consents"], head.header, {})
    return "state" in found and _fits_choices(state, found["state"], head)


def _says_who(head: Head) -> bool:
    """Whether there are columns about people that consents leave alone."""
    people, said = (likely(KINDS[kind], head.header, {}) for kind in ("customers", "consents"))
    return not set(people.values()) <= set(said.values())


def _fits_choices(column: Column, theirs: str, head: Head) -> bool:
    """Whether most of the first words are ones that we know; the others will be told."""
    words = {word.lower() for word in head.examples(theirs, most=20)}
    return column.type is Type.CHOICE and bool(words) and 2 * len(words & set(column.choices)) >= len(words)


def _names(kind: Kind[Any]) -> list[str]:
    return [column.name for column in kind.columns]
