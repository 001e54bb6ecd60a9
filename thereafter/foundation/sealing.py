"""Secrets that lie in the database, sealed by a key that does not: a copy of the database alone opens nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def seal(secret: str, purpose: str) -> str:
    """The secret, readable again only for the same purpose and under the same secret key of the house."""
    return _lock(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed; None if it was sealed under another key, for another purpose, or is no seal."""
    try:
        return _lock(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _lock(purpose: str) -> Fernet:
    key = hashlib.sha256(f"thereafter.sealing\0{purpose}\0{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
