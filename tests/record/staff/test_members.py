"""Who works in the shop: joining, changing roles, leaving, inviting."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from tests import cast
from tests.cast import NOON
from thereafter.foundation.errors import Refusal
from thereafter.record.staff import actors, invitations, members
from thereafter.record.staff.models import Invitation, Member
from thereafter.record.staff.roles import May, Role, allowed, who_may

pytestmark = pytest.mark.django_db


def test_an_owner_may_everything_and_an_analyst_only_look() -> None:
    assert allowed(Role.OWNER) == frozenset(May)
    assert allowed(Role.ANALYST) == {May.LOOK}
    assert who_may(May.SETTLE) == [Role.OWNER]


def test_everybody_who_works_with_customers_may_stop_what_is_sent() -> None:
    assert set(who_may(May.STOP)) == set(Role) - {Role.ANALYST}


def test_the_last_owner_can_neither_leave_nor_become_something_else() -> None:
    ruth = cast.member("ruth")
    cast.member("ada", Role.MARKETER)
    with pytest.raises(members.LastOwner, match="Make somebody else an owner first"):
        members.dismiss(ruth, now=NOON)
    with pytest.raises(members.LastOwner):
        members.change_role(ruth, Role.AGENT, now=NOON)
    cast.member("grace")
    members.dismiss(ruth, now=NOON)
    assert members.of(ruth.user) is None


def test_who_was_dismissed_can_be_taken_back() -> None:
    cast.member("grace")
    ruth = cast.member("ruth", Role.AGENT)
    members.dismiss(ruth, now=NOON)
    assert [one.pk for one in members.former()] == [ruth.pk]
    members.join(ruth.user, Role.AGENT, now=NOON)
    assert members.of(ruth.user) is not None
    assert members.former() == []


def test_two_members_cannot_share_an_address() -> None:
    ruth, ada = cast.member("ruth"), cast.member("ada")
    said = {"first_name": "", "last_name": "", "mail_name": "", "mail_address": ""}
    members.describe(ruth, email="ruth@shop.example", **said)
    with pytest.raises(members.AddressTaken):
        members.describe(ada, email="RUTH@shop.example", **said)


def accept(token: str, name: str = "grace") -> Member:
    return invitations.accept(token, user_name=name, full_name="Grace Murray", password="nine quiet harbours", now=NOON)


def invite(role: Role = Role.AGENT) -> tuple[Invitation, str]:
    return invitations.invite("Grace", "grace@shop.example", role, by="console:ruth", now=NOON)


def test_an_invitation_works_once() -> None:
    _, token = invite()
    member = accept(token)
    assert (member.role, str(member), member.user.email) == (Role.AGENT, "Grace Murray", "grace@shop.example")
    with pytest.raises(invitations.NoSuchInvitation):
        accept(token, "somebody")


def test_an_invitation_is_over_after_a_week_and_when_it_was_withdrawn() -> None:
    invitation, token = invite()
    assert invitations.found(token, now=NOON + invitations.LIVES - timedelta(seconds=1))
    assert not invitations.found(token, now=NOON + invitations.LIVES)
    assert invitations.withdraw(invitation.pk, now=NOON)
    assert not invitations.withdraw(invitation.pk, now=NOON)
    assert not invitations.found(token, now=NOON)


def test_a_name_that_is_taken_uses_no_invitation_up() -> None:
    cast.member("grace")
    _, token = invite()
    with pytest.raises(invitations.NameTaken):
        accept(token, "GRACE")
    assert accept(token, "murray").role == Role.AGENT


def test_who_leaves_or_invites_no_more_takes_her_invitations_along() -> None:
    cast.member("owner")
    for leave in (members.dismiss, lambda ruth, now: members.change_role(ruth, Role.MARKETER, now=now)):
        ruth = cast.member(f"ruth{leave.__name__}")
        _, hers = invitations.invite("Herself", "", Role.OWNER, by=actors.of(ruth.user), now=NOON)
        _, anothers = invitations.invite("Grace", "", Role.AGENT, by="console:owner", now=NOON)
        assert any("1 invitation of" in said and "admits" in said for said in leave(ruth, now=NOON))
        assert not invitations.found(hers, now=NOON) and invitations.found(anothers, now=NOON)


def test_nobody_is_invited_by_an_address_that_another_has_and_one_taken_meanwhile_is_left_out() -> None:
    ruth = cast.member("ruth")
    _, token = invite()
    said = {"first_name": "", "last_name": "", "mail_name": "", "mail_address": ""}
    members.describe(ruth, email="grace@shop.example", **said)
    assert accept(token).user.email == ""
    with pytest.raises(members.AddressTaken, match="Name another one, or none"):
        invite()


def test_the_database_does_not_hold_what_admits_somebody() -> None:
    invitation, token = invite()
    assert token not in [str(getattr(invitation, field.attname)) for field in Invitation._meta.fields]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_invitation_at_once_one_becomes_a_member() -> None:
    _, token = invite()
    together = Barrier(2)

    def use(name: str) -> bool:
        together.wait()
        try:
            accept(token, name)
        except Refusal:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, ("grace", "murray"))) == [False, True]
    assert Member.objects.count() == 1
