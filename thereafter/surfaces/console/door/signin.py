"""Who may come in: passwords with a limit on guessing, and links that work once.

A link is safe against scanners that open every address in a mail: opening it shows a button, pressing that uses it.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse

from thereafter.foundation.errors import Refusal
from thereafter.foundation.ids import digest
from thereafter.foundation.ids import token as new_token
from thereafter.record.staff import members
from thereafter.record.staff.roles import Role
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
    there = members.present()
    for member in there:
        if member.user.get_username() == name:
            return one_use_link(member.user, now=now)
    names = ", ".join(member.user.get_username() for member in there[:5])
    raise NobodyOfThatName(f'No member of staff is called "{name}". There are: {names or "none yet"}.')


def owner_link(*, now: datetime) -> str:
    """The path of a sign-in link for the shop's owner: the first there is, made if there is none yet."""
    owners = (member.user for member in members.present() if member.role == Role.OWNER)
    return one_use_link(next(owners, None) or _new_owner(now=now), now=now)


def _new_owner(*, now: datetime) -> User:
    owner, made = User.objects.get_or_create(username=_OWNER, defaults={"date_joined": now})
    if made:
        owner.set_unusable_password()
        owner.save(update_fields=["password"])
    members.join(owner, Role.OWNER, now=now)
    return owner


def one_use_link(user: User, *, now: datetime) -> str:
    """A path that signs `user` in once, within 30 minutes."""
    token = new_token()
    SignInLink.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    SignInLink.objects.create(digest=digest(token), user=user, expires_at=now + LINK_LIVES)
    return reverse("console:sign-in-link", args=[token])


def use_link(token: str, *, now: datetime) -> User | None:
    """The user whom an unused, unexpired link admits; the link is used from here on, even by two who come at once."""
    if not _good(token, now=now).update(used_at=now):
        return None
    return User.objects.get(pk=SignInLink.objects.values_list("user_id").get(digest=digest(token))[0])


def would_admit(token: str, *, now: datetime) -> bool:
    """Whether the link still lets somebody in. Looking uses nothing."""
    return _good(token, now=now).exists()


def _good(token: str, *, now: datetime) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(
        digest=digest(token),
        used_at=None,
        expires_at__gt=now,
        user__is_active=True,
        user__member__dismissed_at=None,
        user__member__isnull=False,
    )


def count_guess(account: str, *, now: datetime) -> None:
    """A password is about to be tried for this account. Raises TooManyGuesses from the eleventh within an hour.

    The try is written down before the password is looked at, so that many at once cannot slip through together; an
    unknown name counts like a known one, so that nothing can be learned from the answer.
    """
    name = _normal(account)
    Guess.objects.filter(at__lte=now - _HOUR).delete()
    guess = Guess.objects.create(account=name, at=now)
    if Guess.objects.filter(account=name).count() > GUESSES_AN_HOUR:
        guess.delete()
        raise TooManyGuesses(
            f"The password of this account was tried {GUESSES_AN_HOUR} times within an hour. "
            "Wait an hour, or make a sign-in link with “thereafter sign-in”."
        )


def forget_guesses(account: str) -> None:
    """The right password was given: the wrong ones before it count no more."""
    Guess.objects.filter(account=_normal(account)).delete()


def _normal(account: str) -> str:
    return account.strip().lower()[:150]
