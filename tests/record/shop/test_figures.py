"""Numbers that take long to count: kept by the worker of a large shop, counted at once in a small one, never wrong."""

from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON
from thereafter.audience.profiles import queries as profiles
from thereafter.audience.profiles import refresh
from thereafter.audience.profiles.models import Stage
from thereafter.record.shop import figures
from thereafter.record.shop.models import Figure

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop in which every table counts as one of many rows."""
    monkeypatch.setattr(figures, "FEW", 0)


def come(name: str) -> None:
    """Somebody more is known."""
    cast.customer(name)
    refresh.refresh_everybody(now=NOON)


def test_a_small_shop_keeps_nothing_and_counts_at_once() -> None:
    come("Ada")
    assert figures.keep(now=NOON) == []
    come("Grace")
    found = profiles.standing(now=NOON)
    assert (found.known, found.stages[Stage.PROSPECT], found.counted.is_old) == (2, 2, False)


def test_a_large_shop_shows_what_was_counted_last_and_says_when(large: None) -> None:
    come("Ada")
    figures.keep(now=NOON)
    come("Grace")
    found = profiles.standing(now=NOON + MINUTE)
    assert (found.known, found.counted.at, found.counted.is_old) == (1, NOON, True)


def test_when_its_time_has_come_it_is_counted_anew_and_is_what_counting_finds(large: None) -> None:
    come("Ada")
    figures.keep(now=NOON)
    come("Grace")
    assert "profiles: stages" not in figures.keep(now=NOON + MINUTE)
    later = NOON + 2 * MINUTE
    assert "profiles: stages" in figures.keep(now=later)
    kept = {figure.key: figure.value for figure in Figure.objects.all()}
    assert kept["profiles: stages"] == {"prospect": [2, 0]}
    assert profiles.standing(now=later).known == 2


def test_at_one_instant_it_is_counted_once(large: None) -> None:
    assert figures.keep(now=NOON)
    assert figures.keep(now=NOON) == []


def test_what_a_large_shop_kept_is_forgotten_where_it_became_small(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(figures, "FEW", 0)
        assert figures.keep(now=NOON)
    figures.keep(now=NOON + MINUTE)
    assert not Figure.objects.exists()


def test_what_was_counted_later_is_not_known_before(large: None) -> None:
    come("Ada")
    figures.keep(now=NOON + MINUTE)
    come("Grace")
    assert profiles.standing(now=NOON).known == 2
