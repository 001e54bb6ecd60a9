"""A merchant brings the export of her shop in a real browser: recognised, looked at, imported, and what it allows."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from tests.cast import NOON
from tests.stories.screens import NARROW, NO_BROWSER, chromium
from thereafter.connectors.files import working
from thereafter.foundation.clock import VirtualClock
from thereafter.surfaces.console import present
from thereafter.surfaces.console.door import signin

pytestmark = pytest.mark.django_db(transaction=True)
EXPORTS = Path(__file__).parents[1] / "connectors" / "files" / "exports"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of uploads of its own, at noon; the event table is not Django's to empty."""
    settings.UPLOADS = tmp_path / "uploads"
    monkeypatch.setattr(present, "clock", VirtualClock(NOON))
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE events_event, events_key")


def work() -> None:
    """The worker looks once, in a thread of its own: the browser's keeps the database out."""

    def look() -> None:
        working.take_up(VirtualClock(NOON))
        connection.close()

    worker = threading.Thread(target=look)
    worker.start()
    worker.join()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_export_of_a_shop_comes_in_by_the_browser(live_server: Any, scripts: bool) -> None:
    link = signin.owner_link(now=NOON)
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        page = browser.new_context(java_script_enabled=scripts).new_page()
        page.goto(live_server.url + link)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What does the shop still need?")
        walk(page, live_server.url)


def walk(page: Page, address: str) -> None:
    """From the file to what may be sent."""
    page.goto(f"{address}/settings/imports/")
    page.set_input_files("#id_file", EXPORTS / "shopify-customers.csv")
    page.get_by_role("button", name="Look at this file").click()
    expect(page.locator(".sentences")).to_contain_text("It looks like Shopify, customers, which tells of customers and")
    page.get_by_label("Keep Total Orders as").select_option("number")
    page.get_by_role("button", name="Look what it would do").click()
    expect(page.locator(".progress")).to_contain_text("waiting for the worker")
    expect(page.locator(".runs-now")).to_contain_text("Trying out a file")
    work()
    page.reload()
    expect(page.get_by_text("This is what it would do")).to_be_visible()
    expect(page.get_by_text("Ada Byron")).to_be_visible()
    page.set_viewport_size({"width": NARROW, "height": 844})
    assert int(page.evaluate("document.documentElement.scrollWidth")) <= NARROW
    page.locator("summary", has_text="Import").first.click()
    page.get_by_role("button", name="Import all rows").click()
    work()
    page.reload()
    expect(page.get_by_text("It is imported.")).to_be_visible()
    expect(page.locator(".sentences")).to_contain_text("1 person of 3 may hear everything")
