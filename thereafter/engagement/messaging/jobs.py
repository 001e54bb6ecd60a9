"""What happens by itself in messaging."""

import logging

from thereafter.engagement.messaging import company, holding
from thereafter.engagement.messaging.models import State
from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal

_log = logging.getLogger(__name__)


def judge_held(clock: Clock) -> None:
    """Look again at held messages whose time has come."""
    judged = holding.rejudge_due(now=clock.now())
    if judged:
        _log.info("Messaging: %d held messages were judged again.", judged.total())


def deliver(clock: Clock) -> None:
    """Hand over what is ready."""
    try:
        done = company.deliver_together(clock)
    except Refusal as error:
        _log.warning("Messaging: nothing is delivered. %s", error)
        return
    if done:
        _log.info("Messaging: %s.", ", ".join(f"{count} {State(state).value}" for state, count in sorted(done.items())))


def run(clock: Clock) -> None:
    """One tick: judge what was held, then deliver."""
    judge_held(clock)
    deliver(clock)
