"""How one import is to be done: columns, reading, options; told, or taken from a preset under what is told."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from thereafter.connectors.files.errors import shown
from thereafter.connectors.files.models import Preset
from thereafter.connectors.files.reading import Reading
from thereafter.foundation import marked_yaml
from thereafter.foundation.errors import Refusal
from thereafter.foundation.staging import Kind, Options
from thereafter.record.shop.settings import ShopSettings

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_BUILT_IN = Path(__file__).parent / "presets"


class WrongOption(Refusal):
    """An option or a preset that does not exist, or that does not fit."""


class Settings(BaseModel, frozen=True, extra="forbid"):
    """All that is told about one import. `columns`: ours → the file's."""

    columns: dict[str, str] = {}
    options: dict[str, Any] = {}
    reading: Reading = Reading()
    skip_invalid: bool = False
    chunk_rows: int = Field(default=300_000, ge=1)  # rows that are committed together

    def over(self, preset: "PresetFile") -> "Settings":
        """These settings, and the preset's where nothing else was told."""
        reading = {**preset.reading.model_dump(exclude_unset=True), **self.reading.model_dump(exclude_unset=True)}
        return self.model_copy(
            update={
                "columns": {**preset.columns, **self.columns},
                "options": {**preset.options, **self.options},
                "reading": Reading(**reading),
            }
        )


class PresetFile(BaseModel, frozen=True, extra="forbid"):
    """What a preset says."""

    kind: str
    columns: dict[str, str] = {}
    options: dict[str, Any] = {}
    reading: Reading = Reading()


def options_of(kind: Kind[Any], given: Mapping[str, Any], shop: ShopSettings) -> Options:
    """The options of a kind; those that the shop has an answer to default to it. Raises WrongOption."""
    known = kind.options.model_fields
    if unknown := [name for name in given if name not in known]:
        raise WrongOption(f'{kind.name} have no option "{unknown[0]}". They have: {", ".join(known) or "none"}.')
    try:
        options: Options = kind.options(**given)
        if "currency" in known and not getattr(options, "currency"):  # noqa: B009 - only some kinds have one
            options = kind.options(**{**given, "currency": shop.currency})
    except ValidationError as error:
        first = error.errors()[0]
        name, reason = str(first["loc"][0]), first["msg"].removeprefix("Value error, ")
        raise WrongOption(f'Option {name} cannot be "{shown(first["input"])}": {reason}') from None
    return options


def preset_named(key: str, kind: str) -> PresetFile:
    """A preset of the merchant's, else one that comes with us. Raises WrongOption."""
    kept = Preset.objects.filter(key=key).first()
    built_in = _BUILT_IN / f"{key}.yaml"
    if kept:
        found = PresetFile(kind=kept.kind, columns=kept.columns, **kept.options)
    elif key in built_in_presets():
        document = marked_yaml.read(built_in.read_text(encoding="utf-8"), built_in.name)
        found = PresetFile.model_validate(document.data)
    else:
        names = sorted({*Preset.objects.values_list("key", flat=True), *built_in_presets()})
        raise WrongOption(f'There is no preset "{key}". There are: {", ".join(names)}.')
    if found.kind != kind:
        raise WrongOption(f'Preset "{key}" is for {found.kind}, not for {kind}. Run thereafter import {found.kind}.')
    return found


def built_in_presets() -> list[str]:
    """The presets that come with us, by name."""
    return sorted(path.stem for path in _BUILT_IN.glob("*.yaml"))


def must_be_a_key(name: str) -> None:
    """Raises WrongOption for a preset's name that nobody could type again."""
    if not _KEY.fullmatch(name):
        raise WrongOption(
            f'A preset cannot be called "{shown(name)}". Call it by at most 60 small letters, digits, - and _, '
            "such as my-till."
        )


def keep_preset(key: str, kind: str, settings: Settings, columns: Mapping[str, str], *, now: datetime) -> None:
    """Keep columns, options and reading under a name, for the next file of the sort. Raises WrongOption."""
    must_be_a_key(key)
    kept = {"options": settings.options, "reading": settings.reading.model_dump(exclude_unset=True)}
    Preset.objects.update_or_create(
        key=key, defaults={"kind": kind, "columns": dict(columns), "options": kept, "since": now}
    )
