"""What can be wrong with a file.

Refusal
└── BadFile             this file cannot be imported as it is
    ├── Unreadable      no file, no rights, no rows, no known format
    │   └── NoRows      names of columns, and nothing below them
    ├── Mismatched      columns and file do not fit
    └── Invalid         some rows are wrong; `--skip-invalid` would leave them out
Busy                    somebody is importing this very file
Stopped                 somebody said stop
└── Forgotten           somebody was erased meanwhile, and all files went
WrongOption             an option or a preset that does not exist, or that does not fit
"""

from thereafter.connectors.files.characters import printable
from thereafter.foundation.errors import Refusal

_SHOWN = 60  # characters of a value


def shown(value: object) -> str:
    """A wrong value as a sentence may repeat it: not longer than anybody reads."""
    words = str(value)
    return printable(words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…")


class BadFile(Refusal):
    """This file cannot be imported as it is."""


class Unreadable(BadFile):
    """There is no file, no right to read it, no row in it, or nobody knows its format."""


class NoRows(Unreadable):
    """There are names of columns, and nothing below them."""


class Mismatched(BadFile):
    """The columns asked for and the columns of the file do not fit."""


class Invalid(BadFile):
    """Some rows are wrong."""


class Busy(Refusal):
    """Somebody is importing this very file."""


class Stopped(Refusal):
    """Somebody said stop."""


class Forgotten(Stopped):
    """Somebody was erased meanwhile, and all files went."""


class WrongOption(Refusal):
    """An option or a preset that does not exist, or that does not fit."""
