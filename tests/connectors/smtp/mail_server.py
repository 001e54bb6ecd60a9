"""A real SMTP server in a thread, which keeps what it takes and misbehaves on request."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from thereafter.connectors.smtp.server import Server

TAKEN = "250 Taken"


@dataclass
class MailServer:
    """`at_recipient` and `at_content` answer for one address or letter, "" meaning yes; HANG_UP cuts the connection."""

    at_recipient: Callable[[str], str] = lambda address: ""
    at_content: Callable[[str], str] = lambda address: ""
    at_sender: str = ""
    letters: list[tuple[str, bytes]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)  # of each envelope
    connections: int = 0

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_sender:
            return self.at_sender
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.at_recipient(address):
            return _said(server, answer)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        [address] = envelope.rcpt_tos
        answer = self.at_content(address)
        if answer in ("", SWALLOW):
            assert isinstance(envelope.original_content, bytes)
            self.letters.append((address, envelope.original_content))
        if answer == SLOW:
            await asyncio.sleep(1.5)
        return _said(server, answer or TAKEN)

    @property
    def recipients(self) -> list[str]:
        """Who got something, in order."""
        return [address for address, _ in self.letters]

    def letter(self, address: str) -> Message:
        """The only letter to this address."""
        [content] = [content for recipient, content in self.letters if recipient == address]
        return message_from_bytes(content)


HANG_UP = "hang up"  # without having kept anything
SWALLOW = "swallow"  # keep the letter and hang up instead of answering
SLOW = "slow"  # answer later than anybody waits for


def _said(server: SMTP, answer: str) -> str:
    if answer in (HANG_UP, SWALLOW):
        assert server.transport is not None
        server.transport.close()
        return "421 Never heard"
    return TAKEN if answer == SLOW else answer


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(mail_server: MailServer) -> Iterator[Server]:
    """The server runs while the block does."""
    port = free_port()
    controller = Controller(mail_server, hostname="127.0.0.1", port=port, server_hostname="mail.test.example")
    controller.start()
    try:
        yield Server(host="127.0.0.1", port=port, encryption="none", patience=1, takes_reserved=True)
    finally:
        controller.stop()
