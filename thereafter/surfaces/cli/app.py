"""The command `thereafter`: a group that rooms add their commands to, and the way errors are said.

Modules of this package, and any `commands.py` that `project` finds, call `register(command)` when imported:

    @register
    @click.command()
    def why(...): ...
"""

import sys
import unicodedata
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

import click

from thereafter.foundation.disk_full import is_full
from thereafter.foundation.errors import Refusal
from thereafter.foundation.outage import AWAY, is_lost

_FULL = (
    "thereafter: A disk is full: the database’s, or that of a file that this wrote. What it had not finished was "
    "taken back. Make room (“thereafter doctor” says how much is free), then run it again."
)
SORRY = 2  # the exit code of everything that a person can put right

# What a terminal obeys instead of showing it: control characters, half characters, and what turns the line's direction.
_OBEYED = {"Cc", "Cs", "Zl", "Zp"}
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Command = TypeVar("Command", bound=click.Command)
OpenDatabase = Callable[[], None]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="thereafter", message="%(prog)s %(version)s")
def thereafter() -> None:
    """Turn buyers into regulars, after the sale."""


def register(command: Command) -> Command:
    """Add a command that needs the database: it runs once the server answers and its tables are up to date."""
    for leaf in _leaves(command):
        leaf.callback = _with_database(leaf.callback)
    return register_without_database(command)


def register_without_database(command: Command) -> Command:
    """Add a command that needs no database, or opens it itself."""
    thereafter.add_command(command)
    return command


def say(sentence: str) -> None:
    """Tell the person at the terminal something that is not the command's result."""
    click.echo(sentence, err=True)


def printable(line: str) -> str:
    """A line as a terminal may show it, whoever wrote what stands in it: what it would obey becomes a question mark."""
    return "".join("\ufffd" if unicodedata.category(c) in _OBEYED or c in _TURNS else c for c in line)


def words(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """For an argument that the database is asked about: Refusal if it is not text. Give it as `callback=words`."""
    if value is not None and printable(value) != value:
        raise Refusal(f'"{printable(value)}" holds what is no character of a text in UTF-8. Write it anew, by hand.')
    return value


def run(arguments: Sequence[str] | None, *, open_database: OpenDatabase) -> int:
    """Run one command line and return its exit code.

    A Refusal is one sentence and 2; so is a wrong argument, and so is a database that went away under the command.
    """
    try:
        code = thereafter.main(arguments, prog_name="thereafter", standalone_mode=False, obj=open_database)
    except Refusal as refusal:
        say("thereafter: " + "\n".join(map(printable, str(refusal).split("\n"))))
        return SORRY
    except click.ClickException as error:
        error.show()
        return SORRY
    except (click.Abort, KeyboardInterrupt):
        say("thereafter: stopped.")
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; nobody is left to tell
        return 0
    except Exception as error:
        if is_full(error):
            say(_FULL)
            return SORRY
        if not is_lost(error):
            raise
        say(f"thereafter: {AWAY} while this ran. Run it again when the database answers.")
        return SORRY
    return code if isinstance(code, int) else 0


def _leaves(command: click.Command) -> list[click.Command]:
    if isinstance(command, click.Group):
        return [leaf for child in command.commands.values() for leaf in _leaves(child)]
    return [command]


def _with_database(callback: Callable[..., Any] | None) -> Callable[..., Any]:
    if callback is None:
        raise ValueError("A command that does nothing cannot be registered.")
    inner = callback

    @wraps(inner)
    def opened(*args: Any, **options: Any) -> Any:
        open_database: OpenDatabase = click.get_current_context().find_root().obj
        open_database()
        return inner(*args, **options)

    return opened
