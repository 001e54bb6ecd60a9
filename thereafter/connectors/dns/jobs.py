"""What happens by itself: looking at the sender's records."""

import logging

from thereafter.connectors.dns import looking
from thereafter.connectors.dns.records import Verdict
from thereafter.foundation.clock import Clock
from thereafter.record.shop import settings

_log = logging.getLogger(__name__)


def look(clock: Clock) -> None:
    """Look at the records of the shop's sender, if there is one."""
    if sender := settings.read().sender_address:
        found = looking.look(sender, mail_host="", now=clock.now())
        if missing := [one.kind.value for one in found if one.verdict in (Verdict.MISSING, Verdict.WRONG)]:
            _log.info("DNS: of the sender's records, %s are not right yet.", ", ".join(missing))
