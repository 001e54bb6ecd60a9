"""What happens by itself in journeys."""

import logging
from datetime import timedelta

from thereafter.engagement.journeys import engine, outlook
from thereafter.engagement.messaging.transports import takes_reserved
from thereafter.foundation.clock import Clock

_LOOKS_FOR = timedelta(seconds=60)
_log = logging.getLogger(__name__)


def look_ahead(clock: Clock) -> None:
    """What somebody asked for: what would go out until the end of the day."""
    asked = outlook.latest()
    if asked is None or asked.looked_at:
        return
    ends = clock.now() + _LOOKS_FOR
    outlook.look(asked, takes_reserved=takes_reserved(), is_time_up=lambda: clock.now() >= ends, now=clock.now())


def run(clock: Clock) -> None:
    """One tick: who enters, who leaves, and everybody who is due goes on."""
    done = engine.tick(now=clock.now())
    if done.entered or done.left or done.advanced:
        _log.info(
            "Journeys: %d entered, %d left early, %d went on, %d messages considered, %d tasks opened.",
            done.entered, done.left, done.advanced, done.messages.total(), done.tasks,
        )  # fmt: skip
