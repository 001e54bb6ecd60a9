"""What happens by itself at the door: letters to members are handed over, old ones forgotten."""

import logging

from thereafter.engagement.messaging.transports import Accepted, Envelope, Refused, Transport, Unavailable, transport
from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal
from thereafter.record.customers.models import Channel
from thereafter.record.staff import post
from thereafter.record.staff.models import Post
from thereafter.surfaces.console.door import memory

_log = logging.getLogger(__name__)


def hand_over_post(clock: Clock) -> None:
    """Hand over what waits. A mail server that is away, or not named, leaves it waiting."""
    post.forget_old(now=clock.now())
    if not post.waiting(now=clock.now()):
        return
    try:
        with transport(Channel.EMAIL) as carrier:
            while letter := post.take(now=clock.now()):
                _hand_over(letter, carrier, clock)
    except (Refusal, Unavailable):
        _log.warning(
            "Letters to members of staff wait: the mail server cannot be reached; the Settings page says more."
        )


def forget_tries(clock: Clock) -> None:
    """Forget what was counted at the door and counts no more."""
    memory.forget_what_is_over(now=clock.now())


def _hand_over(letter: Post, carrier: Transport, clock: Clock) -> None:
    envelope = Envelope(letter.sender, letter.recipient, bytes(letter.content))
    match carrier.send(envelope, may_begin=lambda: True):
        case Accepted():
            post.sent(letter, now=clock.now())
        case Refused(words):
            post.refused(letter, words)
        case _:
            return  # it is tried again by itself
