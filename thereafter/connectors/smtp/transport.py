"""Letters by SMTP, over one connection that is kept open."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from functools import cache
from types import TracebackType
from typing import Self

from thereafter.connectors.smtp.answers import is_refusal, meaning, said
from thereafter.connectors.smtp.server import Server
from thereafter.connectors.smtp.signing import signed
from thereafter.engagement.messaging.transports import (
    Accepted,
    Answer,
    Envelope,
    Later,
    Refused,
    Unavailable,
    Unsure,
    Withdrawn,
)
from thereafter.record.customers.address import is_reserved
from thereafter.record.shop.signing import Signer, signer

_BROKEN = (OSError, smtplib.SMTPException)
_CLOSING = 421
_GO_AHEAD = 354
_LINE_BEGINS_WITH_DOT = re.compile(rb"(?m)^\.")


class Smtp:
    """A conversation with a mail server; begun when first needed, and begun anew when it broke."""

    def __init__(self, server: Server, signer_of: Callable[[str], Signer | None] | None = None) -> None:
        self.server = server
        self._signer_of = cache(signer_of) if signer_of else None  # asked once in a conversation
        self._talk: smtplib.SMTP | None = None

    @property
    def takes_reserved(self) -> bool:
        """Whether the server is a mailbox for addresses that nobody can have."""
        return self.server.takes_reserved

    @classmethod
    def from_environment(cls) -> Self:
        """By the server that SMTP_URL names, signing as the shop does. Raises Refusal if it names none."""
        return cls(Server.from_environment(), signer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        talk, self._talk = self._talk, None
        if talk:
            try:
                talk.quit()
            except _BROKEN:
                talk.close()

    def send(self, envelope: Envelope, *, may_begin: Callable[[], bool]) -> Answer:
        """Hand one letter over. Raises Unavailable if the server cannot be entered, or does not want us as sender."""
        try:
            recipient = _wire_form(envelope.recipient)
        except ValueError:
            return Refused("The address cannot be written in SMTP.", no_such_recipient=True)
        if not self.takes_reserved and is_reserved(recipient):
            return Refused("An address that nobody can have. Nothing was handed over.")
        by = self._signer_of(envelope.sender) if self._signer_of else None
        content = signed(envelope.content, by) if by else envelope.content
        if refusal := self._address(envelope.sender, recipient):
            return refusal
        if not may_begin():
            self._start_over()
            return Withdrawn()
        return self._transmit(content)

    def greet(self) -> None:
        """Enter, ask for nothing, and stay. Raises Unavailable if the server cannot be entered."""
        self._connected()

    def _address(self, sender: str, recipient: str) -> Later | Refused | None:
        """MAIL and RCPT. A connection that broke while it was idle is renewed once; nothing was handed over yet."""
        renewable = self._talk is not None
        try:
            talk = self._connected()
            code, words = talk.mail(sender)
            if code == 250:
                code, words = talk.rcpt(recipient)
                if code in (250, 251):
                    return None
                if code != _CLOSING:
                    self._start_over()
                    return meaning(code, words, about_recipient=True)
            elif code >= 500:
                self._hang_up()
                raise Unavailable(f"The mail server does not take mail from {sender}: {said(code, words)}")
            self._hang_up()
            return Later(said(code, words))
        except _BROKEN as error:
            self._hang_up()
            if renewable:
                return self._address(sender, recipient)
            return Later(f"The connection broke before anything was handed over: {_words(error)}")

    def _transmit(self, content: bytes) -> Answer:
        talk = self._connected()
        try:
            code, words = talk.docmd("DATA")
        except _BROKEN as error:
            self._hang_up()
            return Later(f"The connection broke before anything was handed over: {_words(error)}")
        if code != _GO_AHEAD:
            self._after(code)
            return meaning(code, words, about_recipient=False)
        try:
            talk.send(_with_end(content))
            code, words = talk.getreply()
        except _BROKEN as error:
            self._hang_up()
            return Unsure(f"The connection broke before the answer came: {_words(error)}")
        if 200 <= code < 300:
            return Accepted(said(code, words))
        self._after(code)
        if is_refusal(code):
            return meaning(code, words, about_recipient=False)
        return Unsure(f"The mail server answered what is no answer: {said(code, words)}")

    def _connected(self) -> smtplib.SMTP:
        if self._talk is None:
            self._talk = self._enter()
        return self._talk

    def _enter(self) -> smtplib.SMTP:
        server = self.server
        # Reading the system's certificates takes 20 ms: only where they are used.
        context = None if server.encryption == "none" else ssl.create_default_context()
        talk: smtplib.SMTP | None = None
        try:
            if server.encryption == "tls":
                talk = smtplib.SMTP_SSL(
                    server.host, server.port, socket.gethostname(), timeout=server.patience, context=context
                )
            else:
                talk = smtplib.SMTP(server.host, server.port, socket.gethostname(), timeout=server.patience)
            talk.ehlo_or_helo_if_needed()
            if server.encryption == "starttls":
                talk.starttls(context=context)
                talk.ehlo()
            if server.user:
                talk.login(server.user, server.password)
        except _BROKEN as error:
            if talk:
                talk.close()
            raise Unavailable(f"{server.host}:{server.port} cannot be reached or entered: {_words(error)}") from error
        return talk

    def _after(self, code: int) -> None:
        if is_refusal(code) and code != _CLOSING:
            self._start_over()
        else:
            self._hang_up()

    def _start_over(self) -> None:
        try:
            self._connected().rset()
        except _BROKEN:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._talk:
            self._talk.close()
        self._talk = None


def _with_end(content: bytes) -> bytes:
    """The content as it is transmitted: dots that begin a line doubled, a dot alone at its end."""
    last = b"" if content.endswith(b"\r\n") else b"\r\n"
    if content.startswith(b".") or b"\n." in content:  # to look for this first is a hundred times quicker
        content = _LINE_BEGINS_WITH_DOT.sub(b"..", content)
    return content + last + b".\r\n"


def _wire_form(address: str) -> str:
    """An address as SMTP without extensions carries it. Raises ValueError where that cannot be."""
    local, _, domain = address.strip().rpartition("@")
    if not (local and domain) or any(sign in "<>" or sign.isspace() or ord(sign) < 32 for sign in local + domain):
        raise ValueError("no address")
    if not local.isascii():
        raise ValueError("the part before the @ is not ASCII")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def _words(error: BaseException) -> str:
    match error:
        case smtplib.SMTPResponseException():
            return said(error.smtp_code, error.smtp_error)
        case TimeoutError():
            return "no answer in time"
        case _:
            return str(error) or type(error).__name__
