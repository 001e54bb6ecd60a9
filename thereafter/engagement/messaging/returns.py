"""What comes back for a message: it could not be delivered, somebody complained, or wants to hear no more."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from thereafter.engagement.messaging import preferences
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Message, State
from thereafter.foundation.sql import Folder
from thereafter.record.customers.models import Channel, ConsentState, ContactPoint
from thereafter.record.customers.suppression import suppress_of
from thereafter.record.events import append
from thereafter.record.events.models import Event

SQL = Folder(__file__)


class Return(StrEnum):
    """What happened, as its event is called."""

    BOUNCED = "message.bounced"
    COMPLAINED = "message.complained"


@transaction.atomic
def bounced(message: MessageKey, *, for_good: bool, words: str, source: str, now: datetime) -> bool:
    """A message came back. `for_good`: the address gets nothing any more. True if that was news."""
    return _told(Return.BOUNCED, message, for_good=for_good, words=words, source=source, now=now)


@transaction.atomic
def complained(message: MessageKey, *, words: str, source: str, now: datetime) -> bool:
    """She called a message spam: her address gets nothing any more, and her consent is withdrawn. True if news."""
    preferences.say(message, ConsentState.WITHDRAWN, method="complaint", wording=words, now=now)
    return _told(Return.COMPLAINED, message, for_good=True, words=words, source=source, now=now)


def unsubscribed(message: MessageKey, *, words: str, now: datetime) -> bool:
    """She answered `unsubscribe`. True if that changed anything."""
    return preferences.say(message, ConsentState.WITHDRAWN, method="mail", wording=words, now=now)


def look(messages: Iterable[Message]) -> list[Message]:
    """These messages, those that came back marked so. One query, and none where nothing was sent."""
    listed = list(messages)
    out = [message for message in listed if message.state == State.SENT]
    if out:
        came = Event.objects.filter(
            name=Return.BOUNCED,
            customer_id__in={message.customer_id for message in out},
            object_id__in={message.purpose_id for message in out},
        )
        keys = set(came.values_list("customer_id", "object_id", "properties__trigger_key", "properties__visit"))
        for message in out:
            key = (message.customer_id, message.purpose_id, message.trigger_key, message.visit)
            message.came_back = key in keys
    return listed


def _told(what: Return, message: MessageKey, *, for_good: bool, words: str, source: str, now: datetime) -> bool:
    if not Message.objects.filter(pk=tuple(message)).exists():
        return False
    if for_good:
        reached_at = ContactPoint.objects.filter(
            customer_id=message.customer_id, channel=Channel.EMAIL, preferred=True
        ).first()
        if reached_at:
            reason = what.value.removeprefix("message.")
            suppress_of(message.customer_id, reached_at.address, reason=reason, source=source, now=now)
    append.prepare()
    SQL["tell_return"].run(
        **message._asdict(), name=what.value, for_good=for_good, words=words[:300], source=source, now=now
    )
    return append.append() > 0
