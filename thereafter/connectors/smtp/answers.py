"""What a mail server's answer means (RFC 5321, enhanced status codes RFC 3463). Pure."""

import re

from thereafter.engagement.messaging.transports import Later, Refused

_ENHANCED = re.compile(r"^\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_ABOUT_THE_SENDER = frozenset({7, 8})  # of the subject 1, addresses
_RECIPIENT_UNKNOWN = frozenset({550, 551, 553})


def said(code: int, words: bytes | str) -> str:
    """A server's answer in one line."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


def is_refusal(code: int) -> bool:
    """Whether an answer says no, for now or for good. Neither yes nor no is a server that has lost its way."""
    return 400 <= code < 600


def meaning(code: int, words: bytes | str, *, about_recipient: bool) -> Later | Refused:
    """What an answer that is not a yes means. `about_recipient`: it answers RCPT, not the content."""
    line = said(code, words)
    if code < 500:
        return Later(line)
    return Refused(line, no_such_recipient=about_recipient and nobody_there(code, line.partition(" ")[2]))


def nobody_there(code: int, words: str) -> bool:
    """Whether a 5xx says that the address does not exist or is closed; not that it is full or we are unwelcome."""
    if enhanced := _ENHANCED.match(words):
        subject, detail = int(enhanced[2]), int(enhanced[3])
        return (subject == 1 and detail not in _ABOUT_THE_SENDER) or (subject, detail) == (2, 1)
    return code in _RECIPIENT_UNKNOWN
