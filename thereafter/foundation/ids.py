"""Names for things that leave the house: unguessable, short, safe in a URL."""

import hashlib
import secrets
import uuid

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def token() -> str:
    """A random name of 26 letters and digits (128 bits), none of which look alike."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(26))


def digest(token: str) -> str:
    """What is kept of a token that opens a door: its SHA-256 in 64 letters, from which nobody gets the token back."""
    return hashlib.sha256(token.encode()).hexdigest()


def run_key() -> uuid.UUID:
    """A random key for one run of a job or an import."""
    return uuid.uuid4()
