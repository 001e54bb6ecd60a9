"""Signed letters, on the wire, checked by another's eyes: the library's verifier, with our key from a name server."""

from collections.abc import Iterator

import dkim
import pytest

from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.connectors.smtp.signing import signed
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging.transports import Envelope
from thereafter.record.shop import signing

pytestmark = pytest.mark.django_db
LETTER = (
    b"From: hello@calder.example\r\nTo: ada@people.example\r\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\r\n"
    b"List-Unsubscribe: <https://crm.calder.example/u/x/>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"\r\n.Hello\r\n..\r\nGood bye  \r\n"
)


@pytest.fixture
def key() -> Iterator[str]:
    """The record that holds our key, once it was seen."""
    signing.make("calder.example", now=NOON)
    signing.use("calder.example", now=NOON)
    yield f"v=DKIM1; k=rsa; p={signing.public_key('calder.example')}"


def verified(content: bytes, key: str) -> bool:
    def texts(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"thereafter._domainkey.calder.example."
        return key.encode()

    return bool(dkim.verify(content, dnsfunc=texts))


def test_a_letter_is_signed_on_its_way_and_arrives_as_it_was_signed(key: str) -> None:
    mail = MailServer()
    with serving(mail) as server, Smtp(server, signing.signer) as transport:
        transport.send(Envelope("hello@calder.example", "ada@people.example", LETTER), may_begin=lambda: True)
    (content,) = [content for _, content in mail.letters]
    assert content.startswith(b"DKIM-Signature:")
    assert verified(content, key)


def test_a_letter_that_somebody_changed_is_not_verified(key: str) -> None:
    signer = signing.signer("hello@calder.example")
    assert signer
    content = signed(LETTER, signer)
    assert verified(content, key)
    assert not verified(content.replace(b"Good bye", b"Good day"), key)


def test_both_unsubscribe_headers_are_signed(key: str) -> None:
    signer = signing.signer("hello@calder.example")
    assert signer
    head = signed(LETTER, signer).partition(b"\r\n\r\n")[0].lower().replace(b"\r\n", b"").replace(b" ", b"")
    names = head.partition(b"h=")[2].partition(b";")[0].split(b":")
    assert {b"list-unsubscribe", b"list-unsubscribe-post", b"from"} <= set(names)


def test_another_domain_than_ours_is_not_signed(key: str) -> None:
    assert signing.signer("hello@elsewhere.example") is None


def test_a_copy_of_the_database_without_the_secret_key_signs_nothing(key: str, settings: object) -> None:
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert signing.signer("hello@calder.example") is None
