"""`thereafter merge --find | --all-certain | --undo NUMBER`: two records of one person."""

import click

from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.foundation.plural import counted, plural
from thereafter.record.customers import jobs
from thereafter.record.customers.merging import duplicates, sweeps
from thereafter.record.customers.merging.unmerge import take_apart
from thereafter.record.customers.models import Sweep
from thereafter.surfaces.cli.app import register, say

_BY = "command line"


@register
@click.command("merge")
@click.option("--find", is_flag=True, help="Look at everybody; say how many pairs look like one person.")
@click.option("--all-certain", is_flag=True, help="Look, and join every pair that is certain.")
@click.option("--undo", metavar="NUMBER", type=int, help="Take the two records of this merge apart again.")
def merge_command(find: bool, all_certain: bool, undo: int | None) -> None:
    """Find two records of one person, join them, and take them apart again. The pairs stand under Customers."""
    asked = [find, all_certain, undo is not None]
    if sum(asked) != 1:
        raise Refusal("Say what to do: --find, --all-certain, or --undo and the number of a merge.")
    clock = RealClock()
    if undo is not None:
        merge = take_apart(undo, by=_BY, now=clock.now())
        click.echo(
            f"Customers {merge.stays_id} and {merge.gone_id} are two again. They will not be asked about any more."
        )
        return
    _make(Sweep.Kind.FIND, clock)
    waiting = duplicates.count(now=clock.now())
    click.echo(
        f"{counted(waiting.all, 'pair')} {plural(waiting.all, 'looks', 'look')} like one person: "
        f"{waiting.certain:,} certain, {waiting.likely:,} likely, {waiting.possible:,} possible."
    )
    if all_certain:
        joined = _make(Sweep.Kind.JOIN, clock)
        click.echo(f"{counted(joined.done, 'pair')} joined. Each can be undone under Customers, Joined.")


def _make(kind: Sweep.Kind, clock: RealClock) -> Sweep:
    """One pass, with its progress. A worker that is awake may have made it meanwhile."""
    sweep = sweeps.ask(kind, by=_BY, now=clock.now())
    for step in jobs.steps(sweep, clock):
        if step.ended_at is None and step.total:
            say(f"{step.done:,} of {step.total:,} joined")
    sweep.refresh_from_db()
    return sweep
