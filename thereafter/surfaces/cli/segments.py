"""`thereafter segments define FILE…`: segments from YAML files, and how many people they have."""

from pathlib import Path

import click
from django.db import transaction

from thereafter.audience.segments import people, written
from thereafter.audience.segments.define import define
from thereafter.audience.segments.sentence import read_back
from thereafter.foundation.clock import RealClock
from thereafter.foundation.plural import counted
from thereafter.surfaces.cli.app import register


@click.group()
def segments() -> None:
    """Named sets of customers."""


@segments.command("define")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and count; change nothing.")
def define_command(files: tuple[Path, ...], dry_run: bool) -> None:
    """Make or change the segments that FILES (YAML: key, name, rule) define: all of them or, if one is wrong, none."""
    now = RealClock().now()
    with transaction.atomic():
        for text in [written.read(file) for file in files]:
            define(text.key, name=text.name, rule=text.rule, now=now)
            there = counted(people.count(text.rule, now=now), "person", "people")
            click.echo(f"{text.name} ({text.key}): {read_back(text.rule)} {there} now.")
        transaction.set_rollback(dry_run)
    if dry_run:
        click.echo("Nothing was changed.")


register(segments)
