"""Secrets that lie in the database, sealed by a key that does not: a copy of the database alone opens nothing.

Sealed is with the house's present key (SECRET_KEY); what older ones sealed (SECRET_KEY_FALLBACKS) still opens.
"""

import base64
import hashlib
from enum import Enum

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Opens(Enum):
    """Which key opens a seal."""

    PRESENT = "present"
    OLDER = "older"
    NONE = "none"


def seal(secret: str, purpose: str) -> str:
    """The secret, readable again only for the same purpose and by a key that the house still has."""
    return _lock(settings.SECRET_KEY, purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed; None if it was sealed by a key that we have not, for another purpose, or is no seal."""
    return _opened(sealed, purpose)[1]


def opens(sealed: str, purpose: str) -> Opens:
    """Which of our keys opens it."""
    return _opened(sealed, purpose)[0]


def _opened(sealed: str, purpose: str) -> tuple[Opens, str | None]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            secret = _lock(key, purpose).decrypt(sealed.encode()).decode()
        except InvalidToken:
            continue
        return Opens.PRESENT if key == settings.SECRET_KEY else Opens.OLDER, secret
    return Opens.NONE, None


def _lock(secret_key: str, purpose: str) -> Fernet:
    key = hashlib.sha256(f"thereafter.sealing\0{purpose}\0{secret_key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
