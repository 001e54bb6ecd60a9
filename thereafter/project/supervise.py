"""Child processes that are kept alive: started, started again with growing pauses, stopped together."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from thereafter.foundation.clock import Clock, RealClock

_GLANCE = timedelta(milliseconds=200)
_PARENT_GLANCE = timedelta(seconds=1)
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(seconds=30)
_SETTLED = timedelta(seconds=60)  # alive for so long, a child's past falls are forgotten
_GRACE = timedelta(seconds=15)


@dataclass
class Child:
    """One process that should always run. `name` is what a person reads."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: datetime | None = None
    fell_at: datetime | None = None
    not_before: datetime | None = None
    pause: timedelta = field(default=_FIRST_PAUSE)

    def start(self, *, now: datetime) -> None:
        """Start it in a group of its own: a Ctrl-C reaches only the supervisor, and its own children go with it."""
        self.process = subprocess.Popen(
            self.command, env=dict(self.environment), stdin=subprocess.DEVNULL, start_new_session=True
        )
        self.started_at, self.fell_at, self.not_before = now, None, None

    def fell(self, *, now: datetime) -> bool:
        """Whether it has just been found dead; then the next start waits, twice as long each time in a row."""
        if self.process is None or self.process.poll() is None:
            return False
        self.signal(signal.SIGKILL)
        if self.started_at and now - self.started_at > _SETTLED:
            self.pause = _FIRST_PAUSE
        self.process, self.fell_at, self.not_before = None, now, now + self.next_pause()
        return True

    def is_due(self, *, now: datetime) -> bool:
        """Whether it fell and its pause is over, which a clock that was set back ends too."""
        if self.fell_at is None or self.not_before is None:
            return False
        return not self.fell_at <= now < self.not_before

    def next_pause(self) -> timedelta:
        """How long to wait before the next start; the one after that waits twice as long."""
        pause = self.pause
        self.pause = min(pause * 2, _LONGEST_PAUSE)
        return pause

    def signal(self, number: signal.Signals) -> None:
        """Signal the whole group."""
        if self.process:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


def follow_parent() -> None:
    """In a child that starts fast: follow whoever is our parent now."""
    follow(os.getppid())


def follow(parent: int) -> None:
    """In a child: end, as if told to, when the process that started us is gone, however and however early it went."""

    def watch() -> None:
        clock = RealClock()
        while os.getppid() == parent:
            clock.wait(_PARENT_GLANCE)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="follow", daemon=True).start()


def keep_alive(
    children: Sequence[Child], *, stopping: threading.Event, clock: Clock, say: Callable[[str], None]
) -> None:
    """Run the children until `stopping` is set; then end them, politely first."""
    for child in children:
        child.start(now=clock.now())
    while not stopping.is_set():
        now = clock.now()
        for child in children:
            if child.fell(now=now):
                say(f"The {child.name} process ended by itself; it starts again.")
            elif child.is_due(now=now):
                child.start(now=now)
        clock.wait(_GLANCE)
    _end(children, clock=clock)


def _end(children: Sequence[Child], *, clock: Clock) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = clock.now() + _GRACE
    while clock.now() < deadline and any(child.process and child.process.poll() is None for child in children):
        clock.wait(_GLANCE)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process:
            child.process.wait()
