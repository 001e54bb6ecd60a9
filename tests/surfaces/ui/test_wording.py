"""How numbers, money and time read. No clock is looked at: `now` is always said."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thereafter.foundation.money import Money
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.templatetags import words

NOW = datetime(2025, 10, 14, 8, 40, tzinfo=UTC)
LONDON, TOKYO = ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")


def test_thousands_are_parted_and_a_minus_is_a_minus() -> None:
    assert wording.number(541_909) == "541,909"
    assert wording.number(-1_234.5, 1) == "−1,234.5"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.1234, "12 %"),
        (0.0456, "4.6 %"),
        (0.0004, "under 0.1 %"),
        (0.9996, "over 99.9 %"),
        (0.964, "96.4 %"),
        (-0.31, "−31 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_everything(share: float, said: str) -> None:
    assert wording.percent(share) == said.replace(" %", f"{wording.NARROW_SPACE}%")


@given(st.floats(min_value=0, max_value=1, exclude_min=True, exclude_max=True))
def test_no_share_between_reads_as_0_or_100(share: float) -> None:
    assert wording.percent(share).split(wording.NARROW_SPACE)[0] not in {"0", "0.0", "100", "100.0"}


def test_one_order_but_two_orders_and_two_people() -> None:
    assert words.count(1, "order") == "1 order"
    assert words.count(2, "order") == "2 orders"
    assert words.count(4_338, "person,people") == "4,338 people"
    assert words.plural(1, "waits,wait") == "waits"


def test_money_says_its_currency_and_sums_can_leave_the_pence_out() -> None:
    assert words.money(Money(123_450, "GBP")) == "£1,234.50"
    assert words.whole_money(Money(123_450, "GBP")) == "£1,234"
    assert words.whole_money(Money(123_450, "SEK")) == "1,234 SEK"
    assert words.whole_money(Money(1_234, "JPY")) == "¥1,234"
    assert words.whole_money(Money(-99_960, "EUR")) == "−€1,000"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "under a second"),
        (timedelta(seconds=45), "45 seconds"),
        (timedelta(hours=1, seconds=7), "1 hour"),
        (timedelta(days=3, hours=4, minutes=12), "3 days 4 hours"),
    ],
)
def test_a_duration_says_its_two_largest_units(span: timedelta, said: str) -> None:
    assert wording.duration(span) == said


def test_a_duration_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        wording.duration(timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(hours=30), "in 30 hours"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(days=-30), "4 weeks ago"),
        (timedelta(days=-200), "7 months ago"),
        (timedelta(days=-1_100), "3 years ago"),
    ],
)
def test_an_instant_is_told_by_its_distance_from_the_now_that_is_passed_in(span: timedelta, said: str) -> None:
    assert wording.relative(NOW + span, now=NOW) == said


def test_an_instant_reads_as_the_wall_clock_of_the_shop() -> None:
    assert wording.instant(NOW, LONDON) == "Tue 14 Oct 2025, 09:40"
    assert words.instant(NOW, "Asia/Tokyo") == "Tue 14 Oct 2025, 17:40"


def test_yesterday_begins_at_the_shops_own_midnight() -> None:
    late = datetime(2025, 10, 13, 22, 30, tzinfo=UTC)
    assert wording.relative_day(late, LONDON, now=NOW) == "yesterday"
    assert wording.relative_day(late, TOKYO, now=NOW) == "today"
    assert wording.relative_day(NOW, TOKYO, now=late) == "today"
    assert wording.relative_day(NOW + timedelta(days=6), LONDON, now=NOW) == "in 6 days"


def test_what_is_unknown_reads_as_a_dash() -> None:
    assert words.number(None) == words.money(None) == words.day(None, LONDON) == words.relative(None, NOW) == "–"
