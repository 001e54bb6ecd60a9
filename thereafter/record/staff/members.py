"""Joining, changing roles, leaving. The shop always keeps one owner."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from thereafter.foundation.errors import Refusal
from thereafter.foundation.plural import counted, plural
from thereafter.record.staff import actors, leaving
from thereafter.record.staff.models import Invitation, Member
from thereafter.record.staff.roles import May, Role, allowed


class LastOwner(Refusal):
    """A shop without an owner could not be put right by anybody in it."""


class AddressTaken(Refusal):
    """Two members with one address could set each other's password."""


def of(user: User) -> Member | None:
    """The member that this user is now; None for a stranger, and for who was dismissed."""
    return Member.objects.select_related("user").filter(user=user, dismissed_at=None, user__is_active=True).first()


def present() -> list[Member]:
    """Everybody who works here now, the longest first."""
    return list(
        Member.objects.select_related("user").filter(dismissed_at=None, user__is_active=True).order_by("since", "pk")
    )


def former() -> list[Member]:
    """Who does not work here any more, the last to leave first."""
    return list(Member.objects.select_related("user").exclude(dismissed_at=None).order_by("-dismissed_at"))


@transaction.atomic
def describe(member: Member, *, first_name: str, last_name: str, email: str, mail_name: str, mail_address: str) -> None:
    """What others read of her, and as whom she writes to customers. Raises AddressTaken."""
    if email and is_taken(email, besides=member.pk):
        raise AddressTaken("Another member has this address; a new password would go to both. Use one of your own.")
    User.objects.filter(pk=member.pk).update(first_name=first_name, last_name=last_name, email=email)
    Member.objects.filter(pk=member.pk).update(mail_name=mail_name, mail_address=mail_address)


def is_taken(address: str, *, besides: int = 0) -> bool:
    """Whether a member, present or former, has this address; of `besides` it may be."""
    return User.objects.filter(email__iexact=address).exclude(pk=besides).exists()


def join(user: User, role: Role, *, now: datetime) -> Member:
    """From now on she works here in this role; also who had been dismissed."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True
    member, _ = Member.objects.update_or_create(user=user, defaults={"role": role, "since": now, "dismissed_at": None})
    return member


@transaction.atomic
def change_role(member: Member, role: Role, *, now: datetime) -> list[str]:
    """She may do something else from now on; what became of the work that she held, if she may not do it any more.

    Raises LastOwner.
    """
    if role is not Role.OWNER:
        _keep_an_owner_beside(member)
    Member.objects.filter(pk=member.pk).update(role=role)
    member.role = role
    said = [] if May.SERVE in allowed(role) else leaving.take_back(member, now=now)
    return said if May.SETTLE in allowed(role) else [*said, *_withdraw_her_invitations(member, now=now)]


@transaction.atomic
def dismiss(member: Member, *, now: datetime) -> list[str]:
    """From now on she may not come in. What she did stays; what became of what she held is said. Raises LastOwner."""
    _keep_an_owner_beside(member)
    Member.objects.filter(pk=member.pk).update(dismissed_at=now)
    User.objects.filter(pk=member.pk).update(is_active=False)
    member.dismissed_at = now
    return [*leaving.take_back(member, now=now), *_withdraw_her_invitations(member, now=now)]


def _withdraw_her_invitations(member: Member, *, now: datetime) -> list[str]:
    """Or she could come in again by one that she keeps, as what she may not be any more."""
    hers = Invitation.objects.filter(invited_by=actors.of(member.user), used_at=None, withdrawn_at=None)
    if many := hers.filter(expires_at__gt=now).update(withdrawn_at=now):
        return [f"{counted(many, 'invitation')} of {member} no longer {plural(many, 'admits', 'admit')} anybody."]
    return []


def _keep_an_owner_beside(member: Member) -> None:
    owners = Member.objects.select_for_update().filter(role=Role.OWNER, dismissed_at=None).order_by("pk")
    if [owner.pk for owner in owners] == [member.pk]:
        raise LastOwner(f"{member} is the only owner. Make somebody else an owner first.")
