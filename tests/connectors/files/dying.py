"""Imports that are killed at a named point, each in a process of its own."""

import os
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path

from django.conf import settings as django_settings

from tests import warm
from tests.cast import NOON
from thereafter.connectors.files import importing, plans, working
from thereafter.connectors.files.errors import Busy
from thereafter.connectors.files.importing import Progress
from thereafter.connectors.files.settings import Settings
from thereafter.connectors.files.telling import Teller
from thereafter.foundation.clock import VirtualClock

CHUNK = Settings(options={"currency": "GBP"}, chunk_rows=120)


class Death:
    """Strikes at the n-th progress that is told at this stage."""

    def __init__(self, point: str, times: int) -> None:
        self.point, self.left = point, times

    def watch(self, progress: Progress) -> None:
        """Nobody gets to clean up."""
        self.left -= progress.stage.value == self.point
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def importer(path: Path, point: str = "", times: int = 1) -> BaseProcess:
    """Imports a file of orders; `begun(path)` is there as soon as it reads, `refused(path)` says why it did not."""
    return warm.begun(_import, path, point, times)


def begun(path: Path) -> Path:
    """The mark of an importer that reads."""
    return path.with_suffix(".begun")


def refused(path: Path) -> Path:
    """The words of an importer that may not."""
    return path.with_suffix(".refused")


def _import(path: Path, point: str, times: int) -> None:
    death = Death(point, times)

    def watch(progress: Progress) -> None:
        begun(path).touch()
        death.watch(progress)

    try:
        importing.run(path, "orders", CHUNK, clock=VirtualClock(NOON), actor="child", watch=watch)
    except Busy as busy:
        refused(path).write_text(str(busy))


def upload_worker(place: Path, point: str = "", times: int = 1) -> int:
    """Looks once at the uploads that lie there, and does what was asked for; how it ended."""
    return warm.ended(_take_up, place, point, times)


def _take_up(place: Path, point: str, times: int) -> None:
    django_settings.UPLOADS = place
    death, told = Death(point, times), Teller.watch

    def watch(self: Teller, progress: Progress) -> None:
        told(self, progress)
        death.watch(progress)

    Teller.watch = watch  # type: ignore[method-assign]
    if point:
        plans._CHUNK = 100
    working.take_up(VirtualClock(NOON))
