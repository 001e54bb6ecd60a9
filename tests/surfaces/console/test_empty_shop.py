"""Every page of a shop that has nothing yet: what will be here, and how to get it."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests import cast
from tests.cast import NOON
from tests.surfaces.console import addresses
from thereafter.record.shop import settings
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db

OF_SOMETHING = {
    "customer-why",
    "customer",
    "double",
    "customer-correct",
    "customer-erase",
    "segment",
    "segment-edit",
    "list-add",
    "list-draft",
    "journey",
    "message",
    "message-mail",
    "order",
    "task",
    "letter-new",
    "import",
    "upload",
    "upload-columns",
    "upload-left-out",
}


@pytest.fixture
def named(db: None) -> None:
    """A shop that was given a name, and nothing else."""
    settings.change("name", "Calder & Finch", source="test", now=NOON)


def test_a_shop_in_which_nobody_decided_anything_opens_its_set_up(console: Client) -> None:
    assert console.get("/").headers["Location"] == "/setup/"
    assert "Whose shop" in console.get("/setup/shop/").content.decode()


def test_whoever_may_not_set_it_up_sees_home(db: None) -> None:
    browser = Client()
    browser.force_login(cast.member("ada", Role.ANALYST).user)
    assert browser.get("/").status_code == 200


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("page", addresses.to_look_at(), ids=lambda page: str(page.name))
def test_an_empty_shop_has_a_page_for_everything_and_not_found_for_what_is_not_there(
    console: Client, page: Any
) -> None:
    assert console.get(addresses.example(page)).status_code == (404 if page.name in OF_SOMETHING else 200)


@pytest.mark.usefixtures("named")
def test_an_empty_shop_says_how_to_fill_it(console: Client) -> None:
    said = {
        "/": "thereafter import orders orders.csv --dry-run",
        "/customers/": "They come with your orders",
        "/segments/": "Write one, or publish a playbook",
        "/journeys/": "Publish one of the five playbooks",
        "/journeys/messages/": "As soon as a journey is on",
        "/inbox/": "Journeys hand tasks to a person",
        "/settings/imports/": "No file was read yet",
    }
    for address, words in said.items():
        assert words in console.get(address).content.decode(), address


@pytest.mark.usefixtures("named")
def test_the_rail_shows_what_comes_later_without_a_link(console: Client) -> None:
    html = console.get("/").content.decode()
    for word in ("Rewards", "Insights"):
        assert f'<span class="room room-later">{word}' in html


def test_what_is_not_there_and_what_broke_are_said_in_the_look_of_the_house(console: Client) -> None:
    assert "Nothing is here" in console.get("/customers/7/").content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert "This form is too old" in strict.post("/sign-in/").content.decode()
    assert "Something broke on our side" in render_to_string("500.html")
