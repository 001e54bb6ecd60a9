"""What becomes of a message that is ready: what came up since it was judged, and what an answer means. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Kind, Reason, State
from thereafter.engagement.messaging.nights import night_at, zone
from thereafter.engagement.messaging.policy import Policy
from thereafter.engagement.messaging.transports import Accepted, Answer, Later, Refused, Unsure, Withdrawn
from thereafter.record.customers.address import is_reserved

BACK_OFF = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
LONGEST_ERROR = 300


@dataclass(frozen=True)
class Taken:
    """A message taken for delivery, with what may have changed since it was judged."""

    key: MessageKey
    kind: Kind
    stale_at: datetime
    attempts: int
    time_zone: str
    suppressed: bool
    consented: bool
    domain: str = ""  # of her address
    failed_before: bool = False  # the mail server did not take it, or could not be reached


@dataclass(frozen=True)
class Outcome:
    """A change to one message. `known_attempts` is what its row must say for the change to be ours to make."""

    key: MessageKey
    known_attempts: int
    attempts: int
    state: State
    at: datetime
    reason: Reason = Reason.NONE
    not_before: datetime | None = None
    error: str = ""


def obstacle(message: Taken, policy: Policy, *, takes_reserved: bool, now: datetime) -> Outcome | None:
    """What stands in the way of a message that was ready when it was judged. None: nothing.

    `takes_reserved`: the transport is a mailbox that is there for addresses that nobody can have.
    """

    def comes_to(state: State, reason: Reason = Reason.NONE, not_before: datetime | None = None) -> Outcome:
        return Outcome(message.key, message.attempts, message.attempts, state, now, reason, not_before)

    commercial = message.kind is not Kind.SERVICE
    if message.suppressed:
        return comes_to(State.SKIPPED, Reason.SUPPRESSED)
    if commercial and not message.consented:
        return comes_to(State.SKIPPED, Reason.NO_CONSENT)
    if not takes_reserved and is_reserved(message.domain):
        return comes_to(State.SKIPPED, Reason.RESERVED)
    if now >= message.stale_at:
        return (
            comes_to(State.FAILED, Reason.GAVE_UP) if message.failed_before else comes_to(State.SKIPPED, Reason.STALE)
        )
    if commercial and (night := night_at(zone(message.time_zone, otherwise=policy.time_zone), now, policy.quiet)):
        return comes_to(State.READY, not_before=min(night.ends_at, message.stale_at))
    return None


def unwritable(message: Taken, words: str, *, now: datetime) -> Outcome:
    """The template could not be filled for her."""
    return Outcome(
        message.key, message.attempts, message.attempts, State.FAILED, now, Reason.CONTENT, error=words[:LONGEST_ERROR]
    )


def back_in_line(message: Taken, words: str, *, now: datetime) -> Outcome:
    """The mail server cannot be reached: no fault of the message, so it counts as no attempt."""
    wait = min(now + BACK_OFF[0], message.stale_at)
    return Outcome(
        message.key,
        message.attempts,
        message.attempts,
        State.READY,
        now,
        not_before=wait,
        error=words[:LONGEST_ERROR],
    )


def still_in_line(message: Taken, *, now: datetime) -> Outcome:
    """Sending was stopped while the message was in hand: it waits, as if nobody had taken it."""
    return Outcome(message.key, message.attempts, message.attempts, State.READY, now, not_before=now)


def answered(message: Taken, answer: Answer, *, began: bool, now: datetime) -> Outcome | None:
    """What an answer means. `began`: the row was marked as being attempted. None: it is no longer ours to change."""
    known, attempts = message.attempts + began, message.attempts + 1
    match answer:
        case Accepted(words):
            return Outcome(message.key, known, attempts, State.SENT, now, error=words[:LONGEST_ERROR])
        case Refused(words):
            return Outcome(message.key, known, attempts, State.FAILED, now, Reason.REFUSED, error=words[:LONGEST_ERROR])
        case Unsure(words) if message.kind is not Kind.SERVICE:
            return Outcome(message.key, known, attempts, State.UNKNOWN, now, error=words[:LONGEST_ERROR])
        case Later(words) | Unsure(words):
            wait = BACK_OFF[min(message.attempts, len(BACK_OFF) - 1)]
            again_at = min(now + wait, message.stale_at)
            return Outcome(
                message.key, known, attempts, State.READY, now, not_before=again_at, error=words[:LONGEST_ERROR]
            )
        case Withdrawn():
            return None
