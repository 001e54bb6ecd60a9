"""Passes through everybody that take a while: asked for on a page, made by a worker, step by step, and watched.

Each step is one transaction with its place in the sweep, so a killed one goes on where it was.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from thereafter.foundation.sql import Folder
from thereafter.record.customers import turns
from thereafter.record.customers.merging import duplicates
from thereafter.record.customers.merging.merge import OLDER, joined, prepare
from thereafter.record.customers.models import Sweep
from thereafter.record.shop import settings

SQL = Folder(__file__)
BY_ITSELF = "system"
FIND_EVERY = timedelta(days=1)
# Pairs: nobody decides upon anybody for as long as one batch takes, some two seconds for a thousand pairs. In smaller
# batches they take more together: rows of one customer lie far from each other, so each comes by the same pages again.
BATCH = 50_000


def ask(kind: Sweep.Kind, *, by: str, now: datetime) -> Sweep:
    """Have one made; the one that is under way, where there is one."""
    total = duplicates.count(now=now).certain if kind == Sweep.Kind.JOIN else None
    asked = {"asked_at": now, "asked_by": by, "total": total}
    return Sweep.objects.get_or_create(kind=kind, ended_at=None, defaults=asked)[0]


def under_way() -> Sweep | None:
    """The one that a worker makes now, or next."""
    return Sweep.objects.filter(ended_at=None).order_by("pk").first()


def last(kind: Sweep.Kind) -> Sweep | None:
    """The last one that was made to its end."""
    return Sweep.objects.filter(kind=kind, problem="").exclude(ended_at=None).order_by("-pk").first()


def failed() -> list[Sweep]:
    """The last one of each kind, where it failed and none was made or asked for since."""
    latest = [Sweep.objects.filter(kind=kind).order_by("-pk").first() for kind in Sweep.Kind]
    return [sweep for sweep in latest if sweep is not None and sweep.problem]


def ask_if_due(*, now: datetime) -> Sweep | None:
    """Once a day everybody is looked at by itself; a look that lies ahead, on a clock that was set back, is none."""
    before = Sweep.objects.filter(kind=Sweep.Kind.FIND).order_by("-pk").first()
    if before is not None and now - FIND_EVERY < before.asked_at <= now:
        return None
    return ask(Sweep.Kind.FIND, by=BY_ITSELF, now=now)


@transaction.atomic
def find(sweep: Sweep, *, now: datetime) -> Sweep:
    """Look at everybody. Where the shop says so, joining what is certain is asked for."""
    sweep.total = sweep.done = duplicates.find(now=now)
    _end(sweep, now=now)
    if settings.read().merge_certain and duplicates.count(now=now).certain:
        ask(Sweep.Kind.JOIN, by=BY_ITSELF, now=now)
    return sweep


def join_certain(sweep: Sweep, *, tell: Iterator[datetime], batch: int = BATCH) -> Iterator[Sweep]:
    """Join every pair that is certain, a batch at a time; the sweep after each. `tell` gives the instant of each batch.

    Of three records that are one person two are joined first: so it passes until a pass joins nobody.
    """
    after, of_this_pass = 0, 0
    for now in tell:
        with transaction.atomic():
            turns.take()
            sweep.refresh_from_db()
            if sweep.ended_at is not None:
                return
            prepare()
            chosen = SQL["choose"].one(after=after, batch=batch, now=now, because=OLDER)
            if chosen.last is not None:
                pairs = joined(by=sweep.asked_by, now=now)
                after, of_this_pass = chosen.last, of_this_pass + pairs
                sweep.done += pairs
                sweep.total = max(sweep.total or 0, sweep.done)
                sweep.save(update_fields=["total", "done"])
            elif of_this_pass:
                after = of_this_pass = 0
            else:
                _end(sweep, now=now)
        yield sweep
        if sweep.ended_at is not None:
            return


def fail(sweep: Sweep, error: Exception, *, now: datetime) -> None:
    """Note that it failed; it can be asked for again. The note names the sort of error: its words may quote a row."""
    sweep.problem = f"It failed ({type(error).__name__}); the log says why. Ask for it again."
    _end(sweep, now=now)


def _end(sweep: Sweep, *, now: datetime) -> None:
    sweep.ended_at = now
    sweep.save()
