"""The instant the pages speak of: where the console reads the clock. A shop on a virtual clock puts its own here."""

from datetime import datetime

from thereafter.foundation.clock import Clock, RealClock, VirtualClock

clock: Clock = RealClock()


def now() -> datetime:
    """The present instant."""
    return clock.now()


def is_virtual() -> bool:
    """Whether it is somebody's invention; the top line says so."""
    return isinstance(clock, VirtualClock)
