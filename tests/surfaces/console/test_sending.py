"""Starting, testing, stopping, going on: what the sending page does."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from tests.connectors.smtp.mail_server import MailServer, serving
from tests.engagement.journeys.plans import NOTE, NOTE_LATER, on, publish
from thereafter.audience.profiles.refresh import refresh_everybody
from thereafter.connectors.files.models import Run
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.journeys import engine, outlook
from thereafter.engagement.journeys.models import Journey, Outlook
from thereafter.engagement.messaging import transports
from thereafter.engagement.messaging.limits import warm_up
from thereafter.engagement.messaging.models import HandedOver, Message, Purpose
from thereafter.foundation import ids
from thereafter.foundation.clock import VirtualClock
from thereafter.record.shop import mode, settings
from thereafter.record.staff import second_look
from thereafter.record.staff.models import Deed
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console.sending import modes

pytestmark = pytest.mark.django_db
SENDING = "http://testserver/sending/"


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
    page = said(console.post("/sending/start/", headers={"Referer": SENDING}, follow=True))
    for words in ("No mail server is set", "no sender address", "no postal address", "No public address is decided"):
        assert words in page
    assert settings.read().mode == "rehearsal"
    assert "No mail server is set" in said(console.get("/settings/"))


def test_links_to_this_machine_are_fine_only_while_no_mail_leaves_it(
    console: Client, ready: pytest.MonkeyPatch
) -> None:
    settings.change("public_url", "http://127.0.0.1:8000", source="test", now=NOON)
    console.post("/sending/look/")
    console.post("/sending/start/")
    assert settings.read().mode == "rehearsal"
    ready.setenv("SMTP_URL", "smtp://localhost:1025?reserved=yes")
    console.post("/sending/start/")
    assert settings.read().mode == "live"


@pytest.mark.usefixtures("ready")
def test_sending_begins_at_an_instant_and_ends_again(console: Client) -> None:
    page = said(console.post("/sending/start/", headers={"Referer": SENDING}, follow=True))
    assert "Look first, then start" in page
    console.post("/sending/look/")
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
    assert ("Yes, stop everything" in said(browser.get("/inbox/"))) is may
    assert (browser.post("/sending/stop/").status_code == 302) is may
    assert bool(settings.read().sending_stopped) is may


def test_in_rehearsal_there_is_nothing_to_stop(console: Client) -> None:
    assert "Yes, stop everything" not in said(console.get("/inbox/"))


def test_who_goes_on_is_told_what_waits_and_since_when_and_may_send_it(console: Client) -> None:
    a_ready_message()
    mode.stop(source="test", now=NOON)
    page = said(console.get("/sending/"))
    assert "1 message waits, the oldest decided" in page and "Drop it" in page
    console.post("/sending/go-on/", {"waiting": "send"})
    assert settings.read().sending_stopped is None
    message = Message.objects.get()
    assert (message.state, message.reason) == ("ready", "")


def test_a_second_press_or_an_old_page_drops_nothing_that_goes_out(console: Client) -> None:
    a_ready_message()
    for deed in ("go-on", "drop"):
        console.post(f"/sending/{deed}/", {"waiting": "drop"}, headers={"Referer": SENDING})
        assert Message.objects.get().state == "ready"
    mode.rehearse(source="test", now=NOON)
    console.post("/sending/rehearse/", {"waiting": "drop"})
    assert Message.objects.get().state == "ready"
    assert not Deed.objects.filter(words__contains="Dropped").exists()


@pytest.mark.usefixtures("ready")
def test_an_old_page_turns_no_live_shop_into_a_test(console: Client) -> None:
    cast.live()
    settings.change("test_addresses", ["me@shop.com"], source="test", now=NOON)
    page = said(console.post("/sending/test/", headers={"Referer": SENDING}, follow=True))
    assert "Go back to rehearsal first" in page and settings.read().mode == "live"


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
    page = said(console.post("/sending/test/", headers={"Referer": SENDING}, follow=True))
    assert "No test address is named" in page
    settings.change("test_addresses", ["me@shop.com"], source="test", now=NOON - days(1))
    assert "Only 1 test address gets mail" in said(
        console.post("/sending/test/", headers={"Referer": SENDING}, follow=True)
    )
    assert settings.read().mode == "test"


def due_today(many: int = 1) -> None:
    """A journey that is on, with so many people who are to hear from it today."""
    on(NOTE)
    for number in range(many):
        person = cast.customer(f"Person{number}")
        cast.happened(person, about=cast.order(person, at=NOON), at=NOON)


def test_home_tells_what_went_out_in_a_trial_apart_from_what_would_have(console: Client) -> None:
    settings.change("test_addresses", ["me@shop.com"], source="test", now=NOON - days(1))
    settings.change("mode", "test", source="test", now=NOON - days(1))
    due_today(3)
    engine.tick(now=NOON)
    refresh_everybody(now=NOON)
    [*others, one] = Message.objects.all()
    Message.objects.update(state="rehearsed", considered_at=NOON - days(1))
    Message.objects.filter(pk=one.pk).update(state="sent")
    page = said(console.get("/"))
    assert "only its test addresses get mail" in page and "is in rehearsal" not in page
    assert "1</a> message went out and" in page
    assert "would have heard nothing from us, had the shop sent" in page
    assert f"{len(others)} messages of the last 7 days would have gone out." in page


@pytest.mark.usefixtures("ready")
def test_the_page_shows_what_would_go_out_by_journey_and_person_and_changes_nothing(console: Client) -> None:
    due_today(2)
    grace = cast.grace()
    cast.happened(grace, about=cast.order(grace, at=NOON), at=NOON)
    assert "Nobody has looked yet" in said(console.get("/sending/"))
    page = said(console.post("/sending/look/", follow=True))
    assert "Person0" in page and "Grace Murray" in page and "No consent to marketing" in page
    assert not Message.objects.exists()
    only = said(console.get("/sending/?reason=no_consent"))
    assert "Grace Murray" in only and "Person0" not in only
    assert "Person0" in said(console.get("/sending/?journey=care&reason=none"))


@pytest.mark.usefixtures("ready")
def test_a_start_that_sends_much_must_be_meant_and_above_the_shops_size_two_must_mean_it(
    console: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modes, "MANY", 2)
    due_today(3)
    console.post("/sending/look/")
    [journey] = outlook.by_journey(outlook.latest())
    number = journey.goes_out
    page = said(console.post("/sending/start/", {"which": "all"}, headers={"Referer": SENDING}, follow=True))
    assert f"Type {number} into the box" in page and settings.read().mode == "rehearsal"
    settings.change("second_look_above", 1, source="test", now=NOON)
    console.post("/sending/start/", {"count": str(number)})
    assert settings.read().mode == "rehearsal"
    [look] = second_look.waiting()
    second_look.answer(look.pk, agreed=True, member=cast.member("tom"), now=NOON)
    console.post("/sending/start/", {"count": str(number), "sender": "new"})
    assert (settings.read().mode, settings.read().warm_up_first_day) == ("live", modes.FIRST_DAY)


@pytest.mark.usefixtures("ready")
def test_what_another_member_agreed_to_is_these_journeys_and_no_others(console: Client) -> None:
    due_today(3)
    on(NOTE, "name: Welcome", key="welcome")
    settings.change("second_look_above", 1, source="test", now=NOON)
    console.post("/sending/look/")
    console.post("/sending/start/", {"which": "some", "journey": "care"})
    [look] = second_look.waiting()
    assert look.words == "Start sending “Care”: about 3 people today, 3 in all by now."
    second_look.answer(look.pk, agreed=True, member=cast.member("tom"), now=NOON)
    console.post("/sending/start/", {"which": "all"})
    assert settings.read().mode == "rehearsal", "she agreed to Care, not to Welcome beside it"
    console.post("/sending/start/", {"which": "some", "journey": "care"})
    assert settings.read().mode == "live"


@pytest.mark.usefixtures("ready")
def test_who_is_on_her_way_and_hears_tomorrow_counts_for_the_second_look_too(console: Client) -> None:
    on(NOTE_LATER)
    for number in range(3):
        person = cast.customer(f"Person{number}")
        cast.happened(person, about=cast.order(person, at=NOON), at=NOON)
    engine.tick(now=NOON)
    settings.change("second_look_above", 1, source="test", now=NOON)
    console.post("/sending/look/")
    console.post("/sending/start/", {"which": "all"})
    assert settings.read().mode == "rehearsal"
    assert second_look.waiting().get().words == "Start sending “Care”: about 0 people today, 3 in all by now."


@pytest.mark.usefixtures("ready")
def test_a_look_from_before_an_import_starts_nothing(console: Client) -> None:
    due_today(1)
    console.post("/sending/look/")
    Run.objects.create(
        key=ids.run_key(), kind="orders", file_name="new.csv", file_digest="d", rows_total=6, rows_done=6,
        state=Run.State.DONE, started_at=NOON, moved_at=NOON + timedelta(minutes=1), ended_at=NOON, actor="otto",
    )  # fmt: skip
    page = said(console.post("/sending/start/", {"which": "all", "sender": "old"}, follow=True))
    assert "A file came in" in page and settings.read().mode == "rehearsal"


@pytest.mark.usefixtures("ready")
def test_a_test_with_more_addresses_than_one_member_may_write_to_takes_two(console: Client) -> None:
    settings.change("second_look_above", 1, source="test", now=NOON)
    settings.change("test_addresses", ["a@people.example", "b@people.example"], source="test", now=NOON)
    page = said(console.post("/sending/test/", follow=True))
    assert "a second member must agree" in page and settings.read().mode == "rehearsal"
    [look] = second_look.waiting()
    assert look.words == "Begin a test with 2 test addresses."


@pytest.mark.usefixtures("ready")
def test_what_was_rehearsed_since_the_look_is_not_counted_before_the_start_nor_claimed_after_it(
    console: Client, clock: VirtualClock
) -> None:
    due_today(3)
    console.post("/sending/look/")
    assert "This sends 3 messages to 3 people today" in said(console.get("/sending/"))
    clock.wait(timedelta(minutes=1))
    engine.tick(now=clock.now())
    clock.wait(timedelta(minutes=1))
    assert set(Message.objects.values_list("state", flat=True)) == {"rehearsed"}
    page = said(console.get("/sending/"))
    assert "This sends 0 messages to 0 people today" in page and "would still go out" in page
    assert "3 messages rehearsed since are not counted" in page
    assert "3 of those below were rehearsed and will not be sent" in page and "Person0" in page
    page = said(console.post("/sending/start/", {"which": "all", "sender": "old"}, follow=True))
    assert "The shop sends from now on: about 0 messages" in page
    assert "Person0" not in page, "looked at anew"


@pytest.mark.usefixtures("ready")
def test_a_shop_starts_journey_by_journey(console: Client) -> None:
    due_today()
    on(NOTE, key="other")
    console.post("/sending/look/")
    page = said(console.post("/sending/start/", {"which": "some"}, headers={"Referer": SENDING}, follow=True))
    assert "No journey was chosen" in page
    console.post("/sending/start/", {"which": "some", "journey": ["care"], "sender": "old"})
    assert dict(Journey.objects.values_list("key", "sends")) == {"care": True, "other": False}
    assert settings.read().warm_up_first_day is None
    person = cast.customer("Carol")
    cast.happened(person, about=cast.order(person, at=NOON), at=NOON)
    engine.tick(now=NOON)
    states = Message.objects.filter(customer_id=person.pk).exclude(state="held")
    assert set(states.values_list("purpose__journey_key", "state")) <= {("care", "ready"), ("other", "rehearsed")}
    console.post("/sending/start/", {"which": "all"})
    assert set(Journey.objects.values_list("sends", flat=True)) == {True}


def test_limits_are_kept_and_nonsense_is_refused(console: Client) -> None:
    form = {"hourly_limit": "500", "hourly_domain_limit": "", "warm_up_first_day": "50", "warm_up_factor": "2"}
    page = said(console.post("/sending/limits/", {**form, "test_addresses": "me@shop.com\nyou@shop.com"}, follow=True))
    assert "50, 100, 200, 400, 800, 1,600, 3,200" in page
    shop = settings.read()
    assert (shop.hourly_limit, shop.hourly_domain_limit) == (500, None)
    assert shop.test_addresses == ("me@shop.com", "you@shop.com")
    page = said(console.post("/sending/limits/", {**form, "hourly_limit": "0", "test_addresses": ""}))
    assert "To send nothing, stop sending" in page
    page = said(console.post("/sending/limits/", {**form, "test_addresses": "me"}))
    assert "is no address. Write one a line" in page
    assert settings.read() == shop


def test_a_warm_up_that_is_begun_after_the_first_mail_counts_its_days_from_then(console: Client) -> None:
    cast.live()
    settings.change("first_sent_at", NOON - days(300), source="test", now=NOON - days(300))
    form = {"warm_up_factor": "2", "test_addresses": ""}
    console.post("/sending/limits/", {**form, "warm_up_first_day": "50"})
    assert warm_up(settings.read(), now=NOON) == 50
    assert warm_up(settings.read(), now=NOON + days(2)) == 200
    assert "10 Mar 2026, when it was decided" in said(console.get("/sending/limits/"))
    console.post("/sending/limits/", {**form, "warm_up_first_day": ""})
    assert warm_up(settings.read(), now=NOON) is None


def test_the_page_follows_the_worker_by_itself_and_by_a_link(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook, "_FEW", -1)
    due_today()
    page = said(console.post("/sending/look/", follow=True))
    assert "Waiting for the worker to look ahead" in page and 'hx-get="/sending/"' in page
    assert 'href="/sending/"' in page and "See how far it is</a>" in page
    console.post("/sending/look/")
    assert Outlook.objects.count() == 1, "asked for twice, looked at once"
    Outlook.objects.update(parts=16)
    part = console.get("/sending/", headers={"HX-Request": "true"})
    assert "16 of 65" in said(part) and "HX-Refresh" not in part.headers
    outlook.look(Outlook.objects.get(), takes_reserved=True, is_time_up=lambda: False, now=NOON)
    assert console.get("/sending/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


@pytest.mark.usefixtures("ready")
def test_the_page_says_what_the_limits_let_go_and_a_start_relies_on_the_present_ones(console: Client) -> None:
    settings.change("hourly_limit", 2, source="test", now=NOON)
    settings.change("warm_up_first_day", 3, source="test", now=NOON)
    due_today(5)
    page = said(console.post("/sending/look/", follow=True))
    [journey] = outlook.by_journey(outlook.latest())
    assert journey.all == journey.goes_out + journey.later
    assert "2 would leave in this hour" in page and "by the warm-up plan until" in page
    assert "Goes out later" in page and "Waits: the day’s share of the warm-up, until about" in page
    settings.change("hourly_limit", None, source="test", now=NOON)
    assert "The limits have changed since" in said(console.get("/sending/"))
    page = said(console.post("/sending/start/", headers={"Referer": SENDING}, follow=True))
    assert "Look again, then start" in page and settings.read().mode == "rehearsal"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_test_of_one_mail_is_marked_and_counts_nowhere(console: Client) -> None:
    cast.live()
    publish(NOTE)
    cast.ada()
    settings.change("test_addresses", ["me@shop.example"], source="test", now=NOON)
    mail = MailServer()
    [purpose] = Purpose.objects.all()

    def tried(to: str) -> str:
        form = {"mail": purpose.pk, "to": to}
        return said(console.post("/sending/try/", form, headers={"Referer": SENDING}, follow=True))

    with serving(mail) as server:
        transports.register("email", lambda: Smtp(server))
        assert "went to me@shop.example" in tried("me@shop.example")
        assert "A test goes to your own address" in tried("ada@people.example")
        mode.stop(source="test", now=NOON)
        assert "holds for tests too" in tried("me@shop.example")
    assert mail.recipients == ["me@shop.example"]
    letter = mail.letter("me@shop.example")
    assert (letter["Subject"], letter["X-Thereafter"]) == ("Test: A note", "test")
    assert not Message.objects.exists() and not HandedOver.objects.exists()
    assert settings.read().first_sent_at is None


def test_the_settings_page_says_that_sending_is_stopped_and_what_waits(console: Client) -> None:
    a_ready_message()
    mode.stop(source="test", now=NOON)
    assert "Sending is stopped, and 0 messages wait." in said(console.get("/settings/"))
