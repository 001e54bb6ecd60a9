"""What happens by itself in journeys."""

import logging

from thereafter.engagement.journeys import engine
from thereafter.foundation.clock import Clock

_log = logging.getLogger(__name__)


def run(clock: Clock) -> None:
    """One tick: who enters, who leaves, and everybody who is due goes on."""
    done = engine.tick(now=clock.now())
    if done.entered or done.left or done.advanced:
        _log.info(
            "Journeys: %d entered, %d left early, %d went on, %d messages considered, %d tasks opened.",
            done.entered, done.left, done.advanced, done.messages.total(), done.tasks,
        )  # fmt: skip
