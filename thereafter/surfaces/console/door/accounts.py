"""How django-allauth signs our members in: nobody signs up, ten guesses an hour, letters by our own post."""

from email.utils import formataddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from thereafter.record.shop import settings as shop_settings
from thereafter.record.shop.settings import ShopSettings
from thereafter.record.staff import members
from thereafter.surfaces.console import present
from thereafter.surfaces.console.door import signin

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TOO_MANY = "too_many_login_attempts"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth says nothing of its types
    """Its settings stand in project/settings.py; what it is asked, allauth's own documentation says."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "Name and password do not belong together. Check both, then try again.",
        "email_password_mismatch": "Name and password do not belong together. Check both, then try again.",
        "incorrect_password": "That is not your password. Try again.",
        "incorrect_code": "That is not the code that holds now. Wait for the next one and try again.",
        "enter_current_password": "That is not your present password. Try again.",
        "rate_limited": "That was too often in a short time. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Who works here is invited."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Write the guess down before the password is looked at. Raises ValidationError from the eleventh on."""
        try:
            signin.count_guess(_account(credentials), now=present.now())
        except signin.TooManyGuesses as refusal:
            raise ValidationError(str(refusal), code=TOO_MANY) from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The member whose name and password these are."""
        user = super().authenticate(request, **credentials)
        if not isinstance(user, User) or members.of(user) is None:
            return None
        signin.forget_guesses(_account(credentials))
        return user

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever has neither password nor second factor yet has nothing that we could ask for once more."""
        user = context.request.user
        return bool(user.has_usable_password() or is_mfa_enabled(user))

    def get_from_email(self) -> str:
        """Letters to members come from where letters to customers come from."""
        return letters_come_from(shop_settings.read())

    def format_email_subject(self, subject: str) -> str:
        """The shop's name before it: a member may work for several."""
        return f"{shop_settings.read().name}: {' '.join(subject.split())}"


def letters_come_from(shop: ShopSettings) -> str:
    """Who letters to members are from, by name and address, also in a shop that has named none yet."""
    return formataddr((shop.sender_name or shop.name, shop.sender_address or "thereafter@localhost"))


def admit(request: HttpRequest, user: User) -> None:
    """Sign somebody in who came by a link of ours, second factor or not: whoever prints links has the whole machine."""
    login(request, user, BACKEND)
    UserSession.objects.create_from_request(request, user=user)


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")
