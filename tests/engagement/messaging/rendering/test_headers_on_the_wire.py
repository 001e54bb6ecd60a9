"""S6: whatever stands in a field that reaches a header, the mail that arrives has our headers and no others.

The bytes of the production path travel over real SMTP and are parsed by the receiver. A few hundred inputs here;
100,000 with THEREAFTER_HEADERS=100000. The oracle is shown to fail on the stdlib's `email.message`, which lets an
encoded word become a header of its own.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import SMTP

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging.rendering.mime import Frame, Mailbox, Unaddressable
from thereafter.engagement.messaging.transports import Accepted, Envelope

INPUTS = int(os.environ.get("THEREAFTER_HEADERS", "300"))
OURS = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
ENDS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0"]
HEADERS = ["Bcc: eve@evil.example", "X-Evil: yes", "Content-Type: text/html", "\r\n<script>", "Subject: other"]
WORDS = [
    "=?utf-8?q?a=0D=0ABcc=3A_eve=40evil=2Eexample?=",
    "=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
    "=?utf-8?q?=0A?= Bcc: eve@evil.example",
]
evil = st.builds(
    lambda before, end, header, after: f"{before}{end}{header}{after}",
    st.text(max_size=80),
    st.sampled_from(["", *ENDS, *[end * 2 for end in ENDS], *[f"{end} " for end in ENDS]]),
    st.sampled_from(["", *HEADERS, *WORDS]),
    st.text(max_size=80),
)
names = st.one_of(evil, st.text(max_size=400), st.sampled_from(WORDS), st.text('"\\<>@,;:()[] \t', max_size=40))
addresses = st.one_of(
    st.sampled_from(["ada@people.example", "ada+tea@sub.people.example", "ada@m\u00fcller.example"]),
    st.builds(lambda local, domain: f"{local}@{domain}", names, st.sampled_from(["people.example"])),
    st.builds(lambda local, domain: f"{local}@{domain}", st.just("ada"), names),
)


@dataclass(frozen=True)
class Said:
    """Everything of one mail that somebody else may have written."""

    sender_name: str
    sender: str
    reply_to: str
    name: str
    address: str
    subject: str


mails = st.builds(Said, names, addresses, addresses, names, addresses, names)
Build = Callable[[Said], Envelope | None]


def ours(said: Said) -> Envelope | None:
    """As `letters.py` builds it; None where the house refuses to write it."""
    try:
        sender, to = Mailbox.of(said.sender_name, said.sender), Mailbox.of(said.name, said.address)
        reply_to = Mailbox.of("", said.reply_to)
    except Unaddressable:
        return None
    mime = Frame.of(sender, reply_to, now=NOON).mail(
        to=to, subject=said.subject, message_id="<x@shop.example>", text="Hello", html="<p>Hello</p>", more=()
    )
    return Envelope(sender.address, to.address, mime)


def seeded(said: Said) -> Envelope | None:
    """The seeded bug: names pasted into headers as they are."""
    honest = ours(said)
    if honest is None:
        return None
    evil_name = said.name.encode("utf-8", "replace")
    return Envelope(
        honest.sender, honest.recipient, b"To: " + evil_name + b" <ada@people.example>\r\n" + honest.content
    )


def problems(arrived: Message) -> list[str]:
    """What is wrong with a mail that arrived: headers that are not ours, ours that are missing, parts that are not."""
    found = [name for name in arrived.keys() if name not in OURS]  # noqa: SIM118  # a mail may have one twice
    found += [name for name in OURS if len(arrived.get_all(name, [])) != 1]
    found += [str(defect) for defect in arrived.defects]
    if not arrived.is_multipart() or len(arrived.get_payload()) != 2:
        found.append("not two parts")
    return found


@pytest.fixture(scope="module")
def wire() -> Iterator[Callable[[Envelope], Message]]:
    mail = MailServer()
    with serving(mail) as server, Smtp(server) as carrier:

        def send(envelope: Envelope) -> Message:
            mail.letters.clear()
            answer = carrier.send(envelope, may_begin=lambda: True)
            assert isinstance(answer, Accepted), answer
            [(_, content)] = mail.letters  # one, to one: nobody else was addressed
            return message_from_bytes(content)

        yield send


@settings(
    max_examples=INPUTS,
    deadline=None,
    derandomize=INPUTS < 1_000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
@given(said=mails)
def test_no_field_becomes_a_header_of_its_own(wire: Callable[[Envelope], Message], said: Said) -> None:
    if envelope := ours(said):
        assert problems(wire(envelope)) == []


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_the_oracle_sees_a_name_that_is_pasted_as_it_is(wire: Callable[[Envelope], Message], end: str) -> None:
    shop = "a@shop.example"
    envelope = seeded(Said("Shop", shop, shop, f"Ada{end}Bcc: eve@evil.example{end}X: y", "ada@people.example", "Hi"))
    assert envelope and "Bcc" in problems(wire(envelope))


def test_the_oracle_sees_what_the_standard_librarys_mail_lets_through(wire: Callable[[Envelope], Message]) -> None:
    """Before the mend of CVE-2024-6923 (3.11.7 is) an encoded word in a subject becomes a header of its own."""
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = WORDS[0]
    letter.set_content("Hello")
    try:
        content = letter.as_bytes()
    except MessageError:
        pytest.skip("this Python's email.message is mended")
    assert "Bcc" in problems(wire(Envelope("a@shop.example", "ada@people.example", content)))
