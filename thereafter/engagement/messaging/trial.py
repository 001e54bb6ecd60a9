"""One mail to oneself, to see it as a customer would. It is marked as a test, and counts nowhere."""

from datetime import datetime
from uuid import uuid4

from thereafter.engagement.messaging.models import Kind, Purpose
from thereafter.engagement.messaging.rendering.child import Broken
from thereafter.engagement.messaging.rendering.letters import preview
from thereafter.engagement.messaging.rendering.mime import Frame, Mailbox, Unaddressable
from thereafter.engagement.messaging.transports import (
    Accepted,
    Envelope,
    Later,
    Refused,
    Unavailable,
    Unsure,
    transport,
)
from thereafter.foundation.errors import Refusal
from thereafter.record.customers.models import Channel
from thereafter.record.shop import settings

MARK = "Test: "


class NotTried(Refusal):
    """The test did not go out, and why."""


def send(purpose: Purpose, *, about: int, to: str, now: datetime) -> None:
    """Send what customer `about` would get to the address `to`, under a subject that begins with "Test: ".

    Its links lead nowhere, so that nobody unsubscribes her. Raises NotTried, also while sending is stopped.
    """
    shop = settings.read()
    if shop.sending_stopped:
        raise NotTried("Sending is stopped, and that holds for tests too. Go on first.")
    seen = preview(purpose.template, about, kind=Kind(purpose.kind), now=now)
    if isinstance(seen, Broken):
        raise NotTried(f"The mail cannot be written: {seen.words}")
    try:
        sender = Mailbox.of(shop.sender_name or shop.name, shop.sender_address)
        recipient = Mailbox.of("", to)
    except Unaddressable:
        raise NotTried("The sender or the test address is none that mail can use. Correct it under Settings.") from None
    mime = Frame.of(sender, None, now=now).mail(
        to=recipient,
        subject=f"{MARK}{seen.subject}",
        message_id=f"<test-{uuid4().hex}@{sender.address.rpartition('@')[2]}>",
        text=seen.text,
        html=seen.html,
        more=(("X-Thereafter", "test"),),
    )
    try:
        with transport(Channel.EMAIL) as carrier:
            answer = carrier.send(Envelope(sender.address, recipient.address, mime), may_begin=lambda: True)
    except Unavailable as error:
        raise NotTried(f"The mail server could not be reached: {error}") from None
    match answer:
        case Accepted():
            return
        case Refused(words) | Later(words) | Unsure(words):
            raise NotTried(f"The mail server did not take it: {words}")
        case _:
            raise NotTried("It was not handed over.")
