"""Starting, testing, stopping, going on: what the sending page does."""

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.messaging.models import Message
from thereafter.record.shop import mode, settings
from thereafter.record.staff.models import Deed
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db


def said(response) -> str:  # type: ignore[no-untyped-def]
    """The words of a page."""
    assert response.status_code in (200, 400), response.status_code
    return str(response.content.decode())


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A shop that has all that it takes to send."""
    for key, value in {
        "sender_address": "hello@shop.example",
        "postal_address": "1 Quay Street, Lowbridge",
        "public_url": "https://shop.example",
    }.items():
        settings.change(key, value, source="test", now=NOON)
    monkeypatch.setenv("SMTP_URL", "smtp://mail.shop.example?reserved=yes")
    return monkeypatch


def test_a_shop_that_lacks_everything_is_told_so_and_does_not_begin_to_send(
    console: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMTP_URL", raising=False)
    page = said(console.post("/sending/start/", follow=True))
    for words in ("No mail server is set", "no sender address", "no postal address", "No public address is decided"):
        assert words in page
    assert settings.read().mode == "rehearsal"
    assert "No mail server is set" in said(console.get("/settings/"))


def test_links_to_this_machine_are_fine_only_while_no_mail_leaves_it(
    console: Client, ready: pytest.MonkeyPatch
) -> None:
    settings.change("public_url", "http://127.0.0.1:8000", source="test", now=NOON)
    console.post("/sending/start/")
    assert settings.read().mode == "rehearsal"
    ready.setenv("SMTP_URL", "smtp://localhost:1025?reserved=yes")
    console.post("/sending/start/")
    assert settings.read().mode == "live"


@pytest.mark.usefixtures("ready")
def test_sending_begins_at_an_instant_and_ends_again(console: Client) -> None:
    console.post("/sending/start/")
    assert (settings.read().mode, settings.read().live_since) == ("live", NOON)
    console.post("/sending/rehearse/")
    assert settings.read().mode == "rehearsal"


def signed_in(role: Role) -> Client:
    browser = Client()
    browser.force_login(cast.member(role.value, role).user)
    return browser


def a_ready_message() -> None:
    cast.live()
    cast.judged(cast.purpose(), cast.ada())


def test_everything_is_stopped_from_any_page_and_every_page_says_so(console: Client) -> None:
    cast.live()
    page = said(console.get("/inbox/"))
    assert "Yes, stop everything" in page and "Sending is stopped" not in page
    answer = console.post("/sending/stop/", {"why": "wrong prices"}, headers={"Referer": "http://testserver/inbox/"})
    assert answer["Location"] == "http://testserver/inbox/"
    stopped = settings.read().sending_stopped
    assert stopped and (stopped.at, stopped.by, stopped.why) == (NOON, "console:owner", "wrong prices")
    page = said(console.get("/customers/"))
    assert "Sending is stopped</strong> since" in page and "by owner: wrong prices" in page
    assert "Yes, stop everything" not in page
    assert Deed.objects.get().what == "sending-stop"


@pytest.mark.parametrize(("role", "may"), [(Role.AGENT, True), (Role.ACCOUNT_MANAGER, True), (Role.ANALYST, False)])
def test_the_button_is_there_for_whoever_may_press_it(role: Role, may: bool) -> None:
    cast.live()
    browser = signed_in(role)
    assert ("Yes, stop everything" in said(browser.get("/"))) is may
    assert (browser.post("/sending/stop/").status_code == 302) is may
    assert bool(settings.read().sending_stopped) is may


def test_in_rehearsal_there_is_nothing_to_stop(console: Client) -> None:
    assert "Yes, stop everything" not in said(console.get("/"))


def test_who_goes_on_is_told_what_waits_and_since_when_and_may_send_it(console: Client) -> None:
    a_ready_message()
    mode.stop(source="test", now=NOON)
    page = said(console.get("/sending/"))
    assert "1 message waits, the oldest decided" in page and "Drop it" in page
    console.post("/sending/go-on/", {"waiting": "send"})
    assert settings.read().sending_stopped is None
    message = Message.objects.get()
    assert (message.state, message.reason) == ("ready", "")


def test_who_goes_on_may_drop_what_waits_and_each_says_so(console: Client) -> None:
    a_ready_message()
    mode.stop(source="test", now=NOON)
    console.post("/sending/go-on/", {"waiting": "drop"})
    message = Message.objects.get()
    assert (message.state, message.reason, message.decided_at) == ("skipped", "dropped", NOON)
    assert Deed.objects.get().details == {"messages": 1}


@pytest.mark.parametrize(("choice", "state"), [("keep", "ready"), ("drop", "skipped"), ("", "ready")])
def test_going_back_to_rehearsal_says_what_is_ready_and_keeps_or_drops_it(
    console: Client, choice: str, state: str
) -> None:
    a_ready_message()
    assert "1 message is ready this moment" in said(console.get("/sending/"))
    page = said(console.post("/sending/rehearse/", {"waiting": choice}, follow=True))
    assert settings.read().mode == "rehearsal"
    assert Message.objects.get().state == state
    assert ("1 message waits, and each goes out when it may" in page) is (state == "ready")
    if state == "ready":
        console.post("/sending/drop/")
        assert Message.objects.get().reason == "dropped"


@pytest.mark.usefixtures("ready")
def test_a_test_begins_once_somebody_is_named(console: Client) -> None:
    assert "No test address is named" in said(console.post("/sending/test/", follow=True))
    settings.change("test_addresses", ["me@shop.com"], source="test", now=NOON - days(1))
    assert "Only 1 test address gets mail" in said(console.post("/sending/test/", follow=True))
    assert settings.read().mode == "test"
