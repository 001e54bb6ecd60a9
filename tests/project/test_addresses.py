"""Where the shop is reached: what the environment may say of it, and what follows."""

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests import cast
from tests.cast import NOON
from thereafter.project import addresses
from thereafter.project.addresses import Addresses
from thereafter.record.shop import mode
from thereafter.record.shop import settings as shop_settings
from thereafter.surfaces.console.settings import readiness


def named(monkeypatch: pytest.MonkeyPatch, public: str, console: str = "") -> Addresses:
    monkeypatch.setenv("PUBLIC_URL", public)
    monkeypatch.setenv("CONSOLE_URL", console)
    return addresses.from_environment()


def test_two_names_part_customers_from_staff_and_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    both = named(monkeypatch, "https://News.shop.example/", "https://crm.shop.example")
    assert both.customers_host == "news.shop.example"
    assert both.hosts == ["news.shop.example", "crm.shop.example"]
    assert both.origins == ["https://News.shop.example", "https://crm.shop.example"]
    assert named(monkeypatch, "https://shop.example").customers_host == ""
    assert named(monkeypatch, "https://shop.example/a", "https://shop.example").customers_host == ""
    assert named(monkeypatch, "").hosts == []


@pytest.mark.parametrize(
    ("public", "console", "sorry"),
    [
        ("news.shop.example", "", 'PUBLIC_URL is "news.shop.example", and no link can begin so'),
        ("https://shop.example?a=1", "", "no link can begin so"),
        ("https://shop.example", "ftp://crm.shop.example", 'CONSOLE_URL is "ftp://crm.shop.example"'),
        ("", "https://crm.shop.example", "CONSOLE_URL is set and PUBLIC_URL is not"),
        ("https://shop.example", "https://shop.example:8443", "one name and two ports"),
    ],
)
def test_what_cannot_be_is_refused_at_the_start(
    public: str, console: str, sorry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        named(monkeypatch, public, console)
    assert sorry in str(refused.value)


@pytest.mark.django_db
def test_without_a_public_address_that_somebody_decided_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:25")
    for key, value in {"sender_address": "hello@shop.internal", "postal_address": "4 Mill Lane"}.items():
        shop_settings.change(key, value, source="test", now=NOON)
    assert readiness.lacking(shop_settings.read()) == [mode.NO_ADDRESS]
    with pytest.raises(mode.NotReady, match="No public address is decided"):
        mode.start_sending(source="test", now=NOON)
    shop_settings.change("public_url", "https://news.shop.example", source="test", now=NOON)
    mode.start_sending(source="test", now=NOON)
    assert shop_settings.read().mode == "live"


@pytest.mark.django_db
def test_what_the_machine_decides_holds_and_the_page_says_so(settings: LazySettings) -> None:
    settings.DECIDED_BY_MACHINE = {"public_url": "https://news.shop.example"}
    shop_settings.change("public_url", "https://other.example", source="test", now=NOON)
    assert shop_settings.read().public_url == "https://news.shop.example"
    browser = Client()
    browser.force_login(cast.member().user)
    page = browser.get("/settings/shop/").content.decode()
    assert "Decided by this machine: PUBLIC_URL in its environment." in page
    assert 'value="https://news.shop.example"' in page


@pytest.mark.django_db
def test_customers_reach_the_shop_by_the_public_address_that_it_decided_in_the_browser(settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    host = {"host": "news.shop.example:8443"}
    assert Client().get("/face.css", headers=host).status_code == 400
    shop_settings.change("public_url", "https://News.shop.example/a", source="test", now=NOON)
    assert Client().get("/face.css", headers=host).status_code == 200
    assert Client().get("/face.css", headers={"host": "shop.example"}).status_code == 400
    shop_settings.change("public_url", "https://new.shop.example", source="test", now=NOON)
    assert Client().get("/face.css", headers=host).status_code == 200, "mails that went out lead there"
