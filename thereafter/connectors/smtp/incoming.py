"""Mail that comes back to the sender: what it says about which message. Pure.

Delivery status notifications (RFC 3464), feedback reports (ARF, RFC 5965), and answers that say `unsubscribe`. The
message is found by the Message-ID that they quote, which nobody can forge; a notice that quotes none is not believed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import default as modern
from enum import Enum

from thereafter.connectors.smtp.answers import nobody_there

_QUOTED_ID = re.compile(rb"[a-z2-7]{56}@[^\s>\"]{1,80}", re.IGNORECASE)
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
_LARGEST = 5_000_000  # bytes looked at


class Says(Enum):
    """What a mail that came back says."""

    GONE = "there is nobody at this address"
    NOT_TAKEN = "it was not taken"
    DELAYED = "it is on its way still"
    COMPLAINT = "it was called spam"
    UNSUBSCRIBE = "no more of these"


@dataclass(frozen=True)
class Notice:
    """One mail that came back: what it says, and the Message-IDs it quotes, any of which may be ours."""

    says: Says
    message_ids: tuple[str, ...]
    words: str


def read(content: bytes) -> Notice | None:
    """What a mail says. None for one that is for a person to read."""
    mail = message_from_bytes(content[:_LARGEST], policy=modern)
    ids = tuple(dict.fromkeys(f"<{found.decode()}>" for found in _QUOTED_ID.findall(content[:_LARGEST])))
    match mail.get_content_type(), str(mail.get_param("report-type") or "").lower():
        case "multipart/report", "delivery-status":
            return _of_delivery(mail, ids)
        case "multipart/report", "feedback-report":
            return Notice(Says.COMPLAINT, ids, "a feedback report") if _is_abuse(mail) else None
    subject = str(mail.get("Subject", "")).strip().lower()
    return Notice(Says.UNSUBSCRIBE, ids, subject[:100]) if subject.startswith("unsubscribe") else None


def _of_delivery(mail: Message, ids: tuple[str, ...]) -> Notice | None:
    for fields in _fields(mail, "message/delivery-status"):
        action = str(fields.get("Action", "")).strip().lower()
        status = _STATUS.search(str(fields.get("Status", "")))
        diagnosis = " ".join(str(fields.get("Diagnostic-Code", "")).split())
        words = f"{status[0] if status else ''} {diagnosis}".strip()[:300]
        if action == "failed":
            gone = nobody_there(0, status[0] if status else "")
            return Notice(Says.GONE if gone else Says.NOT_TAKEN, ids, words)
        if action == "delayed":
            return Notice(Says.DELAYED, ids, words)
    return None


def _is_abuse(mail: Message) -> bool:
    reports = _fields(mail, "message/feedback-report")
    return any(str(fields.get("Feedback-Type", "")).strip().lower() in {"abuse", "complaint"} for fields in reports)


def _fields(mail: Message, content_type: str) -> Iterator[Message]:
    """The groups of header fields in the parts of this type."""
    for part in mail.walk():
        if part.get_content_type() == content_type:
            payload = part.get_payload()
            if isinstance(payload, list):
                yield from (group for group in payload if isinstance(group, Message))
            else:
                text = part.get_payload(decode=True)
                yield message_from_bytes(text if isinstance(text, bytes) else b"", policy=modern)
