"""Mails for tests: a shop that writes, a message that went out, and what stands in its bytes."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests import cast
from tests.cast import NOON
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Message, Purpose
from thereafter.engagement.messaging.rendering.letters import Letter, write_letters
from thereafter.record.commerce.models import Order
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings

SHOP = {
    "name": "Calder & Finch",
    "sender_name": "Calder & Finch",
    "sender_address": "shop@calder.example",
    "reply_to": "help@calder.example",
    "public_url": "https://calder.example",
    "postal_address": "4 Mill Lane, Todmorden",
}


def open_shop() -> None:
    """A live shop with a sender."""
    cast.live()
    for name, value in SHOP.items():
        settings.change(name, value, source="test", now=NOON)


def key_of(message: Message) -> MessageKey:
    """The name of a message among us."""
    return MessageKey(message.customer_id, message.purpose_id, message.trigger_key, message.visit)


def sent(what: Purpose, whom: Customer, *, about: Order | None = None) -> MessageKey:
    """A message of this purpose that may go out to her."""
    cast.judged(what, whom, about=about)
    return key_of(cast.message(what, whom))


def letter(what: Purpose, whom: Customer, *, about: Order | None = None) -> Letter:
    """The mail of a message."""
    (written,) = write_letters([sent(what, whom, about=about)], now=NOON)
    assert isinstance(written, Letter), written
    return written


def read(written: Letter) -> EmailMessage:
    """The mail as a mail program reads it."""
    mail = message_from_bytes(written.mime, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert [part.defects for part in mail.walk() if part.defects] == []
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    """Its "plain" or its "html" part."""
    found = mail.get_body((kind,))
    assert found
    return str(found.get_content()).replace("\r\n", "\n")


def links(mail: EmailMessage) -> set[str]:
    """Every address that somebody or something might open, headers included."""
    header = mail["List-Unsubscribe"] or ""
    return set(re.findall(r"https://[^\s\"<>]+", f"{header} {part(mail, 'plain')} {part(mail, 'html')}"))
