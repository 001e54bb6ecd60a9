"""What happens by itself in profiles."""

import logging

from thereafter.audience.profiles import daily
from thereafter.foundation.clock import Clock

_log = logging.getLogger(__name__)


def run(clock: Clock) -> None:
    """Begin the day, if a new one has begun in the shop's time zone; otherwise one short look."""
    if computed := daily.recompute_if_due(now=clock.now()):
        _log.info(
            "A new day: %d profiles refreshed, %d scored or staged anew, %d changed stage.",
            computed.refreshed, computed.judged, computed.moved,
        )  # fmt: skip
