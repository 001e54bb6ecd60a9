"""Letters: from messages to the bytes of mails."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.cast import NOON
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.message_ids import key_of
from thereafter.engagement.messaging.models import Kind, Message, Purpose
from thereafter.engagement.messaging.rendering.letters import Letter, Unwritable, write_letters
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> None:
    """A shop that writes mails."""
    said = {
        "name": "Calder & Finch",
        "sender_name": "Calder & Finch",
        "sender_address": "shop@calder.example",
        "reply_to": "help@calder.example",
        "public_url": "https://calder.example",
        "postal_address": "4 Mill Lane, Todmorden",
    }
    for name, value in said.items():
        settings.change(name, value, source="test", now=NOON)
    cast.live()


def key(message: Message) -> MessageKey:
    return MessageKey(message.customer_id, message.purpose_id, message.trigger_key, message.visit)


def letter(what: Purpose, whom: Customer) -> Letter:
    (written,) = write_letters([key(cast.message(what, whom))], now=NOON)
    assert isinstance(written, Letter), written
    return written


def parsed(written: Letter) -> EmailMessage:
    read = message_from_bytes(written.mime, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    return read


def test_a_mail_says_what_was_bought_in_both_its_parts(shop: None) -> None:
    ada = cast.ada()
    order = cast.order(ada, number="1001", quantity=2, amount_minor=2500)
    what = cast.purpose(
        subject="About {{ order.number }}",
        body="<mj-text>{% for line in order.lines %}{{ line.quantity }} × {{ line.title }} {{ line.amount }}"
        "<br />{% endfor %}<strong>{{ order.total }}</strong></mj-text>",
    )
    cast.judged(what, ada, about=order)
    mail = parsed(letter(what, ada))
    assert mail["Subject"] == "About 1001"
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part
        assert "2 × Red teapot £25.00" in part.get_content()
