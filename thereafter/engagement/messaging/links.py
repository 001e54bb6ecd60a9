"""The addresses of customers' pages, as they stand in mails. The portal's urls import them. Signed, without expiry.

A link names one message, and by it the customer; a guide's names the guide alone, because guides are for everybody.
"""

from enum import StrEnum

from django.core.signing import BadSignature, Signer

from thereafter.engagement.messaging import keys
from thereafter.engagement.messaging.keys import MessageKey

GUIDE = "g"
LOGO = "logo"


class Page(StrEnum):
    """A page about one message, by the first part of its path."""

    UNSUBSCRIBE = "u"
    PREFERENCES = "p"
    VIEW = "m"


def to(page: Page, message: MessageKey, *, public_url: str) -> str:
    """The address of a page about a message."""
    return f"{public_url.rstrip('/')}/{page}/{keys.seal(message, page.name)}/"


def message(page: Page, token: str) -> MessageKey | None:
    """The message that a page's token names; None for a token that we did not make for this page."""
    return keys.unseal(token, page.name)


def to_guide(guide_key: str, *, public_url: str) -> str:
    """The address of a guide."""
    return f"{public_url.rstrip('/')}/{GUIDE}/{_guides().sign(guide_key)}/"


def to_logo(digest: str, *, public_url: str) -> str:
    """The address of the shop's logo, which changes with it."""
    return f"{public_url.rstrip('/')}/{LOGO}/{digest[:16]}.png"


def guide(token: str) -> str | None:
    """The key of the guide that a token names; None for a token that we did not make."""
    try:
        return _guides().unsign(token)
    except BadSignature:
        return None


def _guides() -> Signer:
    return Signer(sep=".", salt="thereafter.messaging.guide")
