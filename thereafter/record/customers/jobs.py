"""What happens by itself to customers."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from thereafter.foundation.clock import Clock
from thereafter.record.customers import erasing, trouble
from thereafter.record.customers.merging import sweeps
from thereafter.record.customers.models import Sweep

_PATIENCE, _A_MOMENT = timedelta(seconds=10), timedelta(milliseconds=100)
_log = logging.getLogger(__name__)


def sweep(clock: Clock) -> None:
    """Look for doubles once a day, and make every pass that somebody asked for."""
    sweeps.ask_if_due(now=clock.now())
    while waiting := sweeps.under_way():
        for _ in steps(waiting, clock):
            pass


def tidy(clock: Clock) -> None:
    """Close what has come to its own end, and look once more for what a late writer left of somebody erased."""
    now = clock.now()
    ended, erased = trouble.close_ended(now=now), erasing.look_again(now=now)
    _log.info("People: %d troubles came to their end, %d people erased lately were looked for again.", ended, erased)


def settle_erasures(clock: Clock) -> None:
    """Once everybody has ended who was at work while somebody was erased: forget what they left of her."""
    if not (lately := erasing.unsettled()):
        return
    still, deadline = erasing.at_work(), clock.now() + _PATIENCE
    while still := still & erasing.at_work():
        if clock.now() >= deadline:
            return  # the next look will see
        clock.wait(_A_MOMENT)
    settled = erasing.settle(lately)
    _log.info("People: what was written while %d people were erased has gone too.", settled)


def steps(waiting: Sweep, clock: Clock) -> Iterator[Sweep]:
    """Make one pass to its end; the sweep after every step. Where it fails, it says so and raises the error."""
    try:
        if waiting.kind == Sweep.Kind.FIND:
            yield sweeps.find(waiting, now=clock.now())
            _log.info("Doubles: %d pairs look like one person.", waiting.done)
        else:
            yield from sweeps.join_certain(waiting, tell=_instants(clock))
            _log.info("Doubles: %d pairs were joined.", waiting.done)
    except Exception as error:
        sweeps.fail(waiting, error, now=clock.now())
        raise


def _instants(clock: Clock) -> Iterator[datetime]:
    while True:
        yield clock.now()
