"""What happens by itself to seals."""

import logging

from thereafter.foundation import safes
from thereafter.foundation.clock import Clock

_log = logging.getLogger(__name__)


def renew(clock: Clock) -> None:
    """Seal by the present key what an older one sealed."""
    if renewed := safes.renew():
        _log.info("Keys: %d secrets were sealed anew by the present key.", renewed)
