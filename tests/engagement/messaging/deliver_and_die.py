"""A worker that delivers and is killed at a named point, in a process of its own.

The point is where SIGKILL strikes, at the letter of that number: `before the mark`, `after the mark` (before any
content), `after the answer` (before it is stored). Number 0: it lives.
"""

import os
import signal
from collections.abc import Callable
from datetime import datetime

from tests import warm
from thereafter.connectors.smtp.server import Server
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import transports
from thereafter.engagement.messaging.delivery import deliver
from thereafter.engagement.messaging.transports import Answer, Envelope
from thereafter.foundation.clock import VirtualClock

POINTS = ("before the mark", "after the mark", "after the answer")


class Mortal(Smtp):
    """The real transport, and a death."""

    point = ""
    letters = 0

    def send(self, envelope: Envelope, *, may_begin: Callable[[], bool]) -> Answer:
        def begin() -> bool:
            self.dies("before the mark")
            answer = may_begin()
            self.dies("after the mark")
            return answer

        Mortal.letters -= 1
        answer = super().send(envelope, may_begin=begin)
        self.dies("after the answer")
        return answer

    def dies(self, point: str) -> None:
        """Nobody gets to clean up."""
        if self.letters == 0 and point == self.point:
            os.kill(os.getpid(), signal.SIGKILL)


def worker(instant: datetime, url: str, point: str = "", letters: int = 0) -> int:
    """One worker's life on the test's database; its exit code."""
    return warm.ended(_live, instant, url, point, letters)


def _live(instant: datetime, url: str, point: str, letters: int) -> None:
    Mortal.point, Mortal.letters = point, letters
    transports.register("email", lambda: Mortal(Server.of(url)))
    deliver(VirtualClock(instant))
