"""`thereafter demo`: a shop that has lived its last months, on this machine alone."""

import json
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console

from thereafter.foundation.clock import RealClock
from thereafter.project import progress, serve, upkeep
from thereafter.project.demo import house, keeper, making, retail, summary
from thereafter.project.demo.calendar import LIVED
from thereafter.project.demo.people import INVENTED
from thereafter.record.shop import settings
from thereafter.surfaces.cli.app import register_without_database


@register_without_database
@click.command()
@click.option("--no-serve", is_flag=True, help="End after the summary.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object, on the last line.")
@click.option("--fresh", is_flag=True, help="Start over, even if the shop is there.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="The first port to try.")
@click.option("--file", type=click.Path(exists=True, path_type=Path), default=retail.FILE, hidden=True)
@click.option("--days", type=click.IntRange(1, 300), default=LIVED, hidden=True)
def demo(no_serve: bool, as_json: bool, fresh: bool, host: str, port: int, file: Path, days: int) -> None:
    """Make a shop out of real orders, let it live its last months, and open it.

    Its orders are the UCI Online Retail data set; what the file lacks is invented and says so. Every mail goes to a
    mailbox on this machine.
    """
    clock = RealClock()
    report = progress.reporter(clock)
    with ExitStack() as stack:
        stack.enter_context(house.alone())
        upkeep.hold_server(stack, say=report.say)
        house.enter()
        found = house.note()
        there = found is not None and not fresh and found.fits(house.digest(file))
        mailbox = stack.enter_context(keeper.kept(house.mailbox_folder(empty=not there), clock=clock, say=report.say))
        if found is not None and found.summary is not None and there:
            upkeep.migrate(say=report.say)
            report.say(
                f"The shop is there; its last day was {found.closes:%A, %d %B %Y}. Run with --fresh to start over."
            )
            came_to = found.summary
        else:
            address = serve.address(host, port if no_serve else serve.free_port(host, port))
            came_to = making.make(file, days, mailbox, report, address=address, real=clock)
        if as_json:
            click.echo(json.dumps(came_to))
        else:
            summary.show(came_to, Console())
        if not no_serve:
            note = stack.enter_context(serve.sole())

            def reached(address: str) -> None:
                """Tell whoever comes second, and the shop itself, whose mails and sign-in links lead there."""
                note(address)
                settings.change("public_url", address, source=INVENTED, now=clock.now())

            serve.serve(host, port, note=reached, stopping=serve.stop_on_signals(), clock=clock, say=report.say)
