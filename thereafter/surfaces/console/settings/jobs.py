"""What the worker looks at for the Settings page."""

from thereafter.foundation.clock import Clock
from thereafter.record.shop import settings
from thereafter.surfaces.console.settings import health
from thereafter.surfaces.console.settings.health import Look


def look_far(clock: Clock) -> None:
    """Look at what one must call out to see, and keep it."""
    now = clock.now()
    health.look_far(Look(settings.read(), now, now))
