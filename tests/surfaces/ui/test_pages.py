"""Whole pages: what the policy, the budgets and the person at the keyboard ask of them. No database is needed."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles import finders
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.test.utils import override_settings
from django.urls import include
from django.urls import path as route

from tests.stories.screens import NO_BROWSER, Shot, chromium, take
from thereafter.surfaces.ui import colour

STATIC = Path(colour.__file__).parent / "static" / "ui"
urlpatterns = [route("", include("thereafter.surfaces.ui.urls"))]
"""The look stands alone: its pages are served here without any other room's."""

PAGES = ["/ui/specimen/", "/ui/specimen/portal/", "/ui/specimen/entrance/"]


@pytest.fixture
def specimen() -> Iterator[Client]:
    """A browser without JavaScript, where the specimen is served."""
    with override_settings(DEBUG=True, ROOT_URLCONF=__name__):
        yield Client()


def test_the_specimen_is_found_only_where_debug_is_on() -> None:
    with override_settings(DEBUG=False, ROOT_URLCONF=__name__):
        assert Client().get("/ui/specimen/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_no_page_carries_a_style_or_a_script_of_its_own(specimen: Client, page: str) -> None:
    html = specimen.get(page).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_the_portal_needs_no_javascript_and_weighs_under_100_kb(specimen: Client) -> None:
    response = specimen.get("/ui/specimen/portal/")
    html = response.content.decode()
    assert "<script" not in html
    weight = len(response.content) + len(specimen.get("/ui/specimen/face.css").content)
    for address in re.findall(r'href="/static/([^"#]+)', html):
        if found := finders.find(address):
            weight += Path(found).stat().st_size
    assert 10_000 < weight < 100_000


def test_the_style_sheets_stay_small_and_know_their_layer() -> None:
    sheets = sorted(STATIC.glob("*.css"))
    lines = {sheet.name: len(sheet.read_text().splitlines()) for sheet in sheets}
    assert sum(lines.values()) < 1_200, lines
    assert max(lines.values()) <= 400, lines
    for sheet in sheets:
        assert re.search(r"@layer (reset|tokens|elements|components|pages) \{", sheet.read_text()), sheet.name


def test_the_room_we_are_in_is_marked_and_rooms_to_come_are_no_links(specimen: Client) -> None:
    html = specimen.get("/ui/specimen/").content.decode()
    assert html.count('class="room" href="/ui/specimen/" aria-current="page"') == 1
    assert re.findall(r'<span class="room room-later">(\w+)', html) == ["Rewards", "Insights"]


def test_a_chosen_appearance_is_kept_and_written_into_the_next_page(specimen: Client) -> None:
    assert "data-theme" not in specimen.get("/ui/specimen/").content.decode()
    response = specimen.post("/ui/appearance/", {"theme": "dark", "next": "/ui/specimen/"})
    assert response.headers["Location"] == "/ui/specimen/"
    assert '<html lang="en" data-theme="dark">' in specimen.get("/ui/specimen/").content.decode()


def test_an_appearance_nobody_knows_is_not_kept_and_nobody_is_led_off_the_site(specimen: Client) -> None:
    response = specimen.post("/ui/appearance/", {"theme": '"><script>', "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"
    assert "theme" not in response.cookies


def test_looking_at_the_appearance_changes_nothing(specimen: Client) -> None:
    assert specimen.get("/ui/appearance/?theme=dark").status_code == 405


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The specimen on a port of this machine."""
    with override_settings(DEBUG=True, ROOT_URLCONF=__name__):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


def test_every_component_fits_both_screens_in_both_schemes_without_a_complaint(address: str, tmp_path: Path) -> None:
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        shots = [
            Shot(name, address + page) for name, page in zip(("console", "portal", "entrance"), PAGES, strict=True)
        ]
        assert len(take(browser, shots, tmp_path)) == 12


def test_a_page_at_four_times_the_size_still_needs_no_sideways_scrolling(address: str) -> None:
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        page = browser.new_page(viewport={"width": 320, "height": 256})
        for path in PAGES:
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_the_keyboard_reaches_the_search_and_walks_the_lists(address: str) -> None:
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        page = browser.new_page()
        page.goto(address + PAGES[0])
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.textContent") == "Publish"
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.textContent") == "Open the task"
        page.keyboard.press("/")
        page.keyboard.type("jk/")
        assert page.input_value("#search") == "jk/"
