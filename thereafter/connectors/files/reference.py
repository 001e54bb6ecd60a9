"""The reference page of all columns, written from the kinds themselves."""

from collections.abc import Iterator
from typing import Any

from thereafter.connectors.files.kinds import KINDS
from thereafter.foundation.staging import Column, Kind

_HEAD = """# Columns of imports

Written from the code; a test holds this page to it. Names are compared without spaces, signs and capitals, so that
`Order ID` and `order_id` are one name. *Needed* columns must be there and filled in.
"""


def as_markdown() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(line for kind in KINDS.values() for line in _section(kind))]) + "\n"


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
