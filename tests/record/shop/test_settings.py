"""The shop's settings are typed, have sensible defaults, and refuse nonsense in a sentence."""

import pytest

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
        ("global_control_share", 0.7, "less than or equal to 0.5"),
        ("sender_name", "Wren\nBcc: all@people.example", "line break"),
        ("name", "Wren\x1b[2J", "cannot be seen"),
        ("logo_text", "Wren\u2028Thistle", "line break"),
        ("daily_cap", 1_000_000, "less than or equal to 24"),
        ("weekly_cap", -1, "greater than or equal to 0"),
        ("asks_per_value", float("inf"), "less than or equal to 100"),
        ("mode", "loud", "'rehearsal' or 'live'"),
    ],
)
def test_nonsense_is_refused_and_nothing_changes(key: str, value: object, words: str) -> None:
    with pytest.raises(settings.WrongSetting, match=words):
        settings.change(key, value, source="test", now=NOON)
    assert not Setting.objects.exists()


def test_a_postal_address_may_have_lines() -> None:
    assert settings.change("postal_address", "4 Mill Lane\nLowbridge", source="test", now=NOON).postal_address


def test_an_unknown_setting_is_named_with_those_that_exist() -> None:
    with pytest.raises(settings.UnknownSetting, match=r'no setting "curency".*currency'):
        settings.change("curency", "EUR", source="test", now=NOON)
