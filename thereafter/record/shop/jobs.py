"""What happens by itself in the shop's own room."""

import logging

from thereafter.foundation.clock import Clock
from thereafter.record.shop import figures

_log = logging.getLogger(__name__)


def keep_figures(clock: Clock) -> None:
    """Count what takes long, so that no page has to."""
    if counted := figures.keep(now=clock.now()):
        _log.debug("Counted anew: %s.", ", ".join(counted))
