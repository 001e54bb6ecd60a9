"""A colleague comes: invited by an owner, with a second factor, and with what she does in the log."""

import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.foundation.clock import VirtualClock
from thereafter.record.shop import settings as shop
from thereafter.record.staff.models import Deed, Member, Post, SecondLook
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console.door import jobs, signin

pytestmark = pytest.mark.django_db
RIGHT = "seven lanterns in a row"


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[MailServer]:
    """A server that takes what members are written. Django puts a heap in memory in place of our post when it tests."""
    settings.EMAIL_BACKEND = "thereafter.surfaces.console.door.post.Backend"
    mail = MailServer()
    with serving(mail) as server:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{server.port}?reserved=yes")
        yield mail


def invite(console: Client, **told: str) -> str:
    """The link that the page shows."""
    page = console.post("/settings/staff/invite/", {"name": "Grace", "role": "agent", **told})
    (link,) = re.findall(r"http://testserver(/join/[^<]+/)", page.content.decode())
    return str(link)


def text(letter: Message) -> str:
    """What it says."""
    content = letter.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def join(link: str, **told: str) -> Client:
    """The browser of whoever used the link."""
    browser = Client()
    form = {"user_name": "grace", "full_name": "Grace Murray", "password": "nine quiet harbours", **told}
    browser.post(link, form)
    return browser


def test_somebody_invited_chooses_a_password_and_works_in_her_role(console: Client) -> None:
    grace = join(invite(console))
    assert grace.get("/inbox/").status_code == 200
    assert grace.get("/settings/staff/").status_code == 403
    assert "The owner" not in grace.get("/").content.decode()


def test_opening_an_invitation_uses_nothing(console: Client) -> None:
    link = invite(console)
    for _ in range(3):
        assert Client().get(link).status_code == 200
    assert not User.objects.filter(username="grace").exists()
    assert join(link).get("/").status_code == 200
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_a_weak_password_is_refused_in_words_and_uses_nothing(console: Client, password: str) -> None:
    link = invite(console)
    page = Client().post(link, {"user_name": "grace", "full_name": "Grace", "password": password})
    assert page.status_code == 400
    assert "field-error" in page.content.decode()
    assert join(link).get("/").status_code == 200


def test_an_invitation_goes_to_the_address_too(console: Client, clock: VirtualClock, mail_server: MailServer) -> None:
    link = invite(console, address="grace@shop.example")
    jobs.hand_over_post(clock)
    assert link in text(mail_server.letter("grace@shop.example"))
    assert Post.objects.get().content == b""


def test_an_invitation_leads_to_the_console_as_set_up_and_is_from_the_shop_by_name(
    console: Client, clock: VirtualClock, mail_server: MailServer
) -> None:
    here = {"name": "Grace", "role": "agent"}
    told = console.post("/settings/staff/invite/", here, headers={"host": "localhost:8777"}).content.decode()
    assert "The link begins with http://localhost:8777, which opens on this machine only." in told
    shop.change("public_url", "https://shop.example", source="test", now=NOON)
    shop.change("sender_name", "Zoë of Müller & Co", source="test", now=NOON)
    shop.change("sender_address", "hello@shop.example", source="test", now=NOON)
    told = console.post("/settings/staff/invite/", {**here, "address": "grace@shop.example"}).content.decode()
    assert "https://shop.example/join/" in told and "opens on this machine only" not in told
    jobs.hand_over_post(clock)
    letter = mail_server.letter("grace@shop.example")
    assert "https://shop.example/join/" in text(letter)
    assert letter["Message-ID"].endswith("@shop.example>")
    assert letter["From"].endswith("<hello@shop.example>")
    assert str(make_header(decode_header(parseaddr(letter["From"])[0]))) == "Zoë of Müller & Co"


def test_what_somebody_did_stands_in_the_log_with_who_and_when(console: Client, owner: User) -> None:
    cast.member("ada", Role.AGENT)
    member = Member.objects.get(user__username="ada")
    console.post(f"/settings/staff/{member.pk}/role/", {"role": "marketer"})
    page = console.get("/settings/log/").content.decode()
    assert "ada was support agent, is marketer." in page
    deed = Deed.objects.get(what="staff-role")
    assert (deed.actor, deed.at, deed.about) == ("console:owner", NOON, {"member_id": member.pk})


def test_a_refused_deed_leaves_no_line_in_the_log(console: Client) -> None:
    (member,) = Member.objects.all()
    console.post(f"/settings/staff/{member.pk}/dismiss/")
    assert not Deed.objects.exists()
    assert console.get("/customers/").status_code == 200


def test_the_log_names_a_customer_by_her_number_only(console: Client, town: list[Any]) -> None:
    for task in console.get("/inbox/").context["page"]:
        console.post(f"/inbox/{task.pk}/done/", {"outcome": "Spoke with Margaret Hale."})
    assert Deed.objects.count() >= 1
    assert "Margaret" not in str([(one.about, one.details, one.words) for one in Deed.objects.all()])


def test_whoever_came_by_a_link_stands_in_the_list_of_sessions_and_can_end_another(owner: User) -> None:
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post(
            signin.one_use_link(owner, now=NOON),
            headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
        )
    assert here.get("/me/sessions/").content.decode().count("Firefox on Linux") == 2
    (other,) = [session.pk for session, _, is_here in here.get("/me/sessions/").context["rows"] if not is_here]
    here.post(f"/me/sessions/{other}/end/")
    assert here.get("/me/sessions/").status_code == 200
    assert here.get("/customers/").status_code == 200
    assert there.get("/customers/").headers["Location"].startswith("/sign-in/")


