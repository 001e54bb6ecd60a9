"""The bytes of a mail: headers that nothing stored can break out of, and two parts, plain text and HTML.

Python's and Django's own classes take a millisecond for what is the same in every mail. Here only what differs is
encoded; the frame is text. `=_` cannot stand in quoted-printable, so a boundary that begins with it needs no search.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

_BOUNDARY = "=_thereafter"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\s]+")
_PLAIN = re.compile(r"[ -~]*")
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_ADDRESS = re.compile(rf"{_LOCAL}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST_WORDS = 300  # characters of a subject or a name
_BYTES_A_WORD = 45  # of UTF-8 in one encoded word, which may be 75 characters long


class Unaddressable(Exception):
    """An address that no mail can be sent to."""


@dataclass(frozen=True)
class Mailbox:
    """A name and an address, safe to write into a header."""

    name: str
    address: str

    @classmethod
    def of(cls, name: str, address: str) -> "Mailbox":
        """Raises Unaddressable unless the address can be written in ASCII (its domain may be international)."""
        local, at, domain = address.strip().rpartition("@")
        try:
            written = f"{local}{at}{domain if domain.isascii() else domain.encode('idna').decode()}"
        except UnicodeError:
            written = ""
        if not _ADDRESS.fullmatch(written) or len(written) > 320 or "=?" in written:  # no reader may take it for a word
            raise Unaddressable
        return cls(one_line(name), written)

    def __str__(self) -> str:
        if not self.name:
            return self.address
        return f"{_phrase(self.name)} <{self.address}>"


@dataclass(frozen=True)
class Frame:
    """What all mails of a batch have in common."""

    sender: Mailbox
    reply_to: Mailbox | None
    date: str

    @classmethod
    def of(cls, sender: Mailbox, reply_to: Mailbox | None, *, now: datetime) -> "Frame":
        """The frame of mails that are written at `now`."""
        return cls(sender, reply_to, format_datetime(now.astimezone(UTC)))

    def mail(
        self, *, to: Mailbox, subject: str, message_id: str, text: str, html: str, more: tuple[tuple[str, str], ...]
    ) -> bytes:
        """A mail ready for DATA, its lines ended by CRLF. `more`: headers of our own making."""
        headers = [
            ("From", str(self.sender)),
            ("To", str(to)),
            *([("Reply-To", str(self.reply_to))] if self.reply_to else []),
            ("Subject", words(subject)),
            ("Date", self.date),
            ("Message-ID", message_id),
            *more,
            ("MIME-Version", "1.0"),
            ("Content-Type", f'multipart/alternative;\r\n boundary="{_BOUNDARY}"'),
        ]
        head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")
        return b"".join((head, b"\r\n", _PART_TEXT, _quoted(text), _PART_HTML, _quoted(html), _END))


def one_line(text: str) -> str:
    """A text without line ends and control characters, at most 300 characters long."""
    return _UNSEEN.sub(" ", text).strip()[:_LONGEST_WORDS]


def words(text: str) -> str:
    """A text as a header's value: itself where it is plain, else encoded words (RFC 2047)."""
    text = one_line(text)
    return text if _PLAIN.fullmatch(text) and "=?" not in text else _encoded(text)


def _phrase(name: str) -> str:
    if not _PLAIN.fullmatch(name) or "=?" in name:
        return _encoded(name)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded(text: str) -> str:
    chunks, chunk = [], b""
    for letter in text:
        more = letter.encode()
        if len(chunk) + len(more) > _BYTES_A_WORD:
            chunks.append(chunk)
            chunk = b""
        chunk += more
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in [*chunks, chunk])


def _quoted(text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    return binascii.b2a_qp(lines.encode("utf-8", "replace"), istext=True)


def _part(kind: str) -> bytes:
    encoding = "Content-Transfer-Encoding: quoted-printable"
    return f'--{_BOUNDARY}\r\nContent-Type: {kind}; charset="utf-8"\r\n{encoding}\r\n\r\n'.encode()


_PART_TEXT = _part("text/plain")
_PART_HTML = b"\r\n" + _part("text/html")
_END = f"\r\n--{_BOUNDARY}--\r\n".encode()
