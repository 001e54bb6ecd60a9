"""How django-allauth speaks of second factors here."""

from allauth.mfa.adapter import DefaultMFAAdapter


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth says nothing of its types
    """Its settings stand in project/settings.py."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the code that holds now. Wait for the next one and try again.",
    }
