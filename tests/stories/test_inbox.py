"""A morning at the inbox in a real browser: by keys alone, with a letter to her, and the same without JavaScript."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.cast import NOON, days
from tests.stories.screens import NARROW, NO_BROWSER, SCHEMES, WIDE, chromium
from tests.stories.test_console import sign_in
from thereafter.audience.profiles import daily
from thereafter.engagement.cases.models import Task
from thereafter.foundation.clock import VirtualClock
from thereafter.record.shop import settings
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console import present
from thereafter.surfaces.console.door import signin

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES", "")  # a folder for pictures of the way, where somebody wants to look


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages stand at noon."""
    monkeypatch.setattr(present, "clock", VirtualClock(NOON))


@pytest.fixture
def links(transactional_db: None) -> Iterator[str]:
    """Sign-in links, made before a browser runs; and a shop with three things to do."""
    cast.live()
    settings.change("public_url", "https://shop.example", source="test", now=NOON)
    ada, linus = cast.ada(), cast.linus()
    cast.order(ada, at=NOON - days(20))
    cast.trouble(linus)
    daily.recompute(now=NOON)
    for number, (whom, title) in enumerate([(ada, "Answer Ada"), (linus, "Call Linus"), (ada, "Thank Ada")], start=1):
        Task.objects.create(
            customer_id=whom.pk,
            origin=f"test {number}",
            title=title,
            reason=f"{whom} asked on the phone how to wash linen.",
            role=Role.OWNER,
            opened_at=NOON - days(4),
            due_at=NOON + days(number - 2),
        )
    return iter([signin.owner_link(now=NOON) for _ in range(2)])


def picture(page: Page, name: str) -> None:
    """The page as it stands, wide and narrow, light and dark."""
    for width in (WIDE, NARROW) if PICTURES else ():
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": WIDE, "height": 900})


def test_a_morning_at_the_inbox(live_server: Any, links: Iterator[str]) -> None:
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        by_keys(sign_in(browser, live_server.url, next(links)), live_server.url)
        without_javascript(sign_in(browser, live_server.url, next(links), java_script_enabled=False), live_server.url)


def by_keys(page: Page, address: str) -> None:
    """Walk, comment, put off, undo, write to her and be done, the mouse only where the hand is at it anyway."""
    page.goto(f"{address}/inbox/")
    picture(page, "inbox")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("#comment")).to_be_focused()
    page.keyboard.type("She is out until noon.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#history")).to_contain_text("She is out until noon.")
    picture(page, "task")

    page.goto(f"{address}/inbox/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("#until")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Put it off").click()
    expect(page.locator(".flashes")).to_contain_text("Put off until Wed 11 Mar 2026, 09:00: Call Linus.")
    picture(page, "put-off")
    page.locator(".flashes").get_by_role("button", name="Undo").click()
    expect(page.locator(".flashes")).to_contain_text("Waits again: Call Linus.")

    page.get_by_role("link", name="Write to her").click()
    expect(page.locator("#answer")).to_contain_text("May go now")
    page.get_by_role("radio", name=re.compile("Ask: ")).check()
    expect(page.locator("#answer")).to_contain_text("Held until")
    picture(page, "letter")
    page.get_by_role("radio", name=re.compile("Service: ")).check()
    expect(page.locator("#answer")).to_contain_text("May go now")
    page.get_by_label("Subject").fill("Your linen")
    page.get_by_label("Text").fill("Wash it cold.\n\nSee https://shop.example/linen.")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".flashes")).to_contain_text("Your letter goes out now.")
    expect(page.locator("#history")).to_contain_text("Did it: Wrote to her: “Your linen”.")
    picture(page, "done")
    page.get_by_role("link", name="“Your linen”").click()
    expect(page.locator(".chain")).to_contain_text("wrote it by hand")
    picture(page, "message")


def without_javascript(page: Page, address: str) -> None:
    """The same by links and buttons alone."""
    page.goto(f"{address}/inbox/")
    page.get_by_role("link", name="Answer Ada").click()
    page.get_by_role("link", name="Write to her").click()
    page.get_by_role("radio", name=re.compile("Value: ")).check()
    page.get_by_role("button", name="Check first").click()
    expect(page.locator("#answer")).to_contain_text("May go now")
    page.get_by_label("Subject").fill("A word about linen")
    page.get_by_role("link", name="Leave it").click()
    page.get_by_label("In a few words").fill("Called instead.")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".flashes")).to_contain_text("Done: Answer Ada.")
    page.locator(".flashes").get_by_role("button", name="Undo").click()
    expect(page.locator(".flashes")).to_contain_text("Open again: Answer Ada.")
    page.goto(f"{address}/inbox/new/")
    picture(page, "new")
