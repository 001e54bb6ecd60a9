"""Names for things that leave the house: unguessable, short, safe in a URL."""

import secrets
import uuid

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def token() -> str:
    """A random name of 26 letters and digits (128 bits), none of which look alike."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(26))


def run_key() -> uuid.UUID:
    """A random key for one run of a job or an import."""
    return uuid.uuid4()
