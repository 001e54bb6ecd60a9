"""What happens by itself in segments."""

import logging

from thereafter.audience.segments import drafts, membership
from thereafter.foundation.clock import Clock

_log = logging.getLogger(__name__)


def run(clock: Clock) -> None:
    """See who came and went, in every segment, and forget the drafts of lists that nobody kept."""
    drafts.forget_old(now=clock.now())
    moved = membership.refresh_all(now=clock.now())
    entered, left = (sum(getattr(one, verb) for one in moved.values()) for verb in ("entered", "left"))
    if entered or left:
        _log.info("%d segments looked at: %d people entered, %d left.", len(moved), entered, left)
