"""What recurs: working on uploads, and sweeping old ones away."""

import logging

from thereafter.connectors.files import uploads, working
from thereafter.foundation.clock import Clock

_log = logging.getLogger(__name__)


def work(clock: Clock) -> None:
    """Do what somebody asked for in the browser."""
    if done := working.take_up(clock):
        _log.info("Worked on %d uploads.", done)


def sweep(clock: Clock) -> None:
    """Old uploads go."""
    uploads.sweep(now=clock.now())
