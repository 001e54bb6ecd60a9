"""`bin/bench NAME [--size N] [--json] [--shop DIR]`: one benchmark, on an embedded database at default durability.

The database is fresh and goes with the bench. With `--shop` the large shop that several benches begin with is made once
in a home that stays, and each bench works on a copy of its database.
"""

import os
import pkgutil
import sys
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import click
import django

import bench
from bench import harness

_OURS = {"__main__", "harness", "kept", "shop"}


def names() -> list[str]:
    """The benchmarks there are: every module of this folder but the machinery."""
    return sorted(
        found.name for found in pkgutil.iter_modules(bench.__path__) if not found.ispkg and found.name not in _OURS
    )


@click.command()
@click.argument("name", type=click.Choice(names()))
@click.option(
    "--size", type=click.IntRange(min=1), help="How much to work through; each benchmark has its own default."
)
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object on the last line.")
@click.option(
    "--shop",
    "kept",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder in which the large shop stays: made by the first bench that needs it, copied for each.",
)
def main(name: str, size: int | None, as_json: bool, kept: Path | None) -> None:
    """Measure NAME."""
    with ExitStack() as stack:
        stack.enter_context(harness.kept_home(kept) if kept else harness.fresh_home())
        os.environ["DJANGO_SETTINGS_MODULE"] = "thereafter.project.settings"
        django.setup()
        import_module("thereafter.project.upkeep").open_database(stack, say=_say)
        if kept:
            stack.enter_context(import_module("bench.kept").copies())
        result: harness.Result = import_module(f"bench.{name}").run(size)
        show(name, result)  # before the server stops: its memory is not ours
        if as_json:
            click.echo(result.as_json(name))


def show(name: str, result: harness.Result) -> None:
    """The result as a table."""
    rows = [
        ("", "size", "seconds", f"{result.unit}/s", "times"),
        _row(name, result.size, result.seconds, result.rate, ""),
    ]
    rows += [
        _row(peer, one.size, one.seconds, one.rate, f"{result.rate / one.rate:,.1f}")
        for peer, one in result.peers.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        click.echo("  ".join(cells).rstrip())
    for key, value in result.extras.items():
        click.echo(f"{key}: {value}")
    click.echo(f"peak memory {harness.peak_memory():,.0f} MB on {harness.machine()}")


def _row(name: str, size: int, seconds: float, rate: float, times: str) -> tuple[str, str, str, str, str]:
    return name, f"{size:,}", f"{seconds:,.2f}", f"{rate:,.0f}", times


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


if __name__ == "__main__":
    sys.exit(main())
