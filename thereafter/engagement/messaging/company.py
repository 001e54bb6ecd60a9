"""Delivering by several workers at once, who stay: each has its connections and keeps its database's.

A durable mark for each letter is mostly waiting for the disk, and those who wait together wait once. To open a database
connection and plan every statement anew takes longer than a small shop's round of mail, so they are not opened for one.
"""

import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier, Lock

from django.db import connection

from thereafter.engagement.messaging.delivery import BATCH, SQL, deliver, hand_over, tell_sent
from thereafter.engagement.messaging.models import State
from thereafter.foundation.clock import Clock

WORKERS = 3
WORTH_COMPANY = 8  # messages
_PATIENCE = 10.0  # seconds

_lock = Lock()
_staying: ThreadPoolExecutor | None = None


def deliver_together(clock: Clock) -> Counter[State]:
    """`deliver`, shared among workers where enough is ready to be worth them; what became of how many."""
    ready = SQL["waiting"].one(now=clock.now(), enough=WORKERS * BATCH).messages
    if ready < WORTH_COMPANY:
        return deliver(clock)
    share = math.ceil(ready / WORKERS)
    rounds = [_company().submit(_hand_over, clock, batch=share) for _ in range(WORKERS)]
    wait(rounds)
    tell_sent(clock)
    return sum((each.result() for each in rounds), Counter())


def dismiss() -> None:
    """Let the workers go and close their connections. The next round of mail calls others."""
    global _staying
    with _lock:
        company, _staying = _staying, None
    if company:
        together = Barrier(WORKERS)  # so that each worker takes one of the partings
        for parting in [company.submit(_part, together) for _ in range(WORKERS)]:
            parting.result()
        company.shutdown()


def _company() -> ThreadPoolExecutor:
    global _staying
    with _lock:
        _staying = _staying or ThreadPoolExecutor(WORKERS, thread_name_prefix="delivery")
        return _staying


def _hand_over(clock: Clock, *, batch: int) -> Counter[State]:
    if connection.connection and not connection.is_usable():
        connection.close()  # the server went away and came again since the last round
    try:
        return hand_over(clock, batch=batch)
    except BaseException:
        connection.close()  # it may be what broke
        raise


def _part(together: Barrier) -> None:
    connection.close()
    together.wait(_PATIENCE)
