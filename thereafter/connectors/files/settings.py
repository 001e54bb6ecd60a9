"""How one import is to be done: columns, reading, options; told, or taken from a preset under what is told."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from thereafter.connectors.files.errors import WrongOption, shown
from thereafter.connectors.files.presets import Part
from thereafter.connectors.files.reading import Reading
from thereafter.connectors.files.shaping import Shape
from thereafter.foundation.staging import Kind, Options
from thereafter.record.shop.settings import ShopSettings


class Settings(BaseModel, frozen=True, extra="forbid"):
    """All that is told about one import. `columns`: ours → the file's; empty: not to be read."""

    columns: dict[str, str] = {}
    likely: dict[str, str] = {}  # the same, from a preset: where the file has them
    options: dict[str, Any] = {}
    shape: Shape = Shape()
    reading: Reading = Reading()
    skip_invalid: bool = False
    chunk_rows: int = Field(default=300_000, ge=1)  # rows that are committed together, at most
    first_rows: int = Field(default=0, ge=0)  # with how many that begins, to grow as fast as the machine is; 0: as many

    def over(self, part: Part) -> "Settings":
        """These settings, and the preset's where nothing else was told."""
        reading = {**part.reading.model_dump(exclude_unset=True), **self.reading.model_dump(exclude_unset=True)}
        return self.model_copy(
            update={
                "likely": {**part.columns, **self.likely},
                "options": {**part.options, **self.options},
                "shape": self.shape if self.shape != Shape() else part.shape,
                "reading": Reading(**reading),
            }
        )

    def told(self, header: list[str], said: Mapping[str, str]) -> dict[str, str]:
        """Which column of a file with this header is which, as far as anybody told; `said` is of every row."""
        likely = {ours: theirs for ours, theirs in self.likely.items() if theirs in header or not theirs}
        return {**likely, **said, **self.columns}


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
