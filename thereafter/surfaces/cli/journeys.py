"""`thereafter journeys publish PLAYBOOK…`: a playbook of ours or a folder of one's own becomes the live version."""

import click
from django.db import transaction

from thereafter.engagement.journeys import playbooks, switching
from thereafter.engagement.journeys.models import Journey
from thereafter.foundation.clock import RealClock
from thereafter.surfaces.cli.app import register


@click.group()
def journeys() -> None:
    """What happens after the sale, as versioned plans."""


@journeys.command("publish")
@click.argument("names", metavar="PLAYBOOK…", nargs=-1, required=True)
@click.option("--on", "switch_on", is_flag=True, help="Switch the journeys on as well.")
@click.option("--dry-run", is_flag=True, help="Check everything; change nothing.")
def publish_command(names: tuple[str, ...], switch_on: bool, dry_run: bool) -> None:
    """Publish playbooks: ours by name, or folders of your own. All of them or, if one is wrong, none.

    People in an older version finish it unchanged. A new journey is off until it is switched on.
    """
    now = RealClock().now()
    with transaction.atomic():
        for name in names:
            before = Journey.objects.filter(key=playbooks.find(name).key).values_list("live__number", flat=True).first()
            journey = playbooks.install(name, now=now)
            if switch_on:
                switching.switch_on(journey, now=now)
                journey.refresh_from_db()
            click.echo(_told(journey, is_new=journey.live is not None and journey.live.number != before))
        transaction.set_rollback(dry_run)
    if dry_run:
        click.echo("Nothing was changed.")


def _told(journey: Journey, *, is_new: bool) -> str:
    number = journey.live.number if journey.live else 0
    what = f"version {number} is published" if is_new else f"this is version {number} already"
    state = "it is on" if journey.state == Journey.State.ON else "it is off and starts nobody until it is switched on"
    return f"{journey.name} ({journey.key}): {what}; {state}."


register(journeys)
