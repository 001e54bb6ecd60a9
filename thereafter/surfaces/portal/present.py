"""The instant the pages speak of: where the portal reads the clock."""

from thereafter.foundation.clock import Clock, RealClock

clock: Clock = RealClock()
