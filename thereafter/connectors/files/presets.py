"""Presets: what the columns of one sort of file mean, kept under a name. Ours are files in `presets/`."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, model_validator

from thereafter.connectors.files.errors import WrongOption, shown
from thereafter.connectors.files.kinds import kind_named
from thereafter.connectors.files.models import Preset
from thereafter.connectors.files.reading import Reading
from thereafter.connectors.files.shaping import Shape
from thereafter.foundation import marked_yaml

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_BUILT_IN = Path(__file__).parent / "presets"


class Part(BaseModel, frozen=True, extra="forbid"):
    """One kind that the file tells of. `columns`: ours → the file's, where the file has them."""

    kind: str
    columns: dict[str, str] = {}
    options: dict[str, Any] = {}
    shape: Shape = Shape()
    reading: Reading = Reading()

    def fits(self, header: Iterable[str]) -> bool:
        """Whether a file with this header tells of this part: it has what is needed and what rows are known by."""
        there, kind = set(header), kind_named(self.kind, self.columns)
        needed = {column.name for column in kind.columns if column.required}
        asked = [*self.shape.only, *(theirs for ours, theirs in self.columns.items() if ours in needed)]
        return all(theirs in there or theirs in self.shape.derived for theirs in asked)


class PresetFile(BaseModel, frozen=True, extra="forbid"):
    """What a preset says. A file may tell of several kinds; they are read in the order of `parts`."""

    title: str = ""
    about: str = ""  # which export it is, and what is to be known of it
    documented: str = ""  # where its columns are described
    recognised_by: tuple[str, ...] = ()  # columns that all such files have, and others not
    named: tuple[str, ...] = ()  # and whose names hold one of these, where columns do not tell
    parts: tuple[Part, ...]
    reading: Reading = Reading()

    @model_validator(mode="after")
    def _read_alike(self) -> Self:
        """All parts are read in the same manner."""
        parts = tuple(part.model_copy(update={"reading": self.reading}) for part in self.parts)
        object.__setattr__(self, "parts", parts)
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that such a file tells of, in order."""
        return tuple(part.kind for part in self.parts)


def preset(key: str) -> PresetFile:
    """A preset of the merchant's, else one that comes with us. Raises WrongOption."""
    if kept := Preset.objects.filter(key=key).first():
        return _as_kept(kept)
    if key in built_in_presets():
        return _built_in(key)
    raise WrongOption(f'There is no preset "{key}". There are: {", ".join(all_presets())}.')


def every_preset() -> dict[str, PresetFile]:
    """All that there are, in the order of their names, by one query. The merchant’s own goes before one of ours."""
    ours = {key: _built_in(key) for key in built_in_presets()}
    kept = {one.key: _as_kept(one) for one in Preset.objects.all()}
    return dict(sorted((ours | kept).items()))


def preset_named(key: str, kind: str) -> Part:
    """The part of a preset that tells of one kind. Raises WrongOption."""
    found = preset(key)
    for part in found.parts:
        if part.kind == kind:
            return part
    meant = " and ".join(found.kinds)
    raise WrongOption(f'Preset "{key}" is for {meant}, not for {kind}. Run thereafter import {found.kinds[0]}.')


@cache
def built_in_presets() -> tuple[str, ...]:
    """The presets that come with us, by name."""
    return tuple(sorted(path.stem for path in _BUILT_IN.glob("*.yaml")))


def all_presets() -> list[str]:
    """All that there are, by name."""
    return sorted({*Preset.objects.values_list("key", flat=True), *built_in_presets()})


def _as_kept(kept: Preset) -> PresetFile:
    return PresetFile(title=kept.key, parts=tuple(kept.parts), reading=Reading(**kept.reading))


@cache
def _built_in(key: str) -> PresetFile:
    path = _BUILT_IN / f"{key}.yaml"
    return PresetFile.model_validate(marked_yaml.read(path.read_text(encoding="utf-8"), path.name).data)


def must_be_a_key(name: str) -> None:
    """Raises WrongOption for a preset's name that nobody could type again."""
    if not _KEY.fullmatch(name):
        raise WrongOption(
            f'A preset cannot be called "{shown(name)}". Call it by at most 60 small letters, digits, - and _, '
            "such as my-till."
        )


def keep_preset(key: str, parts: Sequence[Part], reading: Reading, *, now: datetime) -> None:
    """Keep columns, options and reading under a name, for the next file of the sort. Raises WrongOption."""
    must_be_a_key(key)
    kept = [part.model_dump(mode="json", exclude={"reading"}, exclude_defaults=True) for part in parts]
    said = {"parts": kept, "reading": reading.model_dump(exclude_unset=True), "since": now}
    Preset.objects.update_or_create(key=key, defaults=said)
