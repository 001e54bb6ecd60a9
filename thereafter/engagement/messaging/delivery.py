"""Handing ready messages over to the transport, honestly: see docs/explanation/sending-honestly.md.

A message is taken under a lease, marked `attempting` in a commit of its own just before its content is transmitted, and
settled in the commit that marks the next. So whatever is killed when, a mark says what may have gone out.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from django.db import transaction

from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.limits import Limits
from thereafter.engagement.messaging.models import State
from thereafter.engagement.messaging.outcomes import (
    Outcome,
    Taken,
    answered,
    back_in_line,
    obstacle,
    still_in_line,
    unwritable,
)
from thereafter.engagement.messaging.policy import Policy
from thereafter.engagement.messaging.rendering.letters import Letter, Unwritable, write_letters
from thereafter.engagement.messaging.taking import LEASE, take
from thereafter.engagement.messaging.transports import Envelope, Refused, Transport, Unavailable, transport
from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers.models import Channel
from thereafter.record.customers.suppression import suppress_of
from thereafter.record.events import append
from thereafter.record.shop import settings
from thereafter.record.shop.settings import ShopSettings

SQL = Folder(__file__)
BATCH = 50  # taken, read and rendered together; each is marked and stored by itself
TELL_EVERY = 1_000  # messages: so often are events written on the way


class NoSender(Refusal):
    """The shop never said from which address it writes."""


def deliver(clock: Clock, *, limit: int | None = None) -> Counter[State]:
    """Hand over what is ready, at most `limit` messages; what became of how many. None while stopped or in rehearsal.

    Any number of workers may deliver at once. Ends early, losing nothing, when the other side cannot be reached.
    Raises NoSender, and Refusal if no mail server is named.
    """
    done = hand_over(clock, limit=limit)
    tell_sent(clock)
    return done


def hand_over(clock: Clock, *, limit: int | None = None, batch: int = BATCH) -> Counter[State]:
    """`deliver`, `batch` messages at a time, without the events of the last ones: `tell_sent` writes those."""
    now = clock.now()
    shop = settings.read()
    done: Counter[State] = Counter()
    if not may_leave(shop):
        return done
    limited = Limits.of(shop, now=now).any
    if not shop.sender_address:
        raise NoSender("The shop has no address to send from, so mail waits. Name one under Settings.")
    SQL["find_killed"].run(now=now, lease=LEASE)
    with transport(Channel.EMAIL) as carrier:
        round_ = Round(clock, Policy.of(shop), carrier, limited)
        for batch_number in count(1):
            room = min(batch, BATCH) if limited else batch
            room = room if limit is None else min(room, limit - done.total())
            if room <= 0 or not round_.goes_on:
                break
            line = take(shop, room=room, now=clock.now())
            done += round_.hand_over(line.taken)
            if line.is_over:
                break  # what is left, others have taken, or it waits
            if batch_number % (TELL_EVERY // BATCH) == 0:
                tell_sent(clock)
    if done[State.SENT] and shop.mode == "live" and not shop.first_sent_at:
        settings.change("first_sent_at", now, source="messaging", now=now)
    return done


def may_leave(shop: ShopSettings) -> bool:
    """Whether anything may leave at all; `hand_over.sql` asks the same again before every letter."""
    return shop.mode != "rehearsal" and not shop.sending_stopped


@transaction.atomic
def tell_sent(clock: Clock) -> int:
    """Write the event of every message that was sent and not yet told of; how many. A killed round's are among them."""
    append.prepare()
    SQL["tell_sent"].run(now=clock.now())
    return append.append()


@dataclass
class Round:
    """One run of `deliver` over one connection. `unstored` are outcomes that the next commit stores."""

    clock: Clock
    policy: Policy
    carrier: Transport
    limited: bool = False
    reachable: bool = True
    stopped: bool = False
    unstored: list[Outcome] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Whether it is worth taking more."""
        return self.reachable and not self.stopped

    def hand_over(self, batch: Sequence[Taken]) -> Counter[State]:
        """Everything that becomes of one batch, stored when this returns."""
        now = self.clock.now()
        outcomes: list[Outcome] = []
        free: list[Taken] = []
        for message in batch:
            if stopped := obstacle(message, self.policy, takes_reserved=self.carrier.takes_reserved, now=now):
                outcomes.append(stopped)
            else:
                free.append(message)
        self.unstored += outcomes
        letters = write_letters([message.key for message in free], now=now) if free else []
        for message, letter in zip(free, letters, strict=True):
            if outcome := self._hand_one_over(message, letter):
                outcomes.append(outcome)
                self.unstored.append(outcome)
        self._store()
        return Counter(outcome.state for outcome in outcomes)

    def _hand_one_over(self, message: Taken, letter: Letter | Unwritable) -> Outcome | None:
        now = self.clock.now()
        if isinstance(letter, Unwritable):
            return unwritable(message, letter.words, now=now)
        if not self.reachable:
            return back_in_line(message, "The mail server could not be reached.", now=now)
        if self.stopped:
            return still_in_line(message, now=now)
        began = False

        def may_begin() -> bool:
            nonlocal began
            began = self._store(beginning=message, message_id=letter.message_id)
            self.stopped = not began and self._is_told_to_stop()
            return began

        try:
            answer = self.carrier.send(Envelope(letter.sender, letter.recipient, letter.mime), may_begin=may_begin)
        except Unavailable as error:
            self.reachable = False
            return back_in_line(message, str(error), now=now)
        if self.stopped:
            return still_in_line(message, now=now)
        if isinstance(answer, Refused) and answer.no_such_recipient:
            suppress_of(message.key.customer_id, letter.recipient, reason="bounced", source="smtp", now=now)
        return answered(message, answer, began=began, now=self.clock.now())

    def _is_told_to_stop(self) -> bool:
        """Whether sending was stopped, or the shop's mode changed, since the round began."""
        shop = settings.read()
        return not may_leave(shop) or shop.mode != self.policy.mode

    def _store(self, *, beginning: Taken | None = None, message_id: str = "") -> bool:
        """Store what is not stored yet; and that one message is being handed over, in the same commit.

        False if that message is no longer ours: somebody else took it when our lease was over.
        """
        if not self.unstored and not beginning:
            return False
        key = beginning.key if beginning else MessageKey(0, 0, 0, 0)
        settled, self.unstored = self.unstored, []
        now = self.clock.now()
        marked = SQL["hand_over"].one(
            **_columns(settled),
            **key._asdict(),
            attempt=beginning.attempts if beginning else -1,
            message_id=message_id,
            domain=beginning.domain if beginning else "",
            hour=now.replace(minute=0, second=0, microsecond=0),
            limited=self.limited,
            mode=self.policy.mode,
            now=now,
        )
        return bool(marked.marked)


def _columns(outcomes: Sequence[Outcome]) -> dict[str, list[object]]:
    return {
        "customer_ids": [outcome.key.customer_id for outcome in outcomes],
        "purpose_ids": [outcome.key.purpose_id for outcome in outcomes],
        "trigger_keys": [outcome.key.trigger_key for outcome in outcomes],
        "visits": [outcome.key.visit for outcome in outcomes],
        "known_attempts": [outcome.known_attempts for outcome in outcomes],
        "attempts": [outcome.attempts for outcome in outcomes],
        "states": [outcome.state.value for outcome in outcomes],
        "reasons": [outcome.reason.value for outcome in outcomes],
        "not_befores": [outcome.not_before for outcome in outcomes],
        "ats": [outcome.at for outcome in outcomes],
        "errors": [outcome.error for outcome in outcomes],
    }
