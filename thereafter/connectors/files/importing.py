"""One import: read, match, check everything, then merge chunks, each with its place in the run in one transaction.

report = importing.run(Path("orders.csv"), "orders", Settings(), clock=RealClock(), actor="ruth")
report = importing.run(table, "orders", Settings(columns=...), clock=clock, actor="demo", name="feed 17")
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from django.db import transaction

from thereafter.audience.profiles import refresh, touched
from thereafter.connectors.files import loading, pacing, runs
from thereafter.connectors.files.cells import Manner
from thereafter.connectors.files.checking import Checked, check, check_together
from thereafter.connectors.files.errors import Invalid, WrongOption
from thereafter.connectors.files.kinds import kind_named
from thereafter.connectors.files.matching import match
from thereafter.connectors.files.models import Run
from thereafter.connectors.files.reading import Reading, Source, open_file, open_table
from thereafter.connectors.files.report import Report, in_lines, outcome, problems_of
from thereafter.connectors.files.settings import Settings, options_of
from thereafter.connectors.files.shaping import shape
from thereafter.foundation import planner
from thereafter.foundation.clock import Clock, VirtualClock
from thereafter.foundation.money import decimals
from thereafter.foundation.plural import counted, plural
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import MOST_NOTES, Kind, Merged, Options
from thereafter.record.commerce.imports.stores import counting_currency, is_known
from thereafter.record.customers import turns
from thereafter.record.shop import settings as shop_settings

SQL = Folder(__file__)


class Stage(Enum):
    """Where an import is. A killed one goes on after the last COMMITTED."""

    READING = "reading"
    CHECKING = "checking"
    LOADING = "loading"
    MERGING = "merging"
    COMMITTED = "committed"


@dataclass(frozen=True)
class Progress:
    """Rows done, of how many, and what is being done now."""

    stage: Stage
    done: int
    total: int


Watch = Callable[[Progress], None]


ROOMS = ("customers", "commerce", "events", "profiles")  # whose tables an import fills
_MANY = 1_000  # rows that the planner must know of


@dataclass(frozen=True)
class Job:
    """Everything that is settled before the first row is merged. Pure facts: no database in here."""

    kind: Kind[Any]
    source: Source
    columns: Mapping[str, str]
    options: Options
    checked: Checked
    begun_at: datetime
    found: Mapping[str, int]  # what is worth knowing of the whole source
    new_store: str = ""  # the store's key, if nobody has heard of it
    passed_over: int = 0  # rows that are not meant
    consulted: frozenset[str] = frozenset()  # columns that said which rows are meant, and what stands in others

    @property
    def invalid(self) -> int:
        return int(np.count_nonzero(self.checked.invalid)) + len(self.source.torn)

    @property
    def lines(self) -> int:
        return int(self.source.table.num_rows) + len(self.source.torn)


def unwatched(progress: Progress) -> None:
    """For those who do not look."""


def run(
    source: Path | pa.Table,
    kind: str,
    settings: Settings,
    *,
    clock: Clock,
    actor: str,
    name: str = "",
    origin: str = "",
    watch: Watch = unwatched,
) -> Report:
    """Import rows of one kind. Raises Refusal (BadFile, Busy, …) with the remedy; then nothing was imported.

    What they tell is kept with `origin` as its source, else with the run's own.
    Each chunk is committed with its events and the profiles it touched. Killed, it goes on with the next call; done,
    the same source with the same settings changes nothing.
    """
    job = prepare(source, kind, settings, now=clock.now(), name=name, watch=watch)
    return carry_out(job, settings, clock=clock, actor=actor, origin=origin, watch=watch)


def carry_out(
    job: Job, settings: Settings, *, clock: Clock, actor: str, origin: str = "", watch: Watch = unwatched
) -> Report:
    """Import what was prepared, as `run` does."""
    said = _identity(job, settings)
    if job.checked.table.num_rows > _MANY:
        planner.clear_away(*ROOMS)
    with runs.held(job.source, job.kind.name, said, actor=actor, now=job.begun_at) as attempt:
        if attempt.state == Run.State.DONE:
            nothing = Merged(unchanged=job.checked.table.num_rows)
            return _report(job, nothing, already=True, run=str(attempt.key))
        resumed_at = attempt.rows_done
        with runs.failing_aloud(attempt, clock):
            merged = _merge_chunks(job, settings, attempt, origin=origin, clock=clock, watch=watch)
    if merged.new + merged.changed > _MANY:
        planner.catch_up()
    return _report(job, merged, resumed_at=resumed_at, run=str(attempt.key))


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written in the block is there while it lasts, and never was. What earlier blocks left goes first."""
    planner.clear_away(*ROOMS)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rehearse(
    source: Path | pa.Table,
    kind: str,
    settings: Settings,
    *,
    now: datetime,
    name: str = "",
    watch: Watch = unwatched,
) -> Report:
    """What `run` would do: it is done, counted, and taken back. Invalid rows are left out and listed."""
    lenient = settings.model_copy(update={"skip_invalid": True})
    job = prepare(source, kind, lenient, now=now, name=name, watch=watch)
    with taken_back():
        return try_out(job, settings, clock=VirtualClock(now), watch=watch)


