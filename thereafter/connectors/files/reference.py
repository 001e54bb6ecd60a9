"""The reference page of all columns, written from the kinds themselves."""

from collections.abc import Iterator
from typing import Any

from thereafter.connectors.files import presets
from thereafter.connectors.files.kinds import KINDS
from thereafter.foundation.staging import Column, Kind

_HEAD = """# Columns of imports

Written from the code; a test holds this page to it. Names are compared without spaces, signs and capitals, so that
`Order ID` and `order_id` are one name. *Needed* columns must be there and filled in.
"""

_PRESETS = """# Presets of imports

Written from the presets themselves; a test holds this page to it. In the browser a file is recognised by its header.
On the command line `thereafter import customers export.csv --preset shopify-customers` reads all that the preset tells
of, in its order. Columns that an export leaves out are not missed, unless they are needed. Names are trademarks of
their owners, who had no part in these presets.
"""


def as_markdown() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(line for kind in KINDS.values() for line in _section(kind))]) + "\n"


def presets_as_markdown() -> str:
    """The page of the presets that come with us."""
    return "\n".join([_PRESETS, *(line for key in presets.built_in_presets() for line in _preset(key))]) + "\n"


def _preset(key: str) -> Iterator[str]:
    found = presets.preset(key)
    yield f"## {key}\n"
    yield f"**{found.title}.** {found.about} Its columns are [documented]({found.documented}).\n"
    if found.named:
        yield f"Recognised where the file's name holds {' or '.join(found.named)}.\n"
    if not found.recognised_by:
        yield "Chosen by hand.\n"
    for part in found.parts:
        read = ", ".join(f"`{theirs}` → `{ours}`" for ours, theirs in part.columns.items() if theirs)
        said = ", ".join(f"`{word}` → `{ours}`" for ours, word in part.shape.values.items())
        yield f"* {part.kind}: {read}" + (f"; of every row {said}" if said else "")
    yield ""


def _section(kind: Kind[Any]) -> Iterator[str]:
    yield f"## {kind.name}\n"
    yield (
        f"{kind.title}."
        + (f" One of {' and '.join(kind.one_of)} is needed in every row." if kind.one_of else "")
        + "\n"
    )
    yield "| column | holds | what it says | known as |"
    yield "|---|---|---|---|"
    yield from (_row(column) for column in kind.columns)
    yield ""
    if kind.options.model_fields:
        yield "Options, by `--option NAME=VALUE` or in a preset:\n"
        for name, field in kind.options.model_fields.items():
            default = f" Default: `{field.default}`." if field.default else ""
            yield f"* `{name}`: {field.description}{default}"
        yield ""


def _row(column: Column) -> str:
    words = f" ({', '.join(column.choices)})" if column.choices else ""
    needed = " *Needed.*" if column.required else ""
    return f"| `{column.name}` | {column.type.value}{words} | {column.help}{needed} | {', '.join(column.guesses)} |"
