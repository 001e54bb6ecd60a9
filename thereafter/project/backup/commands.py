"""`thereafter backup [FILE]` and `thereafter restore FILE`."""

import signal
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click
from django.db import DatabaseError

from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.foundation.plural import counted
from thereafter.project import home, progress, serve, upkeep
from thereafter.project.backup import making, restoring
from thereafter.project.backup.manifest import Manifest
from thereafter.project.keys import changing
from thereafter.record.shop import settings
from thereafter.surfaces.cli.app import register_without_database, say


@register_without_database
@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.pass_context
def backup(context: click.Context, file: Path | None) -> None:
    """Write the whole shop into one FILE, also while it is served. It holds secrets: keep it as you keep keys."""
    clock = RealClock()
    _end_tidily()
    stack = context.with_resource(ExitStack())
    upkeep.hold_server(stack, say=say)
    if upkeep.is_empty():
        raise Refusal("There is no shop in this database yet, so there is nothing to back up. Run `thereafter up`.")
    target = (file or Path(_usual_name(clock.now()))).absolute()
    made = making.make(target, progress.reporter(clock), clock=clock)
    say(f"{_told(made)}, {target.stat().st_size / 1e6:,.1f} MB, for your eyes only:")
    click.echo(target)


@register_without_database
@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace a shop that has people.")
@click.pass_context
def restore(context: click.Context, file: Path, overwrite: bool) -> None:
    """Make this shop what FILE holds. Sending is stopped in the copy until somebody starts it again."""
    clock = RealClock()
    _end_tidily()
    stack = context.with_resource(ExitStack())
    stack.enter_context(serve.sole())
    upkeep.hold_server(stack, say=say)
    try:
        found = restoring.restore(file.absolute(), progress.reporter(clock), overwrite=overwrite, clock=clock)
    except DatabaseError as error:
        raise Refusal(f"The database gave up: {upkeep.meaning(str(error))}. Everything is as it was.") from None
    say(f"Restored: {_told(found)}, as of {found.made_at:%d %B %Y, %H:%M} UTC.")
    say(
        "Sending is stopped: nothing leaves this copy until somebody starts it again on the page that every page names."
    )
    for remark in _remarks(file, found):
        say(remark)


def _told(one: Manifest) -> str:
    return (
        f"{counted(one.rows.get('customers_customer', 0), 'person', 'people')}, "
        f"{counted(one.rows.get('commerce_order', 0), 'order')}, "
        f"{counted(one.rows.get('messaging_message', 0), 'message')}"
    )


def _remarks(file: Path, found: Manifest) -> list[str]:
    """What the environment decides otherwise than where the backup was made."""
    remarks = []
    if changing.said() not in ("", restoring.keys_of(file.absolute()).present):
        remarks.append(
            f"{changing.VARIABLES[0]} is another key than the backup’s. That one was kept in {home.home()}"
            f"/{changing.BEFORE}, so that links in mails and seals open; name it in {changing.VARIABLES[1]} on other "
            "machines that serve this shop."
        )
    present = settings.read().public_url
    if present != found.public_url:
        remarks.append(f"Links in mails already sent lead to {found.public_url}; this copy’s begin with {present}.")
    return remarks


def _usual_name(now: datetime) -> str:
    return f"thereafter-{now.astimezone():%Y-%m-%d-%H%M%S}.backup"


def _end_tidily() -> None:
    """Being told to end is as Ctrl-C: what was begun is taken away."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
