"""Search by keyboard alone, in a real browser: from any page, while typing, to what is meant and back."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.cast import NOON
from tests.stories.screens import NO_BROWSER, chromium
from thereafter.audience.segments import lists
from thereafter.foundation.clock import VirtualClock
from thereafter.surfaces.console import present
from thereafter.surfaces.console.door import signin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages stand at the tests' noon."""
    monkeypatch.setattr(present, "clock", VirtualClock(NOON))


def test_search_by_keyboard(live_server: Any) -> None:
    her = cast.customer("Jürgen", last_name="Müller")
    cast.customer("Ada", last_name="Mullen", email="ada@people.example")
    cast.order(her, number="A-77")
    lists.make("Mulled wine evening", now=NOON)
    link = signin.owner_link(now=NOON)
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        page = browser.new_page()
        page.goto(live_server.url + link)
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{live_server.url}/segments/")

        page.keyboard.press("/")
        page.keyboard.type("mull")
        found = page.locator("#found")
        expect(found.get_by_role("link", name="Jürgen Müller")).to_be_visible()
        expect(found.get_by_role("heading", level=3)).to_have_text(["People", "Lists"])

        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(found.get_by_role("link", name="Jürgen Müller")).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.press("Escape")
        expect(found).to_be_hidden()
        expect(page.locator("#search")).to_be_focused()
        expect(page.locator("#search")).to_have_value("mull")

        page.keyboard.press("Control+a")
        page.keyboard.type("a-77")
        expect(found.get_by_role("link", name=re.compile("Order A-77"))).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/customers/orders/\d+/$"))

        page.keyboard.press("/")
        page.keyboard.type("nobody at all")
        expect(found).to_contain_text("Nothing is called that.")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q=nobody"))
        expect(page.get_by_role("heading", level=1)).to_have_text("What was found")
