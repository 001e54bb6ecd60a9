"""The commands of the house itself."""

import code
from contextlib import ExitStack

import click
from django.apps import apps
from django.core.management import call_command

from thereafter.foundation.clock import RealClock
from thereafter.project import serve, upkeep
from thereafter.surfaces.cli.app import register, register_without_database, say


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
def shell() -> None:
    """Python, with every table of the house at hand."""
    names = {model.__name__: model for model in apps.get_models()}
    code.interact(banner=f"thereafter: {', '.join(sorted(names))}", local=names, exitmsg="")


@register
@click.command()
@click.argument("arguments", nargs=-1)
def django(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, such as `createsuperuser`."""
    call_command(*arguments)
