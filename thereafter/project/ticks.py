"""When what recurs comes up: at the newest tick of its interval, once, wherever the clock was set meanwhile.

procrastinate counts on from the tick before. On a clock that was set back it would defer nothing until that tick comes
again, and on one that was set ahead, or slept, every tick that never was: 17,280 a day for what recurs every 5 s.
"""

from collections.abc import Iterator
from typing import Any

from procrastinate.periodic import PeriodicDeferrer, PeriodicTask
from procrastinate.worker import Worker as AnyWorker


class Ticks(PeriodicDeferrer):
    """Defers by the clock as it is."""

    def get_timestamps(
        self, periodic_task: PeriodicTask[Any, Any, Any], since: int | None, until: float
    ) -> Iterator[int]:
        """The newest tick until `until`, unless it was the one before; seconds since 1970."""
        if since is None:
            yield from super().get_timestamps(periodic_task, since, until)
            return
        ticks = periodic_task.croniter
        ticks.set_current(start_time=until)
        newest = round(ticks.get_prev(ret_type=float))
        if newest != since:
            yield newest


class Worker(AnyWorker):
    """A worker that goes by these ticks."""

    async def _periodic_deferrer(self) -> None:
        await Ticks(registry=self.app.periodic_registry).worker()
