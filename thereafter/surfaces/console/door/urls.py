"""The door, which stands open to everybody, and what each member keeps for herself: password, second factor.

The views are django-allauth's and so are their names; they stand in no namespace. Where they stand is ours.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from thereafter.surfaces.console.door import pages
from thereafter.surfaces.ui.methods import FORM, PAGE, answers


class Base36(StringConverter):
    """A user's number in the link that resets a password."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")
forms, looks = answers(FORM), answers(PAGE)

urls = [
    path("sign-in/", pages.by_password, name="sign-in"),
    path("sign-in/<str:token>/", pages.by_link, name="sign-in-link"),
    path("sign-out/", pages.sign_out, name="sign-out"),
]
before_the_door = [
    path("sign-in/", pages.by_password, name="account_login"),
    path("sign-out/", pages.sign_out, name="account_logout"),
    path("dismissed/", looks(account.account_inactive), name="account_inactive"),
    path("second-factor/", forms(mfa.authenticate), name="mfa_authenticate"),
    path("passkey/", forms(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("forgotten/", forms(account.password_reset), name="account_reset_password"),
    path("forgotten/sent/", looks(account.password_reset_done), name="account_reset_password_done"),
    path(
        "forgotten/<base36:uidb36>-<str:key>/",
        forms(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("forgotten/done/", looks(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),
]
of_ones_own = [
    path("me/confirm/", forms(account.reauthenticate), name="account_reauthenticate"),
    path("me/confirm/code/", forms(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("me/confirm/passkey/", forms(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("me/password/", forms(account.password_change), name="account_change_password"),
    path("me/password/first/", forms(account.password_set), name="account_set_password"),
    path("me/second-factor/", looks(mfa.index), name="mfa_index"),
    path("me/second-factor/app/", forms(totp.activate_totp), name="mfa_activate_totp"),
    path("me/second-factor/app/off/", forms(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("me/second-factor/codes/", looks(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("me/second-factor/codes/new/", forms(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("me/second-factor/codes/file/", looks(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("me/second-factor/passkeys/", looks(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("me/second-factor/passkeys/add/", forms(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("me/second-factor/passkeys/<int:pk>/remove/", forms(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("me/second-factor/passkeys/<int:pk>/edit/", forms(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
]
urlpatterns = [*before_the_door, *of_ones_own]
