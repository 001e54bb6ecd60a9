"""How django-allauth speaks of second factors here, and where their seeds lie sealed."""

import base64
import secrets
from collections.abc import Sequence
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from thereafter.foundation import safes
from thereafter.foundation.safes import Safe
from thereafter.foundation.sealing import seal, unseal

PURPOSE = "second factor"
SEEDS = ("secret", "seed")  # of codes that an app shows, and of those on paper; a passkey keeps nothing secret here


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth says nothing of its types
    """Its settings stand in project/settings.py."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the code that holds now. Wait for the next one and try again.",
    }

    def encrypt(self, text: str) -> str:
        """A seed as it lies in the database."""
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """The seed. Of one that no key opens, a seed that nobody knows: then no code is right."""
        return unseal(encrypted_text, PURPOSE) or base64.b32encode(secrets.token_bytes(20)).decode()


def register_all() -> None:
    """Say where the seeds lie sealed."""
    safes.register(
        Safe(
            "seed of a second factor",
            Authenticator,
            "data",
            PURPOSE,
            lost="whoever has an app for codes cannot sign in by them",
            give_up=_give_up,
            within=SEEDS,
        )
    )


def _give_up(keys: Sequence[Any]) -> None:
    """Whoever had these signs in without, and sets up new ones."""
    Authenticator.objects.filter(pk__in=keys).delete()
