"""Rehearsal, test and live; and stopped, which stands beside all three."""

import pytest

from tests.cast import NOON, days
from thereafter.record.shop import mode, settings

pytestmark = pytest.mark.django_db


def ready() -> None:
    for key, value in {
        "sender_address": "hello@shop.example",
        "postal_address": "1 Quay Street",
        "public_url": "https://shop.example",
    }.items():
        settings.change(key, value, source="test", now=NOON)


def test_stopping_leaves_the_mode_and_says_since_when_by_whom_and_why() -> None:
    ready()
    mode.start_sending(source="test", now=NOON)
    assert mode.stop(why="  the prices\nare wrong ", source="console:ruth", now=NOON + days(1))
    stopped = settings.read().sending_stopped
    assert stopped
    assert (stopped.at, stopped.by, stopped.why) == (NOON + days(1), "console:ruth", "the prices are wrong")
    assert settings.read().mode == "live"


def test_who_stops_what_is_stopped_changes_nothing_and_going_on_ends_it_once() -> None:
    assert mode.stop(source="console:ruth", now=NOON)
    assert not mode.stop(source="console:tom", now=NOON + days(1))
    assert settings.read().sending_stopped == settings.Stopped(at=NOON, by="console:ruth")
    assert mode.go_on(source="console:tom", now=NOON + days(2))
    assert settings.read().sending_stopped is None
    assert not mode.go_on(source="console:tom", now=NOON + days(2))


def test_a_test_needs_somebody_whom_it_reaches() -> None:
    ready()
    with pytest.raises(mode.NotReady, match="No test address is named"):
        mode.start_test(source="test", now=NOON)
    settings.change("test_addresses", ["Me@shop.example", "me@shop.example"], source="test", now=NOON)
    mode.start_test(source="test", now=NOON)
    assert (settings.read().mode, settings.read().test_addresses) == ("test", ("me@shop.example",))


def test_a_shop_that_lacks_something_starts_neither_a_test_nor_sending() -> None:
    for start in (mode.start_sending, mode.start_test):
        with pytest.raises(mode.NotReady, match="no postal address"):
            start(source="test", now=NOON)
    assert settings.read().mode == "rehearsal"
