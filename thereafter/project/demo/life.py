"""The shop lives: at every look what became known goes through the import, and everything recurring runs when due."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import pyarrow as pa

from thereafter.foundation import outage
from thereafter.foundation.clock import Clock, VirtualClock
from thereafter.project.demo.story import Story
from thereafter.project.recurring import due
from thereafter.project.schedule import Recurring

Bring = Callable[[str, pa.Table, datetime], None]  # one kind's rows, and when they are learned

_DOWN_FOR = timedelta(minutes=3)  # so long a fallen database is waited for


@dataclass
class Life:
    """A shop that lives through a story. `clock` is its own; `real` is ours, for waiting when the database is away."""

    story: Story
    clock: VirtualClock
    bring: Bring
    recurring: Sequence[Recurring]
    real: Clock
    say: Callable[[str], None]
    _ran: dict[str, datetime] = field(default_factory=dict)

    def through(self, looks: Iterable[datetime], *, seen: Callable[[datetime], None]) -> None:
        """Live until the last of these instants; `seen` hears of each when all that it called for is done."""
        for look in looks:
            before = self.clock.now()
            self.clock.move_to(look)
            for kind, rows in self.story.between(before, look):
                self._surely(partial(self.bring, kind, rows, look))
            self.tick()
            seen(look)

    def tick(self) -> None:
        """Run what is due now, in the order of the list."""
        now = self.clock.now()
        for entry in self.recurring:
            if due(self._ran.get(entry.name), now=now, every=entry.every):
                self._surely(partial(entry.run, self.clock))
                self._ran[entry.name] = now

    def _surely(self, act: Callable[[], None]) -> None:
        """Do what may be done twice; when the database falls meanwhile, wait until it is up and do it once more."""
        outage.outlive(act, clock=self.real, say=self.say, remedy="Start the demo again.", patience=_DOWN_FOR)
