"""The only place that reads the clock. Everything else takes `now`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import sleep as _sleep
from typing import Protocol


class Clock(Protocol):
    """What a loop that waits needs to know about time. Decisions take a plain `now` instead."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def wait(self, duration: timedelta) -> None:
        """Let `duration` pass."""
        ...


class RealClock:
    """The system's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, duration: timedelta) -> None:
        _sleep(max(0.0, duration.total_seconds()))


@dataclass
class VirtualClock:
    """A clock that stands still until it is moved; a demo's and a backtest's time."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    def wait(self, duration: timedelta) -> None:
        self.instant += duration

    def move_to(self, instant: datetime) -> None:
        """Go forward to `instant`. Raises ValueError if that lies in the past."""
        if instant < self.instant:
            form = "%Y-%m-%d %H:%M"
            raise ValueError(f"A virtual clock cannot go back from {self.instant:{form}} to {instant:{form}}.")
        self.instant = instant
