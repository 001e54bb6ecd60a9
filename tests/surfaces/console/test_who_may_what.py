"""S1: every address, by every role, from the configuration of addresses. One without a row here is a failure.

The rows say it anew, and on purpose: `record/staff/roles.py` and the rooms' `urls.py` must agree with them.
"""

from collections.abc import Collection, Iterator
from itertools import count

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from tests import cast
from tests.surfaces.addresses import every_address
from tests.surfaces.console import addresses
from thereafter.record.customers.models import Customer
from thereafter.record.staff import invitations, members, roles
from thereafter.record.staff.models import Deed, Member
from thereafter.record.staff.roles import May, Role

pytestmark = pytest.mark.django_db

OWNER, MARKETER, AGENT, MANAGER, ANALYST = (
    {role} for role in (Role.OWNER, Role.MARKETER, Role.AGENT, Role.ACCOUNT_MANAGER, Role.ANALYST)
)
EVERYBODY = set(Role)
WORKERS = EVERYBODY - ANALYST
PLANNERS = OWNER | MARKETER
ROWS: dict[frozenset[Role], str] = {
    frozenset(EVERYBODY): """
        home search customers customer customer-why order
        segments segment-count segment journeys playbooks playbook-letters playbook-mail messages message
        doubles double joined
        view-keep view-forget
        message-mail journey inbox task settings sending imports import runs me sessions session-end sessions-end-others
    """,
    frozenset(PLANNERS | AGENT): """
        customer-same-as doubles-look doubles-join-certain double-join double-apart double-later double-again merge-undo
    """,
    frozenset(WORKERS): """
        customer-tag customer-untag
        task-new task-done task-drop task-undo task-snooze task-wake task-comment task-take task-give-back task-hand
        letter-new letter-foresee sending-stop sending-rehearse
        customer-correct correction-undo address-add address-use address-remove address-bring-back
        note-add note-edit note-delete trouble-open trouble-hold trouble-close trouble-reopen journey-take-out
        consent-record suppress suppression-lift
    """,
    frozenset(OWNER | AGENT): "customer-export customer-erase",
    frozenset(PLANNERS): """
        segment-new segment-edit segment-delete segment-people segment-list list-new list-add list-draft list-keep
        list-take-brought list-leave list-missing list-take list-undo
        view-share view-unshare messages-export tasks-export imports-export journey-people
        customers-tag customers-tag-undo customers-list customers-export customer-enlist customer-delist
        playbook-publish journey-on journey-off
        sending-look sending-limits sending-try sending-start sending-test sending-go-on sending-drop
        second-look-agree second-look-decline
        upload upload-bring upload-columns upload-import upload-stop upload-drop upload-left-out
    """,
    frozenset(OWNER): """
        settings-shop staff staff-invite staff-withdraw staff-role staff-dismiss staff-return log setup setup-shop
        setup-face setup-no-logo setup-sender setup-look setup-address setup-files setup-playbooks setup-take-playbook
        setup-later doubles-by-itself
    """,
}
MAY = {f"console:{name}": roles for roles, names in ROWS.items() for name in names.split()}
STRANGERS = """
    console:sign-in console:sign-in-link console:sign-out console:join account_login account_logout account_inactive
    account_reset_password account_reset_password_done account_reset_password_from_key
    account_reset_password_from_key_done portal:unsubscribe portal:preferences portal:mail portal:guide portal:face
    portal:logo
    ui:appearance ui:specimen ui:specimen-portal ui:specimen-entrance ui:specimen-face ui:specimen-mail
    ui:specimen-progress mfa_authenticate mfa_login_webauthn
""".split()
ONES_OWN = """
    account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn account_change_password account_set_password
    mfa_index mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes
    mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_remove_webauthn mfa_edit_webauthn
""".split()
CONSOLE = [(name, page) for name, page in every_address() if name in MAY]
_names = count()


def named(pair: object) -> str:
    return pair if isinstance(pair, str) else ""


def signed_in(role: Role) -> tuple[Client, Member]:
    """The browser of somebody in this role, who is not alone in the shop."""
    member = cast.member(f"{role}{next(_names)}", role)
    browser = Client()
    browser.force_login(member.user)
    return browser, member


