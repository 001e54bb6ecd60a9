"""The shop's settings are typed, have sensible defaults, and refuse nonsense in a sentence."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.cast import NOON, days
from thereafter.record.shop import settings
from thereafter.record.shop.models import Setting

pytestmark = pytest.mark.django_db


def test_a_new_shop_is_in_rehearsal_and_sleeps_from_nine_to_eight() -> None:
    shop = settings.read()
    assert (shop.mode, f"{shop.quiet_from:%H:%M}", f"{shop.quiet_until:%H:%M}") == ("rehearsal", "21:00", "08:00")


def test_a_change_holds_and_knows_who_decided_it_and_when() -> None:
    settings.change("currency", "GBP", source="console:ruth", now=NOON)
    assert settings.read().currency == "GBP"
    row = Setting.objects.get(key="currency")
    assert (row.source, row.since) == ("console:ruth", NOON)


def test_deciding_the_same_again_leaves_the_first_decision_in_place() -> None:
    settings.change("daily_cap", 2, source="console:ruth", now=NOON)
    settings.change("daily_cap", "2", source="console:sam", now=NOON + days(1))
    assert Setting.objects.get(key="daily_cap").source == "console:ruth"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("currency", "EURO", "not an ISO 4217 code"),
        ("time_zone", "Mars/Olympus", "is no time zone"),
        ("time_zone", "../etc/passwd", "is no time zone"),
        ("time_zone", "Berlin", "Use one like Europe/Berlin."),
        ("time_zone", "new york", "Use one like America/New_York."),
        ("language", "deutsch", "it is no language"),
        ("global_control_share", 0.7, r"it is too much\. Write 0\.5 or less\."),
        ("sender_name", "Wren\nBcc: all@people.example", "line break"),
        ("name", "Wren\x1b[2J", "cannot be seen"),
        ("logo_text", "Wren\u2028Thistle", "line break"),
        ("daily_cap", 1_000_000, r"Write 24 or less\."),
        ("weekly_cap", -1, r"it is too little\. Write 0 or more\."),
        ("asks_per_value", float("inf"), r"Write 100 or less\."),
        ("asks_per_value", float("nan"), r"Write 100 or less\."),
        ("daily_cap", "many", r"it is no whole number\. Write it like 3\."),
        ("daily_cap", 1.5, r"it is no whole number\. Write it like 3\."),
        ("margin_rate", "much", r"it is no number\. Write it like 0\.4\."),
        ("quiet_from", "25:00", r"it is no time of day\. Write it like 21:00\."),
        ("live_since", "soon", "it is no date and time"),
        ("name", "", r"it is empty\. Write something\."),
        ("name", "x" * 201, r"x…\": it is too long\. Write at most 200 characters\."),
        ("name", None, "it is no text"),
        ("mode", "loud", r"Write 'rehearsal', 'test' or 'live'\."),
        ("test_addresses", ["me"], r"\"me\" is no address\. Write one a line"),
        ("hourly_limit", 0, r"it is too little\. Write 1 or more\."),
        ("warm_up_factor", 1, r"it is too little\. Write 1\.1 or more\."),
        ("language", "english!", r"it is no language\. Write it like en or pt-BR\."),
        ("colour", "red", r"it is no colour\. Write it like #2f5d50\."),
        ("public_url", "http://x y", "links cannot begin so"),
        ("public_url", "https://shop.example/path?q=1", r"without spaces, \? and #\."),
        ("public_url", "https://shop.example/#x", r"without spaces, \? and #\."),
        ("public_url", "https://", "links cannot begin so"),
        ("public_url", "http://:8000", "links cannot begin so"),
        ("public_url", "http://owner:secret@shop.example", "links cannot begin so"),
        ("public_url", "shop.example", "Write it like https://crm.shop.example"),
    ],
)
def test_nonsense_is_refused_and_nothing_changes(key: str, value: object, words: str) -> None:
    with pytest.raises(settings.WrongSetting, match=words) as refused:
        settings.change(key, value, source="test", now=NOON)
    said = str(refused.value)
    assert said.endswith(".") and "pattern" not in said and "Input should" not in said
    assert not Setting.objects.exists()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://[::1]:8000/", "https://müller.example/crm/", "https://shop.example"]
)
def test_a_public_address_may_have_a_port_and_a_path(url: str) -> None:
    assert settings.change("public_url", url, source="test", now=NOON).public_url == url


@pytest.mark.parametrize(
    ("kept", "since_then"),
    [
        ("http://127.0.0.1:8001/path?q=1#x", "http://127.0.0.1:8001/path"),
        ("https://shop.example", "https://shop.example"),
        ("http://?", None),
        ("http://owner:secret@shop.example", None),
    ],
)
def test_an_address_from_before_it_was_checked_is_cut_or_forgotten_and_the_shop_can_be_read(
    kept: str, since_then: str | None
) -> None:
    Setting.objects.create(key="public_url", value=kept, since=NOON, source="console:ruth")
    migration = import_module("thereafter.record.shop.migrations.0002_addresses_that_links_can_begin_with")
    migration.mend(apps, None)
    assert settings.read().public_url == (since_then or settings.ShopSettings().public_url)
    assert dict(Setting.objects.values_list("key", "value")) == ({"public_url": since_then} if since_then else {})


def test_a_postal_address_may_have_lines() -> None:
    assert settings.change("postal_address", "4 Mill Lane\nLowbridge", source="test", now=NOON).postal_address


def test_a_currency_may_be_written_small() -> None:
    assert settings.change("currency", "gbp", source="test", now=NOON).currency == "GBP"


def test_a_wrong_value_says_why_also_without_the_name_of_its_setting() -> None:
    with pytest.raises(settings.WrongSetting) as refused:
        settings.change("test_addresses", ["ruined", "ada@people.example"], source="test", now=NOON)
    assert refused.value.reason == '"ruined" is no address. Write one a line, like me@shop.com.'


def test_an_unknown_setting_is_named_with_those_that_exist() -> None:
    with pytest.raises(settings.UnknownSetting, match=r'no setting "curency".*currency'):
        settings.change("curency", "EUR", source="test", now=NOON)
