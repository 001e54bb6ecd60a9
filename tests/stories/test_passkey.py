"""A member sets a passkey up and signs in by it alone, in a real browser with an authenticator of its own."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.cast import NOON
from tests.stories.screens import NO_BROWSER, chromium
from thereafter.foundation.clock import VirtualClock
from thereafter.record.shop import settings
from thereafter.surfaces.console import present

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "seven lanterns in a row"


def has_an_authenticator(page: Page) -> None:
    """The browser answers for a finger that always agrees."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_opens_the_door_without_a_password(
    live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(present, "clock", VirtualClock(NOON))
    settings.change("name", "Calder & Finch", source="test", now=NOON)
    cast.member("ruth")
    address = live_server.url.replace("127.0.0.1", "localhost")  # passkeys belong to a name, not to a number
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda word: complaints.append(word.text) if word.type == "error" else None)
        has_an_authenticator(page)
        page.goto(f"{address}/sign-in/")
        page.locator("#id_login").fill("ruth")
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto(f"{address}/me/second-factor/passkeys/add/")
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.locator("#id_name").fill("My finger")
        page.locator("#id_passwordless").check()
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
        page.goto(f"{address}/me/second-factor/passkeys/")
        expect(page.locator("main")).to_contain_text("My finger")
        page.goto(f"{address}/customers/")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{address}/sign-in/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("How are my customers, and what needs me today?")
        assert complaints == []
