"""The commands of the house itself."""

import asyncio
import code
from contextlib import ExitStack

import click
from django.apps import apps
from django.core.management import execute_from_command_line, get_commands

from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.project import serve, supervise, upkeep, worker
from thereafter.surfaces.cli.app import register, register_without_database, say, words
from thereafter.surfaces.console.door import signin


@register_without_database
@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="The first port to try.")
def up(host: str, port: int) -> None:
    """Serve the shop: database, web pages and everything that happens by itself."""
    serve.up(host, port, clock=RealClock(), say=say)


@register_without_database
@click.command()
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring the database's tables up to date with this version."""
    stack = context.with_resource(ExitStack())
    upkeep.hold_server(stack, say=say)
    count = upkeep.migrate(say=say)
    click.echo(f"{count} migrations applied." if count else "The database is up to date.")


@register
@click.command()
@click.option("--follow", type=int, hidden=True, help="End when this process, which started us, does.")
def work(follow: int | None) -> None:
    """Run one more job worker, beside the one that `up` runs."""
    if follow is None:
        say("A worker runs what happens by itself (Ctrl-C stops it).")
    else:
        supervise.follow(follow)
    asyncio.run(worker.work())


@register
@click.command("sign-in")
@click.argument("name", required=False, callback=words)
def sign_in(name: str | None) -> None:
    """Print a link that signs the owner, or the member of staff called NAME, into the console once."""
    now = RealClock().now()
    path = signin.link_for(name, now=now) if name else signin.owner_link(now=now)
    address = serve.console_address()
    click.echo(f"{address}{path}")
    say(f"Where the console answers at another address than {address}, put that one before {path}")


@register
@click.command()
def shell() -> None:
    """Python, with every table of the house at hand."""
    names = {model.__name__: model for model in apps.get_models()}
    code.interact(banner=f"thereafter: {', '.join(sorted(names))}", local=names, exitmsg="")


@register
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, such as `createsuperuser`."""
    if arguments and not arguments[0].startswith("-") and arguments[0] not in {"help", *get_commands()}:
        raise Refusal(f'Django has no command "{arguments[0]}". `thereafter django help` lists those that it has.')
    execute_from_command_line(["thereafter django", *arguments])
