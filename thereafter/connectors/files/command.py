"""`thereafter import KIND FILE…`: the thin edge over `importing`."""

import getpass
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from thereafter.connectors.files import importing, presets, words
from thereafter.connectors.files.characters import lines_as_shown
from thereafter.connectors.files.errors import shown
from thereafter.connectors.files.kinds import KINDS, kind_named
from thereafter.connectors.files.looking import look_into
from thereafter.connectors.files.packed.unpacking import plain
from thereafter.connectors.files.presets import Part, PresetFile, keep_preset, must_be_a_key, preset_named
from thereafter.connectors.files.reading import Reading, look
from thereafter.connectors.files.report import Report
from thereafter.connectors.files.settings import Settings
from thereafter.connectors.files.shaping import EVERY_ROW
from thereafter.foundation.clock import Clock, RealClock
from thereafter.foundation.errors import Refusal
from thereafter.foundation.outage import outlive
from thereafter.foundation.plural import plural

_AGAIN = "Run the same command again: what was committed is kept, and the import goes on after it."
_OPTIONS = ("store", "currency")


class Said(click.ClickException):
    """A refusal, said in the name of this command."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(lines_as_shown(f"thereafter import: {self.message}"), err=True)


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--column", "columns", multiple=True, metavar="OURS=THEIRS", help="Which column of the file is which.")
@click.option("--preset", help="Columns and options kept under a name, such as online-retail.")
@click.option("--save-preset", help="Keep columns and options of this import under a name.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="Any other option of the kind.")
@click.option("--store", help="The key of the store that the rows come from.")
@click.option("--currency", help="The currency of prices where the file does not say.")
@click.option("--time-zone", help="The zone of dates that name none. Default: the shop's.")
@click.option("--date-format", help="How dates are written, such as '%d.%m.%Y %H:%M'. Default: ISO 8601.")
@click.option("--encoding", help="The file's encoding. Default: utf-8.")
@click.option("--delimiter", help="What separates cells. Default: as found.")
@click.option("--sheet", default="", help="The sheet of a workbook, or the file of a ZIP archive. Default: the first.")
@click.option("--decimal-comma", is_flag=True, default=None, help="Prices are written like 1.234,50.")
@click.option("--thousandths", is_flag=True, default=None, help="Prices may have three decimals: 1.234 is 1.23.")
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.option("--skip-invalid", is_flag=True, help="Import what is valid and list the rest.")
@click.option(
    "--chunk-rows", type=click.IntRange(min=1), default=300_000, show_default=True, help="Rows committed together."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object per file.")
def import_command(
    kind: str,
    files: tuple[Path, ...],
    preset: str | None,
    save_preset: str | None,
    as_json: bool,
    dry_run: bool,
    sheet: str,
    **told: Any,
) -> None:
    """Import FILES (CSV, Parquet, Excel or OpenDocument sheets, or ZIP archives of such) of one KIND.

    Columns are guessed from their names and shown. A preset may tell of several kinds; if KIND is its first, all are
    read in their order. The same file twice changes nothing; a killed import goes on when it is started again.
    """
    rest = list(files)
    try:
        _refuse_empty(told | {"preset": preset, "save_preset": save_preset})
        if save_preset:
            must_be_a_key(save_preset)
        settings = _settings(told)
        first = preset_named(preset, kind) if preset else Part(kind=kind)
        for file in files:
            look(file)
        clock, refused, kept = RealClock(), False, list[Part]()
        while rest:
            file = rest.pop(0)
            kept = []
            with plain(file, sheet) as table:
                name = f"{file.name}, {table.inner}" if table.inner else file.name
                if table.said and not as_json:
                    click.echo(lines_as_shown(table.said))
                for part in _parts(table.path, name, first, preset, settings):
                    how = settings.over(part) if part is first else _besides(settings, part)
                    act = partial(_import, table.path, name, part.kind, how, dry_run, quiet=as_json, clock=clock)
                    report = outlive(act, clock=clock, say=_say, remedy=_AGAIN)
                    kept.append(Part(kind=part.kind, columns=_theirs(report), options=how.options, shape=how.shape))
                    click.echo(json.dumps(report.as_json()) if as_json else lines_as_shown(words.tell(report)))
                    refused |= report.refused
        if save_preset and not dry_run:
            keep_preset(save_preset, kept, settings.over(first).reading, now=clock.now())
        if save_preset and dry_run:
            _say(f"Preset {save_preset} was not kept: a dry run keeps nothing. Run it again without --dry-run.")
        if refused:
            click.get_current_context().exit(2)
    except Refusal as refusal:
        raise Said(f"{refusal}{_not_looked_at(files, rest)}") from None


def _parts(file: Path, name: str, first: Part, key: str | None, settings: Settings) -> list[Part]:
    """What is read of this file: of a preset that begins with this kind, all that the file tells of; else this kind."""
    found = presets.preset(key) if key else PresetFile(parts=(first,))
    if len(found.parts) == 1 or found.parts[0].kind != first.kind:
        return [first]
    header = look_into(file, settings.over(first).reading, name).header
    return [first, *(part for part in found.parts[1:] if part.fits(header))]


def _besides(settings: Settings, part: Part) -> Settings:
    """How a further part is read: what was told of columns is about the first one."""
    known = kind_named(part.kind).options.model_fields
    options = {name: value for name, value in settings.options.items() if name in known}
    return settings.model_copy(update={"columns": {}, "options": options}).over(part)


def _theirs(report: Report) -> dict[str, str]:
    """Which column of the file was which; what every row said is no column of the file."""
    return {ours: theirs for ours, theirs in report.columns.items() if not theirs.startswith(EVERY_ROW)}


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _not_looked_at(files: Sequence[Path], rest: Sequence[Path]) -> str:
    """What to say of the files after one that was refused; nothing if it was all of them, or the last."""
    if len(rest) in {0, len(files)}:
        return ""
    names = ", ".join(file.name for file in rest)
    return f"\nNot looked at any more: {names}. Name {plural(len(rest), 'it', 'them')} again when this is put right."


def _refuse_empty(told: dict[str, Any]) -> None:
    """An option that was given with nothing in it: a script's variable that was not set, and never what was meant."""
    for name, value in told.items():
        if value == "":
            raise Said(f"--{name.replace('_', '-')} is empty. Give it a value, or leave it out.")


