"""Inviting somebody to work here: by a link that works once, for a week."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from thereafter.foundation.errors import Refusal
from thereafter.foundation.ids import digest
from thereafter.foundation.ids import token as new_token
from thereafter.record.staff import members
from thereafter.record.staff.models import Invitation, Member
from thereafter.record.staff.roles import Role

LIVES = timedelta(days=7)


class NoSuchInvitation(Refusal):
    """The link was used, withdrawn, is too old, or never was one."""


class NameTaken(Refusal):
    """Two members cannot sign in under one name."""


def invite(name: str, address: str, role: Role, *, by: str, now: datetime) -> tuple[Invitation, str]:
    """The invitation, and the secret part of its link, which nobody can read again. Raises AddressTaken."""
    if address and members.is_taken(address):
        raise members.AddressTaken("Somebody who works here, or did, has this address. Name another one, or none.")
    token = new_token()
    invitation = Invitation.objects.create(
        digest=digest(token),
        name=name,
        address=address,
        role=role,
        invited_by=by,
        invited_at=now,
        expires_at=now + LIVES,
    )
    return invitation, token


def open_ones(*, now: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be used, the latest first."""
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=now).order_by("-invited_at")


def found(token: str, *, now: datetime) -> Invitation | None:
    """The invitation that a link names, if it can still be used. Looking uses nothing."""
    return open_ones(now=now).filter(digest=digest(token)).first()


def withdraw(invitation_id: int, *, now: datetime) -> bool:
    """The link works no more. False if it did not before."""
    return open_ones(now=now).filter(pk=invitation_id).update(withdrawn_at=now) > 0


@transaction.atomic
def accept(token: str, *, user_name: str, full_name: str, password: str, now: datetime) -> Member:
    """She works here from now on. The password was checked by who asked for it.

    Raises NoSuchInvitation, also for the second of two who come at once, and NameTaken.
    """
    invitation = found(token, now=now)
    if invitation is None or not open_ones(now=now).filter(pk=invitation.pk).update(used_at=now):
        raise NoSuchInvitation("This invitation was used, withdrawn, or is older than a week. Ask for a new one.")
    if User.objects.filter(username__iexact=user_name).exists():
        raise NameTaken(f'Somebody signs in as "{user_name}" already. Choose another name.')
    first, _, last = full_name.strip().rpartition(" ")
    user = User.objects.create_user(
        user_name,
        "" if members.is_taken(invitation.address) else invitation.address,  # a new password would go to both
        password,
        first_name=(first or last)[:150],
        last_name=last[:150] if first else "",
        date_joined=now,
    )
    return members.join(user, Role(invitation.role), now=now)