def test_who_is_dismissed_is_out_at_once_and_her_sessions_are_over_even_if_she_comes_back(console: Client) -> None:
    ruth, browser = cast.member("ruth", Role.AGENT), Client()
    browser.post(signin.one_use_link(ruth.user, now=NOON))
    assert browser.get("/inbox/").status_code == 200
    console.post(f"/settings/staff/{ruth.pk}/role/", {"role": "analyst"})
    assert browser.post("/inbox/new/", {}).status_code == 403, "she only looks from this moment on"
    console.post(f"/settings/staff/{ruth.pk}/dismiss/")
    assert browser.get("/inbox/").headers["Location"].startswith("/sign-in/")
    console.post(f"/settings/staff/{ruth.pk}/return/")
    assert browser.get("/inbox/").headers["Location"].startswith("/sign-in/")


def test_an_owner_who_came_by_a_link_can_set_a_second_factor_up_without_a_password(db: None) -> None:
    browser = Client()
    browser.post(signin.owner_link(now=NOON))
    assert browser.get("/me/second-factor/app/").status_code == 200
    assert browser.get("/me/password/first/").status_code == 200


def set_up_an_app(console: Client) -> str:
    """Her secret, once the app is set up."""
    console.post("/me/confirm/", {"password": RIGHT})
    secret = str(console.get("/me/second-factor/app/").context["form"].secret)
    response = console.post("/me/second-factor/app/", {"code": code(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


def code(secret: str) -> str:
    """What the app shows now."""
    value = totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    return str(totp.format_hotp_value(value))


def test_who_has_an_app_is_asked_for_its_code_after_the_password(console: Client) -> None:
    secret = set_up_an_app(console)
    visitor = Client()
    assert visitor.post("/sign-in/", {"login": "owner", "password": RIGHT}).headers["Location"] == "/second-factor/"
    assert visitor.get("/inbox/").status_code == 302
    refused = visitor.post("/second-factor/", {"code": "000000"})
    assert refused.status_code == 200 and "That is not the code that holds now" in refused.content.decode()
    assert visitor.get("/inbox/").status_code == 302
    fresh = Client()
    fresh.post("/sign-in/", {"login": "owner", "password": RIGHT})
    cache.clear()  # the wrong code above counts for some minutes, and so does the one that was used
    assert fresh.post("/second-factor/", {"code": code(secret)}).status_code == 302
    assert fresh.get("/inbox/").status_code == 200


def test_a_shop_may_ask_everybody_for_a_second_factor(console: Client) -> None:
    shop.change("require_second_factor", True, source="test", now=NOON)
    assert console.get("/customers/").headers["Location"] == "/me/second-factor/"
    assert console.get("/me/second-factor/").status_code == 200
    set_up_an_app(console)
    assert console.get("/customers/").status_code == 200


def test_a_forgotten_password_is_set_anew_by_a_letter(
    console: Client, owner: User, clock: VirtualClock, mail_server: MailServer
) -> None:
    User.objects.filter(pk=owner.pk).update(email="ruth@shop.example")
    visitor = Client()
    for address in ("ruth@shop.example", "nobody@shop.example"):
        assert visitor.post("/forgotten/", {"email": address}).headers["Location"] == "/forgotten/sent/"
    jobs.hand_over_post(clock)
    assert mail_server.recipients == ["ruth@shop.example"]
    letter = text(mail_server.letter("ruth@shop.example"))
    assert "You sign in as owner." in letter
    (link,) = re.findall(r"http://testserver(/forgotten/\S+/)", letter)
    form = visitor.get(link).headers["Location"]
    assert visitor.get(form).status_code == 200
    new = "eleven small brass bells"
    assert visitor.post(form, {"password1": new, "password2": new}).headers["Location"] == "/forgotten/done/"
    assert Client().post("/sign-in/", {"login": "owner", "password": RIGHT}).status_code == 400
    assert Client().post("/sign-in/", {"login": "ruth@shop.example", "password": new}).status_code == 302
    assert Client().get(link).status_code == 200  # it says that it works no more


class Brief(PBKDF2PasswordHasher):
    """The real hashing, a tenth of its length: still far longer than all else that an answer takes."""

    iterations = PBKDF2PasswordHasher.iterations // 10


def test_a_name_that_is_nobody_s_takes_as_long_to_refuse_as_one_that_is(db: None, settings: Any) -> None:
    """S9: within 5 ms, by real hashing; medians, because the machine does other things too."""
    settings.PASSWORD_HASHERS = ["tests.surfaces.console.test_staff.Brief"]
    cast.member("ruth")
    took: dict[str, list[float]] = {"ruth": [], "nobody": []}
    for _ in range(9):
        for name, times in took.items():
            began = perf_counter()
            assert Client().post("/sign-in/", {"login": name, "password": "wrong"}).status_code == 400
            times.append(perf_counter() - began)
    assert abs(median(took["ruth"]) - median(took["nobody"])) < 0.25 * median(took["ruth"])


def _looks(browser: Client) -> list[SecondLook]:
    looks: list[SecondLook] = browser.get("/").context["looks"]
    return looks


def test_what_is_large_waits_on_the_others_home_pages(console: Client, town: list[Any]) -> None:
    ada = cast.member("ada", Role.MARKETER)
    look = SecondLook.objects.create(
        what="journey-on", about="win-back", size=900, words="Switch on Win back", asked_by=ada, asked_at=NOON
    )
    hers = Client()
    hers.force_login(ada.user)
    assert [one.pk for one in _looks(console)] == [look.pk]
    assert _looks(hers) == []
    console.post(f"/second-looks/{look.pk}/agree/")
    look.refresh_from_db()
    assert (look.agreed, str(look.answered_by)) == (True, "owner")
