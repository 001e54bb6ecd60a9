"""One run per file, kind and settings: never twice at once, a killed one goes on, a finished one is finished."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import copy
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError

from thereafter.connectors.files.errors import Busy, Forgotten, Stopped
from thereafter.connectors.files.models import Run
from thereafter.connectors.files.reading import Source
from thereafter.foundation import ids
from thereafter.foundation.alone import alone, named
from thereafter.foundation.clock import Clock
from thereafter.foundation.disk_full import is_full
from thereafter.foundation.staging import Merged


@contextmanager
def held(source: Source, kind: str, settings: Mapping[str, Any], *, actor: str, now: datetime) -> Iterator[Run]:
    """The run of this source: the unfinished or finished one there is, else a new one, not stored yet. Raises Busy."""
    said = json.dumps([source.digest, kind, settings], sort_keys=True)
    with alone(named(said)) as mine:
        if not mine:
            raise Busy(f"{source.name} is being imported already. Wait until that is done; it will not be done twice.")
        yield _known(source, kind, settings) or Run(
            key=ids.run_key(),
            kind=kind,
            file_name=source.name[:300],
            file_digest=source.digest,
            settings=settings,
            rows_total=0,
            started_at=now,
            actor=actor,
        )


def is_done(source: Source, kind: str, settings: Mapping[str, Any]) -> bool:
    """Whether this very source was imported to its end with these settings: once more would change nothing."""
    known = _known(source, kind, settings)
    return known is not None and known.state == Run.State.DONE


def advance(attempt: Run, *, rows_done: int, report: dict[str, Any], ended_at: datetime | None, now: datetime) -> None:
    """Note in the chunk's own transaction how far the run came, and whether that was its end."""
    attempt.moved_at = now
    attempt.rows_done, attempt.report, attempt.ended_at, attempt.error = rows_done, report, ended_at, ""
    attempt.state = Run.State.RUNNING if ended_at is None else Run.State.DONE
    attempt.save(force_insert=attempt._state.adding)  # a key of our own: Django would try an update first


def merged_so_far(attempt: Run) -> Merged:
    """What earlier, killed attempts of this run had merged."""
    counted = {name: attempt.report.get(name, 0) for name in ("new", "changed", "unchanged", "conflicting")}
    return Merged(**counted, counts=attempt.report.get("counts", {}))


@contextmanager
def failing_aloud(attempt: Run, clock: Clock) -> Iterator[None]:
    """Where the block fails, note so in the run, which can be started again; the error goes on its way.

    The note names the sort of error, not its words: those may quote a row.
    """
    unstored = copy(attempt)
    try:
        yield
    except Exception as error:
        unstored.state, unstored.rows_total, unstored.ended_at = Run.State.FAILED, attempt.rows_total, clock.now()
        unstored.error = _why(error)
        known = Run.objects.filter(key=attempt.key)
        with suppress(DatabaseError, InterfaceError):  # the database itself may be what failed
            if not known.update(state=unstored.state, error=unstored.error, ended_at=unstored.ended_at):
                unstored.save(force_insert=True)
        raise


def _why(error: Exception) -> str:
    if isinstance(error, Forgotten):
        return str(error)
    if is_full(error):
        return "The disk is full. Make room on it, then start it again."
    happened = "was stopped" if isinstance(error, Stopped) else f"failed ({type(error).__name__})"
    return f"It {happened}. Start it again."


def _known(source: Source, kind: str, settings: Mapping[str, Any]) -> Run | None:
    runs = Run.objects.filter(file_digest=source.digest, kind=kind, settings=settings)
    return runs.order_by("-started_at").first()
