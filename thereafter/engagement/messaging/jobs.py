"""What happens by itself in messaging."""

import logging

from thereafter.engagement.messaging import company, holding, taking
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
    if waiting := done.pop(State.READY, 0):  # the server's answer may name a customer: the log does not repeat it
        _log.warning("Messaging: %d could not be handed over and wait; the Settings page says why.", waiting)
    if done:
        _log.info("Messaging: %s.", ", ".join(f"{count} {State(state).value}" for state, count in sorted(done.items())))


def forget_counts(clock: Clock) -> None:
    """Forget how many letters were handed over in hours long past."""
    taking.forget_counts(now=clock.now())


def run(clock: Clock) -> None:
    """One tick: judge what was held, then deliver."""
    judge_held(clock)
    deliver(clock)
