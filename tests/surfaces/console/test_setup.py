"""Setting a shop up in the browser, step by step; each can be left and taken up again."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.connectors.dns.name_server import NameServer, serving
from tests.record.shop.test_logo import picture
from thereafter.connectors.dns import looking
from thereafter.engagement.journeys.models import Journey
from thereafter.record.shop import logo, settings
from thereafter.surfaces.console.setup.steps import KEYS

pytestmark = pytest.mark.django_db
SHOP = {"name": "Calder & Finch", "currency": "GBP", "time_zone": "Europe/London", "language": "en"}
SENDER = {
    "sender_name": "Calder & Finch",
    "sender_address": "hello@calder.example",
    "postal_address": "4 Mill Lane, Todmorden",
}


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    with serving(NameServer()) as server:
        monkeypatch.setenv(looking.SERVER, server.address)
        yield server


def standing(console: Client) -> dict[str, str]:
    return {step.key: str(step.standing) for step in console.get("/setup/").context["steps"]}


def test_a_new_shop_has_every_step_before_it(console: Client) -> None:
    assert standing(console) == dict.fromkeys(KEYS, "open")


def test_a_step_that_is_kept_is_done_and_leads_to_the_next(console: Client) -> None:
    assert console.post("/setup/shop/", SHOP).headers["Location"] == "/setup/face/"
    assert standing(console)["shop"] == "done"
    assert settings.read().currency == "GBP"


def test_a_shop_that_likes_what_is_proposed_has_decided_it_too(console: Client) -> None:
    console.post("/setup/face/", {"colour": "#2f5d50", "logo_text": ""})
    assert standing(console)["face"] == "done"


def test_nonsense_is_said_beside_its_field_and_nothing_is_kept(console: Client) -> None:
    page = console.post("/setup/shop/", {**SHOP, "time_zone": "Atlantis"})
    assert page.status_code == 400
    assert "Atlantis" in page.content.decode()
    assert not settings.is_anything_decided()


def test_a_logo_is_kept_and_can_be_taken_away(console: Client) -> None:
    upload = SimpleUploadedFile("logo.png", picture(), content_type="image/png")
    console.post("/setup/face/", {"colour": "#123456", "logo_text": "", "logo": upload})
    digest = logo.digest()
    assert digest
    assert "data:image/png;base64," in console.get("/setup/face/").content.decode()
    assert Client().get(f"/logo/{digest[:16]}.png").headers["Content-Type"] == "image/png"
    console.post("/setup/face/no-logo/")
    assert Client().get(f"/logo/{digest[:16]}.png").status_code == 404


def test_what_is_no_picture_is_refused_beside_the_field(console: Client) -> None:
    upload = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", content_type="image/png")
    page = console.post("/setup/face/", {"colour": "#123456", "logo_text": "", "logo": upload})
    assert page.status_code == 400
    assert "cannot be read as a picture" in page.content.decode()


def test_the_sender_s_records_are_shown_pasted_and_found(console: Client, names: NameServer) -> None:
    console.post("/setup/sender/", SENDER)
    page = console.get("/setup/sender/")
    rows = page.context["records"]
    assert [str(row["record"].kind) for row in rows] == ["spf", "dkim", "dmarc"]
    assert all(row["record"].value.replace("+", "&#x2B;")[:20] in page.content.decode() for row in rows)
    for row in rows:
        names.records[row["record"].name] = [row["record"].value]
    console.post("/setup/sender/look/")
    assert {row["word"] for row in console.get("/setup/sender/").context["records"]} == {"There"}


def test_to_look_at_the_page_of_the_sender_makes_no_key(console: Client) -> None:
    settings.change("sender_address", "hello@calder.example", source="test", now=cast.NOON)
    for _ in range(2):
        kinds = [str(row["record"].kind) for row in console.get("/setup/sender/").context["records"]]
        assert kinds == ["spf", "dmarc"]


def test_a_step_can_be_put_off_and_taken_up_again(console: Client) -> None:
    assert console.post("/setup/shop/later/").headers["Location"] == "/setup/face/"
    assert standing(console)["shop"] == "later"
    assert console.post("/setup/shop/later/", {"wanted": "now"}).headers["Location"] == "/setup/shop/"
    assert standing(console)["shop"] == "open"


def test_home_says_what_the_shop_still_lacks(console: Client) -> None:
    console.post("/setup/shop/", SHOP)
    cast.order(cast.ada())
    page = console.get("/").content.decode()
    assert "Who writes" in page
    assert "Whose shop" not in page


def test_a_playbook_says_how_many_it_would_take_and_is_switched_on_in_one_press(console: Client) -> None:
    console.post("/setup/shop/", SHOP)
    for person in (cast.ada(), cast.grace()):
        cast.happened(person, about=cast.order(person))
    rows = {book.key: expected for book, _, expected in console.get("/setup/playbooks/").context["rows"]}
    assert rows["order-confirmation-and-thank-you"].today == 2
    console.post("/setup/playbooks/order-confirmation-and-thank-you/")
    assert Journey.objects.get().state == Journey.State.ON
    assert standing(console)["playbooks"] == "done"
    assert "Go on: Its face" in console.get("/setup/playbooks/").content.decode()
    for key in KEYS[1:5]:
        console.post(f"/setup/{key}/later/")
    page = console.get("/setup/playbooks/").content.decode()
    assert "Look at what would go out today" in page and 'href="/sending/"' in page
    console.post("/setup/playbooks/order-confirmation-and-thank-you/", {"wanted": "off"})
    assert Journey.objects.get().state == Journey.State.OFF
