"""Message-IDs: the same for every attempt of a message, and a bounce that quotes one finds it."""

import re

from thereafter.engagement.messaging import keys
from thereafter.engagement.messaging.keys import MessageKey

_USE = "message-id"
_NAMED = re.compile(r"<?([a-z2-7]{56})@[^\s>]+>?", re.IGNORECASE)
_LONGEST_DOMAIN = 60  # the column holds 120 characters


def message_id(key: MessageKey, *, domain: str) -> str:
    """The Message-ID of a message, in angle brackets. `domain` is the sender's."""
    return f"<{keys.seal(key, _USE)}@{domain[-_LONGEST_DOMAIN:].lstrip('.-') or 'localhost'}>"


def key_of(text: str) -> MessageKey | None:
    """The message that a Message-ID names; None for one that we did not give."""
    found = _NAMED.fullmatch(text.strip())
    return keys.unseal(found[1], _USE) if found else None
