"""The shop lives: at every look what became known goes through the import, and everything recurring runs when due."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import pyarrow as pa
from django.db import connection

from thereafter.foundation import outage
from thereafter.foundation.clock import Clock, VirtualClock
from thereafter.project.demo.story import Story
from thereafter.project.recurring import due
from thereafter.project.schedule import Recurring

Bring = Callable[[str, pa.Table, datetime], None]  # one kind's rows, and when they are learned

_DOWN_FOR = timedelta(minutes=3)  # so long a fallen database is waited for


@dataclass
class Life:
    """A shop that lives through a story. `clock` is its own; `real` is ours, for waiting when the database is away.

    The mail of a look, which is what recurs under the name `mail`, goes out while the next look's feed is read, as
    beside the other jobs of a worker, on a clock that stands still. It is out before anything runs that reads messages,
    so the same story has the same end.
    """

    story: Story
    clock: VirtualClock
    bring: Bring
    recurring: Sequence[Recurring]
    real: Clock
    say: Callable[[str], None]
    mail: str = ""
    _going_out: list[Future[None]] = field(default_factory=list)
    _ran: dict[str, datetime] = field(default_factory=dict)

    def through(self, looks: Iterable[datetime], *, seen: Callable[[datetime], None]) -> None:
        """Live until the last of these instants; `seen` hears of each when it was looked at. At the end all is done."""
        with ThreadPoolExecutor(1, thread_name_prefix="mail") as hand:
            try:
                for look in looks:
                    before = self.clock.now()
                    self.clock.move_to(look)
                    for kind, rows in self.story.between(before, look):
                        self._surely(partial(self.bring, kind, rows, look))
                    self._tick(hand)
                    seen(look)
                self._settle()
            finally:
                hand.submit(connection.close)

    def _tick(self, hand: ThreadPoolExecutor) -> None:
        """Run what is due now, in the order of the list."""
        now = self.clock.now()
        for entry in self.recurring:
            if due(self._ran.get(entry.name), now=now, every=entry.every):
                run = partial(self._surely, partial(entry.run, VirtualClock(now)))
                if entry.reads_messages:
                    self._settle()
                if entry.name == self.mail:
                    self._going_out.append(hand.submit(run))
                else:
                    run()
                self._ran[entry.name] = now

    def _settle(self) -> None:
        """Wait for the mail that is going out. Raises what it raised."""
        while self._going_out:
            self._going_out.pop().result()

    def _surely(self, act: Callable[[], None]) -> None:
        """Do what may be done twice; when the database falls meanwhile, wait until it is up and do it once more."""
        outage.outlive(act, clock=self.real, say=self.say, remedy="Start the demo again.", patience=_DOWN_FOR)