@pytest.fixture(autouse=True)
def _in_the_town(town: list[Customer]) -> None:
    """There is something to do everything to."""


def asks(browser: Client, method: str, page: URLPattern) -> HttpResponse:
    """What one request is answered; what it changed is taken back."""
    with transaction.atomic():
        response: HttpResponse = browser.generic(method, addresses.example(page))  # type: ignore[assignment]
        transaction.set_rollback(True)
    return response


def test_every_address_has_a_row() -> None:
    known = {*MAY, *STRANGERS, *ONES_OWN}
    assert sorted({name for name, _ in every_address()} - known) == []
    assert sorted(known - {name for name, _ in every_address()}) == []


def test_everything_behind_the_door_is_guarded_by_what_it_takes() -> None:
    guarded = {name for name, page in every_address() if hasattr(page.callback, "may")}
    assert guarded == set(MAY)


def wrongly_answered(page: URLPattern, may: Collection[Role]) -> Iterator[str]:
    """Every role and method that this address lets in although it should not, or the other way round."""
    for role in Role:
        browser, _ = signed_in(role)
        for method in page.callback.methods:  # type: ignore[attr-defined]
            before = Deed.objects.count()
            status = asks(browser, method, page).status_code
            if (status == 403) == (role in may):
                yield f"{method} {page.name} by {role}: {status}"
            elif status == 403 and Deed.objects.count() != before:
                yield f"{method} {page.name} by {role}: refused, and logged as done"


@pytest.mark.parametrize(("name", "page"), CONSOLE, ids=named)
def test_who_may_may_and_nobody_else(name: str, page: URLPattern) -> None:
    assert list(wrongly_answered(page, MAY[name])) == []


def test_a_role_that_may_more_or_less_than_it_should_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seeded bugs: somebody who only reads may erase, and an agent may not."""
    page = dict(CONSOLE)["console:customer-erase"]
    monkeypatch.setitem(roles._MAY, Role.ANALYST, frozenset(May))
    monkeypatch.setitem(roles._MAY, Role.AGENT, frozenset())
    wrong = list(wrongly_answered(page, MAY["console:customer-erase"]))
    assert {line.split(" by ")[1].split(":")[0] for line in wrong} == {Role.ANALYST, Role.AGENT}


@pytest.mark.parametrize("name", ONES_OWN)
def test_what_is_ones_own_is_for_nobody_who_is_not_signed_in(name: str) -> None:
    (page,) = [page for found, page in every_address() if found == name]
    for method in page.callback.methods:  # type: ignore[attr-defined]
        response = Client().generic(method, addresses.example(page))
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/sign-in/"), method


def test_nobody_ends_anothers_session_and_nobody_touches_anothers_passkey() -> None:
    hers, _ = signed_in(Role.OWNER)
    his, he = signed_in(Role.OWNER)
    session = UserSession.objects.create(
        user=he.user, ip="127.0.0.1", user_agent="x", session_key=his.session.session_key
    )
    key = Authenticator.objects.create(
        user=he.user, type=Authenticator.Type.WEBAUTHN, data={"name": "his", "credential": {}}
    )
    assert hers.post(reverse("console:session-end", args=[session.pk])).status_code == 404
    assert his.get("/").status_code == 200
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert hers.post(reverse(name, args=[key.pk]), {"name": "mine"}).status_code in {302, 404}
    key.refresh_from_db()
    assert key.data["name"] == "his"


def test_a_dismissed_member_is_outside_at_once_wherever_she_was() -> None:
    browser, member = signed_in(Role.MARKETER)
    cast.member("another-owner")
    assert browser.get("/customers/").status_code == 200
    members.dismiss(member, now=cast.NOON)
    assert browser.get("/customers/").headers["Location"].startswith("/sign-in/")


def test_an_invitation_gives_its_own_role_and_no_other() -> None:
    _, token = invitations.invite("Grace", "", Role.ANALYST, by="console:ruth", now=cast.NOON)
    member = invitations.accept(
        token, user_name="grace", full_name="Grace Murray", password="nine quiet harbours", now=cast.NOON
    )
    assert member.role == Role.ANALYST
