"""A merchant's walk through the console, in a real browser: in by a link, a person, why she heard what she heard."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import NOON
from tests.stories.screens import NARROW, NO_BROWSER, WIDE, Shot, chromium
from tests.surfaces.console import addresses, town
from thereafter.foundation.clock import VirtualClock
from thereafter.surfaces.console import present
from thereafter.surfaces.console.door import signin

pytestmark = pytest.mark.django_db(transaction=True)
WIDEST = """[...document.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(-2).map(one => one.outerHTML.slice(0, 120)).join(" | ")"""
HOSTILE = """<script>alert(1)</script>'"><img src=x onerror=alert(2)>"""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages stand at the town's noon."""
    monkeypatch.setattr(present, "clock", VirtualClock(NOON))


@pytest.fixture
def links(transactional_db: None) -> Iterator[str]:
    """Sign-in links, as many as anybody asks for; made before a browser runs, because the ORM keeps out of its loop."""
    return iter([signin.owner_link(now=NOON) for _ in range(3)])


def open_pages() -> list[Shot]:
    """Every page that can be opened, by name."""
    bare = {"message-mail", "playbook-mail", "runs", "upload-left-out"}
    shown = [page for page in addresses.to_look_at() if page.name not in bare]
    return [Shot(str(page.name), addresses.example(page)) for page in shown]


def sign_in(browser: Browser, address: str, link: str, **options: Any) -> Page:
    """A page of somebody who came in by a link."""
    page = browser.new_context(**options).new_page()
    page.goto(address + link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How are my customers, and what needs me today?")
    return page


def test_in_by_a_link_to_a_person_to_the_reason_of_a_message(live_server: Any, links: Iterator[str]) -> None:
    town.settle(16)
    shots = [Shot(shot.name, live_server.url + shot.url) for shot in open_pages()]
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        walk(sign_in(browser, live_server.url, next(links)))
        walk_without_javascript(sign_in(browser, live_server.url, next(links), java_script_enabled=False))
        wrong = what_does_not_fit(sign_in(browser, live_server.url, next(links)), shots)
        assert not wrong, "\n".join(wrong)


def what_does_not_fit(page: Page, shots: list[Shot]) -> list[str]:
    """Pages that complain in the browser's console, or are wider than a desk's or a pocket's screen."""
    wrong: list[str] = []
    page.on("console", lambda word: wrong.append(f"{page.url}: {word.text}") if word.type == "error" else None)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 844})
        for shot in shots:
            page.goto(shot.url)
            needed = int(page.evaluate("document.documentElement.scrollWidth"))
            if needed > width:
                wide = page.evaluate(WIDEST)
                wrong.append(f"{shot.url} needs {needed} px of {width}: {wide}")
    return wrong


def walk(page: Page) -> None:
    """Home, customers, a person, why in place; messages with reasons; the keyboard; a live count; back again."""
    page.get_by_role("link", name="Customers", exact=True).first.click()
    page.locator("tbody th a").first.click()
    expect(page).to_have_url(re.compile(r"/customers/\d+/$"))
    name = page.get_by_role("heading", level=1).inner_text()
    page.locator("details.why summary").first.click()
    expect(page.locator(".why-chain .chain").first).to_contain_text("What was decided?")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/customers/$"))

    page.keyboard.press("/")
    page.keyboard.type(name.split()[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/search/\?q={name.split()[0]}$"))
    expect(page.get_by_role("link", name=name).first).to_be_visible()

    page.goto(page.url.split("/search")[0] + "/journeys/messages/?state=skipped")
    page.keyboard.press("j")
    page.locator("details.why summary").first.click()
    expect(page.locator(".why-chain .chain").first).to_contain_text("Skipped")

    page.get_by_role("link", name="Segments", exact=True).first.click()
    page.get_by_role("link", name="New segment").click()
    page.locator("#id_rule").fill("profile: {orders: {at_least: 3}}")
    expect(page.locator("#answer")).to_contain_text("People with at least 3 orders.")
    page.locator("#id_rule").fill("profile: {orders: {at_least: many}}")
    expect(page.locator("#answer [role=alert]")).to_be_visible()


def walk_without_javascript(page: Page) -> None:
    """The same reason, on a page of its own."""
    page.get_by_role("link", name="Journeys", exact=True).first.click()
    page.get_by_role("link", name="Look at what became of each").click()
    page.locator("details.why summary").first.click()
    page.get_by_role("link", name="Why?").first.click()
    expect(page.locator(".chain")).to_contain_text("What was decided?")


def test_nothing_that_is_called_like_a_script_runs_and_no_page_complains(
    live_server: Any, links: Iterator[str]
) -> None:
    town.settle(8, name=HOSTILE)
    shots = open_pages()
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        page = sign_in(browser, live_server.url, next(links))
        said: list[str] = []
        page.on("dialog", lambda dialog: said.append(f"{page.url} opened: {dialog.message}"))
        page.on("console", lambda word: said.append(f"{page.url}: {word.text}") if word.type == "error" else None)
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        for shot in shots:
            answer = page.goto(live_server.url + shot.url)
            assert answer is not None and answer.ok, shot
            for why in page.locator("details.why summary").all()[:2]:
                why.click()
        page.wait_for_timeout(300)
        assert said == []
