"""`thereafter doctor`: is everything all right? Looks at once, also at what one must call out to see."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime

import click

from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.foundation.plural import counted
from thereafter.project import upkeep
from thereafter.project.doctor import machine
from thereafter.project.serve import console_address
from thereafter.record.shop import settings
from thereafter.record.shop.settings import ShopSettings
from thereafter.surfaces.cli.app import printable, register_without_database, say
from thereafter.surfaces.console.settings import health
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui.shapes import Tone

_BROKEN = 1
_NOT_OURS = "Mend that on its server or in DATABASE_URL; without DATABASE_URL the embedded one is used."
_MARKS = {Tone.GOOD: "ok", Tone.WARN: "look", Tone.BAD: "BROKEN"}  # the rest cannot be seen, which is no fault


@register_without_database
@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Look whether everything is all right. Exits with 1 if something is broken."""
    stack = context.with_resource(ExitStack())
    now = RealClock().now()
    found, address = _looked(stack, now=now)
    click.echo(as_object(found, now=now) if as_json else "\n".join(as_lines(found, address)))
    context.exit(_BROKEN if any(check.tone is Tone.BAD for check in found) else 0)


def _looked(stack: ExitStack, *, now: datetime) -> tuple[Sequence[Check], str]:
    """Everything; or what can be said while the database does not answer, or lags behind. And the console's address."""
    without = Look(ShopSettings(), now, now)
    try:
        upkeep.hold_server(stack, say=say)
    except Refusal as refusal:
        remedy = "" if upkeep.is_embedded() else _NOT_OURS
        return [Check("Database", Tone.BAD, str(refusal), remedy=remedy), *_of_the_machine(without)], ""
    if upkeep.pending():
        found = [*machine.database(without), *machine.migrations(without), *_of_the_machine(without)]
        return sorted(found, key=lambda check: check.tone is not Tone.BAD), ""
    return health.checks_at_once(health.look_from(settings.read(), now=now)), console_address()


def _of_the_machine(look: Look) -> Iterator[Check]:
    """What takes no database to be seen."""
    yield from machine.disk(look)
    yield from machine.time_server(look)


def as_lines(found: Sequence[Check], address: str) -> list[str]:
    """A line for each thing, its remedy below it, and the sum."""
    width = max(len(check.name) for check in found)
    lines = []
    for check in found:
        lines.append(f"{_MARKS.get(check.tone, '-'):>6}  {check.name:<{width}}  {check.words}")
        remedy = check.remedy or (f"{check.label}: {address}{check.url}" if check.url else "")
        if remedy and check.tone is not Tone.GOOD:
            lines.append(f"{'':>6}  {'':<{width}}  {remedy}")
    broken = sum(check.tone is Tone.BAD for check in found)
    wanting = sum(check.tone is Tone.WARN for check in found)
    sums = [
        *([f"{counted(broken, 'thing')} {'is' if broken == 1 else 'are'} broken"] if broken else []),
        *([f"{counted(wanting, 'thing')} {'wants' if wanting == 1 else 'want'} a look"] if wanting else []),
    ]
    lines.append(f"{' and '.join(sums)}." if sums else "Everything is all right.")
    return [printable(line) for line in lines]


def as_object(found: Sequence[Check], *, now: datetime) -> str:
    """The same for a program."""
    rows = [
        {"name": one.name, "verdict": one.verdict, "words": one.words, "remedy": one.remedy, "page": one.url}
        for one in found
    ]
    return json.dumps(
        {"at": now.isoformat(), "broken": sum(check.tone is Tone.BAD for check in found), "checks": rows},
        ensure_ascii=False,
    )
