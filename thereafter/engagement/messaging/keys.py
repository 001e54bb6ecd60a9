"""A message's name outside the house: in links and in Message-IDs. Sealed, it tells nothing and cannot be forged.

Sealing is deterministic encryption that authenticates (the construction of RFC 5297, with HMAC-SHA-256 for both
halves): the same message has the same name on every attempt, two uses of one message have unlike names, and whoever
changes a letter gets nothing. It never expires, because a link in a mail must work for as long as the mail is kept.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

_SHAPE = struct.Struct(">qqqh")  # 26 bytes, fewer than one block of the key stream
_TAG_BYTES = 9  # with the 26: 35 bytes, 56 letters without padding


class MessageKey(NamedTuple):
    """The primary key of a message."""

    customer_id: int
    purpose_id: int
    trigger_key: int
    visit: int


def seal(key: MessageKey, use: str) -> str:
    """A name of 56 lower-case letters and digits for this message in this use ("unsubscribe", "message-id" …)."""
    plain = _SHAPE.pack(*key)
    tagging, hiding = _secrets(settings.SECRET_KEY, use)
    tag = hmac.digest(tagging, plain, "sha256")[:_TAG_BYTES]
    return base64.b32encode(tag + _hidden(plain, hiding, tag)).decode().lower()


def unseal(name: str, use: str) -> MessageKey | None:
    """The message that was given this name in this use; None for a name that we did not give."""
    try:
        sealed = base64.b32decode(name.upper())
    except (binascii.Error, ValueError):
        return None
    if len(sealed) != _TAG_BYTES + _SHAPE.size:
        return None
    tag, hidden = sealed[:_TAG_BYTES], sealed[_TAG_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        tagging, hiding = _secrets(secret, use)
        plain = _hidden(hidden, hiding, tag)
        if hmac.compare_digest(hmac.digest(tagging, plain, "sha256")[:_TAG_BYTES], tag):
            return MessageKey(*_SHAPE.unpack(plain))
    return None


@lru_cache(maxsize=32)
def _secrets(secret: str, use: str) -> tuple[bytes, bytes]:
    """Two keys for one use: for the tag and for the key stream."""
    whole = hmac.digest(secret.encode(), f"thereafter.messaging.keys:{use}".encode(), hashlib.sha512)
    return whole[:32], whole[32:]


def _hidden(text: bytes, secret: bytes, tag: bytes) -> bytes:
    """The text under the key stream that belongs to the tag; twice gives the text again."""
    stream = hmac.digest(secret, tag, "sha256")
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))
