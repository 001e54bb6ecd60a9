"""Who may come in: passwords with a limit on guessing, and links that work once.

A link is safe against scanners that open every address in a mail: opening it shows a button, pressing that uses it.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.urls import reverse

from thereafter.foundation.errors import Refusal
from thereafter.foundation.ids import token as new_token
from thereafter.surfaces.console.models import Guess, SignInLink

LINK_LIVES = timedelta(minutes=30)
GUESSES_AN_HOUR = 10
_HOUR = timedelta(hours=1)
_OWNER = "owner"


class TooManyGuesses(Refusal):
    """An account's password was tried too often within an hour."""


class NobodyOfThatName(Refusal):
    """No member of staff is called so."""


def link_for(name: str, *, now: datetime) -> str:
    """The path of a sign-in link for the member of staff of that name. Raises NobodyOfThatName."""
    user = User.objects.filter(username=name, is_staff=True, is_active=True).first()
    if user is None:
        there = ", ".join(User.objects.filter(is_staff=True).order_by("pk").values_list("username", flat=True)[:5])
        raise NobodyOfThatName(f'No member of staff is called "{name}". There are: {there or "none yet"}.')
    return one_use_link(user, now=now)


def owner_link(*, now: datetime) -> str:
    """The path of a sign-in link for the shop's owner: the oldest staff user, made if there is none yet."""
    owner = User.objects.filter(is_staff=True, is_active=True).order_by("pk").first()
    return one_use_link(owner or _new_owner(now=now), now=now)


def _new_owner(*, now: datetime) -> User:
    owner, _ = User.objects.get_or_create(username=_OWNER, defaults={"is_staff": True, "date_joined": now})
    owner.is_staff = owner.is_active = True
    if not owner.password:
        owner.set_unusable_password()
    owner.save()
    return owner


def one_use_link(user: User, *, now: datetime) -> str:
    """A path that signs `user` in once, within 30 minutes."""
    token = new_token()
    SignInLink.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    SignInLink.objects.create(digest=_digest(token), user=user, expires_at=now + LINK_LIVES)
    return reverse("console:sign-in-link", args=[token])


def use_link(token: str, *, now: datetime) -> User | None:
    """The user whom an unused, unexpired link admits; the link is used from here on, even by two who come at once."""
    good = SignInLink.objects.filter(
        digest=_digest(token), used_at=None, expires_at__gt=now, user__is_active=True, user__is_staff=True
    )
    if not good.update(used_at=now):
        return None
    return User.objects.get(pk=SignInLink.objects.values_list("user_id").get(digest=_digest(token))[0])


def by_password(account: str, password: str, *, now: datetime) -> User | None:
    """The staff user with this name and password. Raises TooManyGuesses from the eleventh try within an hour.

    The try is written down before the password is looked at, so that many at once cannot slip through together; an
    unknown name counts like a known one, so that nothing can be learned from the answer.
    """
    name = account.strip().lower()[:150]
    Guess.objects.filter(at__lte=now - _HOUR).delete()
    guess = Guess.objects.create(account=name, at=now)
    if Guess.objects.filter(account=name).count() > GUESSES_AN_HOUR:
        guess.delete()
        raise TooManyGuesses(
            f"The password of this account was tried {GUESSES_AN_HOUR} times within an hour. "
            "Wait an hour, or make a sign-in link with “thereafter sign-in”."
        )
    user = authenticate(username=account.strip(), password=password)
    if not isinstance(user, User) or not user.is_staff:
        return None
    Guess.objects.filter(account=name).delete()
    return user


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
