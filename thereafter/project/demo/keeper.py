"""The mailbox's keeper: starts its process, starts it again when it falls, and ends it."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from thereafter.connectors.smtp.server import VARIABLE
from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal
from thereafter.project.demo.mailbox import server
from thereafter.project.demo.mailbox.visit import Mailbox
from thereafter.project.serve import free_port
from thereafter.project.settings import ROOT
from thereafter.project.supervise import Child, keep_alive

_FIRST_PORT = 2525
_READY_WITHIN = timedelta(seconds=20)
_GLANCE = timedelta(milliseconds=50)


@contextmanager
def kept(folder: Path, *, clock: Clock, say: Callable[[str], None]) -> Iterator[Mailbox]:
    """A mailbox over this folder that answers, for a `with` block; all our mail goes there. Killed, it comes again."""
    mailbox = Mailbox(free_port("127.0.0.1", _FIRST_PORT))
    command = [sys.executable, "-m", server.__name__, str(folder), str(mailbox.port)]
    paths = [str(ROOT.parent), os.environ.get("PYTHONPATH", "")]
    child = Child("mailbox", command, {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))})
    stopping = threading.Event()
    watch = threading.Thread(
        target=keep_alive,
        args=([child],),
        kwargs={"stopping": stopping, "clock": clock, "say": say},
        name="mailbox-watch",
        daemon=True,
    )
    watch.start()
    try:
        _wait_for(mailbox, clock=clock)
        os.environ[VARIABLE] = mailbox.url  # for our own transport, and for the processes that we start
        yield mailbox
    finally:
        stopping.set()
        watch.join()


def _wait_for(mailbox: Mailbox, *, clock: Clock) -> None:
    deadline = clock.now() + _READY_WITHIN
    while not mailbox.answers():
        if clock.now() > deadline:
            raise Refusal(f"The demo's mailbox does not answer on port {mailbox.port}. Run `thereafter demo` again.")
        clock.wait(_GLANCE)
