"""What commerce does by itself."""

import logging

from thereafter.foundation.clock import Clock
from thereafter.record.commerce import lateness

log = logging.getLogger(__name__)


def settle_lateness(clock: Clock) -> None:
    """Open and close the troubles of late parcels."""
    settled = lateness.settle(now=clock.now())
    log.info("Late parcels: %d troubles opened, %d closed.", settled.opened, settled.closed)