def try_out(job: Job, settings: Settings, *, clock: Clock, watch: Watch = unwatched) -> Report:
    """Do what was prepared within `taken_back` as of its beginning, and count it; the clock paces the progress."""
    lenient, table = settings.model_copy(update={"skip_invalid": True}), job.checked.table
    if runs.is_done(job.source, job.kind.name, _identity(job, lenient)):
        return _report(job, Merged(unchanged=table.num_rows), dry_run=True, already=True)
    merged = Merged()
    turns.take()
    for begin, end in _chunks(job, settings, 0, clock):
        watch(Progress(Stage.MERGING, begin, table.num_rows))
        merged += _merge(job, table.slice(begin, end - begin), source="rehearsal", now=job.begun_at)
    watch(Progress(Stage.COMMITTED, table.num_rows, table.num_rows))
    return _report(job, merged, dry_run=True, refused=job.invalid > 0 and not settings.skip_invalid)


def prepare(
    source: Path | pa.Table,
    kind: str,
    settings: Settings,
    *,
    now: datetime,
    name: str = "",
    watch: Watch = unwatched,
    most: int = MOST_NOTES,
) -> Job:
    """Read, shape, match and check the whole source; rows that belong together stand together. Raises BadFile.

    `most` invalid rows are told of in words.
    """
    taken = kind_named(kind, settings.columns)
    shop = shop_settings.read()
    watch(Progress(Stage.READING, 0, 0))
    is_file = isinstance(source, Path)
    opened = open_file(source, settings.reading, name) if is_file else open_table(source, name or "feed")
    shaped = shape(opened, settings.shape)
    rows = shaped.source.table
    columns = match(taken, rows.column_names, settings.told(rows.column_names, shaped.said), opened.name)
    options = options_of(taken, settings.options, shop)
    watch(Progress(Stage.CHECKING, 0, rows.num_rows))
    currency = getattr(options, "currency", "") if "currency" not in columns else ""
    manner = _manner(settings.reading, shop.time_zone, currency, now)
    checked = check(rows, taken, columns, manner, most=most)
    checked = check_together(checked, taken, options, most=most)
    found = taken.tally(checked.table, options)
    store = getattr(options, "store", "")
    new_store = store if store and not is_known(store) else ""
    together = _together(checked, taken.whole)
    consulted = frozenset({*settings.shape.consulted, *settings.shape.derived})
    job = Job(taken, shaped.source, columns, options, together, now, found, new_store, shaped.passed_over, consulted)
    if job.invalid and not settings.skip_invalid:
        raise Invalid(_refusal(job))
    return job


