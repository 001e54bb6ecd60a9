"""What an entry of the list in `recurring.py` is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from thereafter.foundation.clock import Clock

_OFTEN = timedelta(minutes=1)  # what recurs less often than that has its reasons


@dataclass(frozen=True)
class Recurring:
    """Something that happens by itself: `run(clock)` every so often, never overlapping itself.

    Running it twice at one instant changes nothing the second time. `reads_messages`: what it does depends on what has
    become of messages. `calls_out`: it looks at what lies outside, which on a clock of our own means nothing.
    """

    name: str
    every: timedelta
    run: Callable[[Clock], None]
    reads_messages: bool = False
    calls_out: bool = False

    def at_pace(self, longest: timedelta) -> "Recurring":
        """The same, no less often than `longest`, if it is something that somebody may be waiting for."""
        return replace(self, every=longest) if longest < self.every < _OFTEN else self


def cron(every: timedelta) -> str:
    """The cron expression, seconds last, of an interval. Raises ValueError for one that does not divide its unit."""
    seconds = int(every.total_seconds())
    for unit, size, form in (
        (60, 1, "* * * * * */{}"),
        (3600, 60, "*/{} * * * * 0"),
        (86_400, 3600, "0 */{} * * * 0"),
    ):
        if 0 < seconds < unit and unit % seconds == 0 and seconds % size == 0:
            return form.format(seconds // size)
    if seconds == 86_400:
        return "0 0 * * * 0"
    raise ValueError(f"Nothing can recur every {every}: choose a part of a minute, of an hour or of a day.")