def _settings(told: dict[str, Any]) -> Settings:
    options: dict[str, Any] = _pairs("option", told["options"], example="store=market")
    if isinstance(options.get("charges"), str):
        options["charges"] = [code.strip() for code in options["charges"].split(",")]
    for name in _OPTIONS:
        if told[name] and name in options:
            raise Said(f"--{name} and --option {name}=… tell the same twice. Leave one of them out.")
        if told[name]:
            options[name] = told[name]
    reading = {name: told[name] for name in Reading.model_fields if told.get(name) is not None}
    return Settings(
        columns=_pairs("column", told["columns"], example="number=InvoiceNo"),
        options=options,
        reading=_reading(reading),
        skip_invalid=told["skip_invalid"],
        chunk_rows=told["chunk_rows"],
    )


def _reading(told: dict[str, Any]) -> Reading:
    try:
        return Reading(**told)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        what = Reading.model_fields[name].description
        option = f"--{name.replace('_', '-')}"
        raise Said(f'{option} cannot be "{shown(told[name])}". It is to be: {what}') from None


def _pairs(option: str, said: tuple[str, ...], *, example: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, sign, value in (pair.partition("=") for pair in said):
        if not (name and sign and value):
            raise Said(f'--{option} "{name}{sign}{value}" names nothing. Write it like --{option} {example}.')
        if name in found:
            raise Said(f'--{option} tells {name} twice, as "{found[name]}" and as "{value}". Leave one of them out.')
        found[name] = value
    return found


def _import(
    file: Path, name: str, kind: str, settings: Settings, dry_run: bool, *, quiet: bool, clock: Clock
) -> Report:
    console = Console(stderr=True, quiet=quiet)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(show_speed=False))
    pace = (TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Progress(*columns, *pace, console=console, transient=True) as bar:
        task = bar.add_task(f"{name}: reading", total=None, rate="")

        def watch(progress: importing.Progress) -> None:
            speed = bar.tasks[task].speed
            bar.update(
                task,
                description=f"{name}: {progress.stage.value}",
                completed=progress.done,
                total=progress.total or None,
                rate=f"{speed:,.0f} lines/s" if speed else "",
            )

        if dry_run:
            return importing.rehearse(file, kind, settings, now=clock.now(), name=name, watch=watch)
        return importing.run(file, kind, settings, clock=clock, actor=getpass.getuser(), name=name, watch=watch)