def _merge_chunks(job: Job, settings: Settings, attempt: Run, *, origin: str, clock: Clock, watch: Watch) -> Merged:
    table = job.checked.table
    total = table.num_rows
    attempt.rows_total = total
    earlier, merged = runs.merged_so_far(attempt), Merged()
    for begin, end in _chunks(job, settings, attempt.rows_done, clock) if total else [(0, 0)]:
        with transaction.atomic():
            turns.take()
            if end - begin > _MANY:
                planner.keep_from_autovacuum(*ROOMS)
            watch(Progress(Stage.LOADING, begin, total))
            now = clock.now()
            if total:
                rows = table.slice(begin, end - begin)
                merged += _merge(job, rows, source=origin or f"import:{attempt.key}", now=now)
            done = _report(job, earlier + merged).stored()
            at = clock.now()
            runs.advance(attempt, rows_done=end, report=done, ended_at=at if end == total else None, now=at)
            watch(Progress(Stage.MERGING, end, total))
        watch(Progress(Stage.COMMITTED, end, total))
    return merged


def _chunks(job: Job, settings: Settings, begin: int, clock: Clock) -> Iterator[tuple[int, int]]:
    most = settings.chunk_rows
    first = settings.first_rows or most
    return pacing.chunks(job.checked.table, job.kind.whole, begin=begin, first=first, most=most, clock=clock)


def _merge(job: Job, rows: pa.Table, *, source: str, now: datetime) -> Merged:
    """One chunk, inside the caller's transaction: rows, events, and the profiles of those they touch."""
    job.kind.prepare()
    loading.copy(job.kind.arrange(rows, job.options))
    merged = job.kind.merge(job.options, now, source)
    touched.prepare()
    if SQL["touch"].run():
        refresh.refresh_touched(now=now)
    return merged


def _together(checked: Checked, whole: str) -> Checked:
    """Rows that share the value of `whole` stand together, in the order in which each value first came up."""
    if not whole or not checked.table.num_rows:
        return checked
    codes = checked.table[whole].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    if np.all(np.diff(codes) >= 0):
        return checked
    order = pa.array(np.argsort(codes, kind="stable"))
    return Checked(checked.table.take(order), checked.invalid, checked.problems, checked.overlooked)


def _manner(reading: Reading, shop_zone: str, currency: str, now: datetime) -> Manner:
    try:
        zone = ZoneInfo(reading.time_zone or shop_zone)
    except (KeyError, ValueError, OSError):
        raise WrongOption(f'"{reading.time_zone}" is no time zone. Use one like Europe/London.') from None
    thousandths = reading.thousandths or (bool(currency) and decimals(currency) == 3)
    return Manner(zone, now, reading.date_format, reading.decimal_comma, thousandths, currency)


def _identity(job: Job, settings: Settings) -> dict[str, Any]:
    """What makes two imports of one file the same."""
    said = {
        "columns": dict(job.columns),
        "options": job.options.model_dump(mode="json"),
        "reading": settings.reading.model_dump(),
        "skip_invalid": settings.skip_invalid,
    }
    shaped = settings.shape.model_dump(mode="json", exclude_defaults=True)
    return {**said, "shape": shaped} if shaped else said


def _refusal(job: Job) -> str:
    first = problems_of(job.source, job.checked, 1)[0]
    unit, others, further = job.source.unit, job.lines - job.invalid, job.invalid - 1
    more = f" ({counted(further, f'more {unit}')} {plural(further, 'is', 'are')} wrong.)" if further else ""
    remedy = f" Run again with --skip-invalid to import the other {counted(others, unit)} and list the rest."
    remedy = remedy if others else ""
    return f"{job.source.name}, {unit} {first.row}: {first.words}{more}\nNothing was imported.{remedy}"


def _report(job: Job, merged: Merged, **how: Any) -> Report:
    return Report(
        kind=job.kind.name,
        file=job.source.name,
        unit=job.source.unit,
        columns=job.columns,
        lines=job.lines,
        invalid=job.invalid,
        **outcome(merged),
        found=job.found,
        overlooked=job.checked.overlooked,
        problems=problems_of(job.source, job.checked, MOST_NOTES),
        conflicts=in_lines(job.source, merged.notes),
        unread=tuple(
            name for name in job.source.table.column_names if name not in {*job.columns.values(), *job.consulted}
        ),
        new_store=job.new_store,
        passed_over=job.passed_over,
        currency=counting_currency(told) if (told := getattr(job.options, "currency", "")) else "",
        **how,
    )
