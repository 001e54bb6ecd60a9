"""The form that adds a passkey, in our own words."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth says nothing of its types
    """What it is called, and whether it is enough by itself."""

    passwordless = forms.BooleanField(
        label="It signs me in by itself",
        required=False,
        help_text="Then nobody asks for your password beside it, and it asks for your finger, your face or its PIN.",
    )
