"""The pages that mails lead to: what they do, and that looking at them does nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from tests import cast
from tests.cast import NOON
from tests.engagement.messaging.rendering import mails
from thereafter.engagement.content.guides import save_guide
from thereafter.engagement.messaging import holding, links
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.links import Page
from thereafter.engagement.messaging.models import Kind
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.merging.merge import join
from thereafter.record.customers.models import ConsentRecord, ConsentState, Customer
from thereafter.record.events.models import Event
from thereafter.record.shop import settings
from thereafter.surfaces.portal import present

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)
WITH_GUIDES = (
    "<mj-text>Hello {{ customer.first_name }}</mj-text>"
    '{% for guide in guides %}<mj-button href="{{ guide.link }}">{{ guide.title }}</mj-button>{% endfor %}'
)


@pytest.fixture(autouse=True)
def _shop(monkeypatch: pytest.MonkeyPatch) -> None:
    mails.open_shop()
    monkeypatch.setattr(present, "clock", VirtualClock(LATER))


@pytest.fixture
def ada() -> Customer:
    return cast.ada()


@pytest.fixture
def message(ada: Customer) -> MessageKey:
    save_guide("tea", title="Tea", summary="How to.", body="## Warm it\n\nFirst.", source="test", now=NOON)
    return mails.sent(cast.purpose(body=WITH_GUIDES), ada, about=cast.order(ada))


def path(page: Page, message: MessageKey) -> str:
    return links.to(page, message, public_url="")


def wish(whom: Customer) -> str:
    return whom.consents.get().state


def everything() -> Mapping[str, list[Any]]:
    """The whole database, table by table."""
    return {
        model._meta.label: sorted(map(repr, _rows(model)))
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def _rows(model: type[models.Model]) -> list[Any]:
    return list(model._default_manager.values_list())


def test_looking_twice_at_every_link_of_a_mail_changes_nothing(client: Client, ada: Customer) -> None:
    save_guide("tea", title="Tea", summary="How to.", body="## Warm it\n\nFirst.", source="test", now=NOON)
    mail = mails.read(mails.letter(cast.purpose(body=WITH_GUIDES), ada, about=cast.order(ada)))
    before = everything()
    found = {link.removeprefix("https://calder.example") for link in mails.links(mail)}
    assert {link[1] for link in found} == {"u", "p", "m", "g"}
    for link in sorted(found) * 2:
        assert client.get(link).status_code == 200, link
        assert client.head(link).status_code == 200, link
    assert everything() == before


def test_one_click_from_a_mail_program_unsubscribes_at_once_without_cookies_or_redirect(
    ada: Customer, message: MessageKey
) -> None:
    stranger = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = stranger.post(path(Page.UNSUBSCRIBE, message), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert wish(ada) == ConsentState.WITHDRAWN
    record = ConsentRecord.objects.get(customer=ada, state=ConsentState.WITHDRAWN)
    assert (record.method, record.source, record.occurred_at) == ("one-click", "portal", LATER)
    assert record.proof["message"] == list(message)
    assert Event.objects.filter(customer_id=ada.pk, name="message.unsubscribed").count() == 1
    assert Event.objects.filter(customer_id=ada.pk, name="consent.changed").count() == 1


def test_one_click_is_understood_as_urlencoded_too(ada: Customer, message: MessageKey) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        path(Page.UNSUBSCRIBE, message),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert wish(ada) == ConsentState.WITHDRAWN


def test_a_browser_that_keeps_no_cookies_may_unsubscribe_and_come_back(ada: Customer, message: MessageKey) -> None:
    def press(page: Page, form: dict[str, str]) -> None:
        browser = Client(enforce_csrf_checks=True)
        assert not browser.get(path(page, message)).cookies
        assert Client(enforce_csrf_checks=True).post(path(page, message), form).status_code == 302

    press(Page.UNSUBSCRIBE, {})
    assert wish(ada) == ConsentState.WITHDRAWN
    present.clock.wait(timedelta(minutes=5))
    press(Page.PREFERENCES, {"wish": "granted"})
    assert wish(ada) == ConsentState.GRANTED


def test_the_button_on_the_page_unsubscribes_and_says_so(client: Client, ada: Customer, message: MessageKey) -> None:
    assert "Hear no more from us?" in client.get(path(Page.UNSUBSCRIBE, message)).content.decode()
    answer = client.post(path(Page.UNSUBSCRIBE, message), follow=True)
    assert "You are unsubscribed" in answer.content.decode()
    assert wish(ada) == ConsentState.WITHDRAWN


def test_a_mail_that_was_held_for_her_is_skipped_after_she_unsubscribed(ada: Customer, client: Client) -> None:
    cast.trouble(ada)
    ask = cast.purpose(Kind.ASK)
    held = mails.sent(ask, ada)
    assert cast.message(ask, ada).state == "held"
    client.post(path(Page.UNSUBSCRIBE, held))
    holding.rejudge_due(now=NOON + timedelta(days=2))
    assert cast.message(ask, ada).reason == "no_consent"


def test_she_can_change_her_mind_on_the_preference_page(client: Client, ada: Customer, message: MessageKey) -> None:
    client.post(path(Page.UNSUBSCRIBE, message))
    present.clock.wait(timedelta(minutes=5))
    answer = client.post(path(Page.PREFERENCES, message), {"wish": "granted"}, follow=True)
    assert "We keep to this from now on." in answer.content.decode()
    assert wish(ada) == ConsentState.GRANTED
    assert ConsentRecord.objects.filter(customer=ada, method="preference page", state="granted").exists()


def test_a_wish_that_does_not_exist_is_refused_in_words(client: Client, ada: Customer, message: MessageKey) -> None:
    answer = client.post(path(Page.PREFERENCES, message), {"wish": "everything"})
    assert "Select a valid choice" in answer.content.decode()
    assert wish(ada) == ConsentState.GRANTED


@pytest.mark.parametrize("first", ["u", "p", "m", "g"])
@pytest.mark.parametrize("token", ["preview", "x" * 56, "\N{SNOWMAN}", "a" * 3000, "tea.forged"])
def test_a_link_that_was_changed_leads_to_a_kind_page(client: Client, first: str, token: str) -> None:
    answer = client.get(f"/{first}/{token}/")
    assert answer.status_code == 404
    assert "This link leads nowhere" in answer.content.decode()


def test_a_link_works_only_on_the_page_it_was_made_for(client: Client, message: MessageKey) -> None:
    token = path(Page.VIEW, message).split("/")[2]
    assert client.get(f"/u/{token}/").status_code == 404


def test_a_mail_in_the_browser_says_what_of_it_is_not_as_it_was(client: Client, message: MessageKey) -> None:
    assert "Drawn anew" not in client.get(path(Page.VIEW, message)).content.decode()
    settings.change("name", "Teahouse", source="test", now=LATER)
    settings.change("postal_address", "2 New Street", source="test", now=LATER)
    seen = client.get(path(Page.VIEW, message)).content.decode()
    assert "Drawn anew: the shop’s name and postal address were changed after this mail went out" in seen
    assert seen.index("<body") < seen.index("Drawn anew") < seen.index("Hello")


def test_a_mail_in_the_browser_is_the_mail_as_it_was_sent(client: Client, ada: Customer, message: MessageKey) -> None:
    answer = client.get(path(Page.VIEW, message))
    assert "Hello Ada" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script" not in policy


def test_a_guide_says_its_words_and_nothing_that_could_act(client: Client) -> None:
    body = "## Warm it\n\n<script>alert(1)</script> [click](javascript:alert(1)) ![](https://spy.example/x.png)"
    save_guide("tea", title="Tea", summary="How <b>to</b>.", body=body, source="test", now=NOON)
    page = client.get(links.to_guide("tea", public_url="")).content.decode()
    assert "<h2>Warm it</h2>" in page
    assert "How &lt;b&gt;to&lt;/b&gt;." in page
    assert "<script" not in page and 'href="javascript' not in page and 'spy.example/x.png"' not in page


def test_every_page_is_small_and_nobody_keeps_a_copy(client: Client, message: MessageKey) -> None:
    for page in (Page.UNSUBSCRIBE, Page.PREFERENCES, Page.VIEW):
        answer = client.get(path(page, message))
        assert len(answer.content) < 20_000
        assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"


def test_the_shop_s_colour_is_a_style_sheet(client: Client) -> None:
    answer = client.get("/face.css")
    assert answer["Content-Type"] == "text/css"
    assert "--accent" in answer.content.decode()


def test_the_link_of_an_old_mail_still_unsubscribes_whoever_was_joined_to_another_record(
    client: Client, ada: Customer, message: MessageKey
) -> None:
    first = cast.customer("Ada", email="first@people.example", since=NOON - timedelta(days=900))
    join(first.pk, ada.pk, by="console:ruth", now=NOON)
    assert client.post(path(Page.UNSUBSCRIBE, message), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wish(first) == ConsentState.WITHDRAWN
    assert client.get(path(Page.VIEW, message)).status_code == 200
