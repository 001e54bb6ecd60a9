"""Customers' pages on an address of their own: there nothing else answers, and the console's cookies never come."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import cast
from tests.cast import NOON
from tests.engagement.messaging.rendering import mails
from thereafter.engagement.messaging import links
from thereafter.engagement.messaging.links import Page
from thereafter.foundation.clock import VirtualClock
from thereafter.surfaces.portal import present, urls

pytestmark = pytest.mark.django_db
THEIRS, OURS = "news.shop.example", "crm.shop.example"


@pytest.fixture(autouse=True)
def two_addresses(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    mails.open_shop()
    monkeypatch.setattr(present, "clock", VirtualClock(NOON + timedelta(hours=1)))
    settings.ALLOWED_HOSTS = [THEIRS, OURS]
    settings.CUSTOMERS_HOST = THEIRS


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every address of the house, with something in the place of its words."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        else:
            yield "/" + route


def test_on_the_customers_address_every_page_of_staff_is_nowhere_whoever_asks() -> None:
    browser = Client(headers={"host": THEIRS})
    browser.force_login(cast.member().user)
    theirs = {f"/{one.pattern}" for one in urls.urlpatterns}
    others = [route for route in routes(get_resolver().url_patterns) if route not in theirs]
    assert len(others) > 60
    for route in others:
        address = route.replace("<", "").replace(">", "").replace("str:", "").replace("\\Z", "")
        assert browser.get(address).status_code == 404, address
    assert browser.post("/sign-in/", {"username": "ruth"}).status_code == 404


def test_on_the_customers_address_their_pages_answer_and_no_cookie_of_staff_is_set() -> None:
    key = mails.sent(cast.purpose(), cast.ada())
    browser = Client(headers={"host": THEIRS})
    address = links.to(Page.PREFERENCES, key, public_url="")
    assert browser.get(address).status_code == 200
    answer = browser.post(address, {"wish": "withdrawn"}, follow=True)
    assert answer.status_code == 200 and "We keep to this" in answer.content.decode()
    assert browser.get("/face.css").status_code == 200
    assert not {"sessionid", "csrftoken"} & set(browser.cookies)
    assert "link" in browser.get("/nowhere/").content.decode().lower()


def test_on_the_console_s_address_all_pages_answer_and_its_cookies_are_for_that_name_alone() -> None:
    browser = Client(headers={"host": OURS})
    browser.force_login(cast.member().user)
    assert browser.get("/settings/").status_code == 200
    key = mails.sent(cast.purpose(), cast.ada())
    assert browser.get(links.to(Page.PREFERENCES, key, public_url="")).status_code == 200
    assert {cookie["domain"] for cookie in browser.cookies.values()} <= {"", None}
    assert browser.get("/settings/", headers={"host": "shop.example"}).status_code == 400


def test_with_one_address_for_everybody_all_pages_answer_there(settings: LazySettings) -> None:
    settings.CUSTOMERS_HOST = ""
    browser = Client(headers={"host": THEIRS})
    browser.force_login(cast.member().user)
    assert browser.get("/settings/").status_code == 200
