"""Forms of django-allauth in our own words: a label says what to write, and a field is empty until somebody does."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class _InOurWords:
    """Labels of ours, no placeholders."""

    fields: dict[str, forms.Field]
    labels: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class SignIn(_InOurWords, account.LoginForm):  # type: ignore[misc]  # allauth says nothing of its types
    """Name or address, and a password."""

    labels = {"login": "Name or address"}

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["password"].help_text = ""  # the way to a new one stands below the button


class AskForPassword(_InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Where the letter goes."""

    labels = {"email": "Your address"}


class SetPassword(_InOurWords, account.SetPasswordForm):  # type: ignore[misc]
    """The first one."""

    labels = {"password2": "The same again"}


class ChangePassword(_InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """Another one."""

    labels = {"oldpassword": "Present password", "password1": "New password", "password2": "The same again"}


class NewPassword(_InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Another one, by a letter's link."""

    labels = {"password1": "New password", "password2": "The same again"}


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """What it is called, and whether it is enough by itself."""

    passwordless = forms.BooleanField(
        label="It signs me in by itself",
        required=False,
        help_text="Then nobody asks for your password beside it, and it asks for your finger, your face or its PIN.",
    )
