"""A worker that delivers and is killed at a named point: python -m … INSTANT SMTP_URL POINT LETTERS

POINT is where SIGKILL strikes, at the letter of that number: `before the mark`, `after the mark` (before any content),
`after the answer` (before it is stored). LETTERS 0: it lives.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thereafter.project.settings")
django.setup()

from thereafter.connectors.smtp.server import Server  # noqa: E402
from thereafter.connectors.smtp.transport import Smtp  # noqa: E402
from thereafter.engagement.messaging import transports  # noqa: E402
from thereafter.engagement.messaging.delivery import deliver  # noqa: E402
from thereafter.engagement.messaging.transports import Answer, Envelope  # noqa: E402
from thereafter.foundation.clock import VirtualClock  # noqa: E402

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


if __name__ == "__main__":
    instant, url, Mortal.point, letters = sys.argv[1:]
    Mortal.letters = int(letters)
    transports.register("email", lambda: Mortal(Server.of(url)))
    deliver(VirtualClock(datetime.fromisoformat(instant)))
