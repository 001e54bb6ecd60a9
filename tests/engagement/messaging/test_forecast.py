"""Who leaves when, reckoned ahead: never more than a limit, never at night, nobody lost."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOON
from thereafter.engagement.messaging.forecast import Alike, Turn, turns
from thereafter.engagement.messaging.limits import Used, share
from thereafter.engagement.messaging.models import Reason
from thereafter.record.shop.settings import ShopSettings

NOBODY = Used(hour=0, day=0)
LONDON = ZoneInfo("Europe/London")


def alike(
    messages: int, domain: str = "", *, is_service: bool = False, stale_at: datetime | None = None, zone: str = "UTC"
) -> Alike:
    return Alike(NOON, is_service, domain, zone, stale_at, messages)


def leave(*waiting: Alike, now: datetime = NOON, used: Used = NOBODY, **decided: object) -> list[Turn]:
    shop = ShopSettings.model_validate({"mode": "live", "first_sent_at": NOON, **decided})
    return turns(waiting, shop, used=used, handed_over={}, now=now)


def by_hour(found: list[Turn]) -> Counter[datetime | None]:
    counted: Counter[datetime | None] = Counter()
    for turn in found:
        counted[turn.at] += turn.messages
    return counted


def test_of_4200_the_warm_up_lets_500_go_today_and_the_last_on_the_fourth_day() -> None:
    found = by_hour(leave(alike(4_200), warm_up_first_day=500))
    tomorrow = NOON.replace(hour=8) + timedelta(days=1)
    assert found == {NOON: 500, tomorrow: 1_000, tomorrow + timedelta(days=1): 2_000, tomorrow + timedelta(days=2): 700}


def test_a_warm_up_begun_in_the_middle_of_a_day_counts_what_left_before_and_one_in_its_third_day_goes_on() -> None:
    assert by_hour(leave(alike(20), used=Used(hour=0, day=7), warm_up_first_day=10))[NOON] == 3
    later = leave(alike(99), warm_up_first_day=10, first_sent_at=NOON - timedelta(days=2))
    assert by_hour(later)[NOON] == 40


def test_a_shop_that_never_sent_begins_its_warm_up_now_also_while_it_rehearses() -> None:
    found = leave(alike(9), warm_up_first_day=4, first_sent_at=None, mode="rehearsal")
    assert by_hour(found)[NOON] == 4


def test_service_is_not_kept_by_the_warm_up_nor_by_the_night_but_by_the_hour() -> None:
    found = leave(alike(5, is_service=True), alike(5), hourly_limit=3, warm_up_first_day=1, now=NOON.replace(hour=22))
    assert [(turn.place, turn.messages) for turn in found][:2] == [(0, 3), (0, 2)]
    assert {turn.reason for turn in found if turn.place == 1} == {Reason.WARM_UP}


def test_what_is_of_no_more_use_when_its_turn_comes_does_not_leave() -> None:
    found = leave(alike(5, stale_at=NOON + timedelta(hours=2)), hourly_limit=2)
    assert [(turn.messages, turn.reason) for turn in found] == [(2, ""), (2, "limit"), (1, "stale")]


def test_a_limit_of_one_and_a_backlog_of_millions_end_in_not_before_sixty_days() -> None:
    found = leave(alike(3_000_000), hourly_limit=1)
    assert found[-1].at is None and sum(turn.messages for turn in found) == 3_000_000


def test_across_the_change_of_clocks_nobody_is_written_to_at_night_and_the_warm_ups_days_are_the_shops() -> None:
    now = datetime(2026, 3, 28, 20, 30, tzinfo=UTC)  # half an hour before London's night; at one the clocks go forward
    here = Alike(now, False, "", "Europe/London", None, 30)
    found = leave(here, now=now, warm_up_first_day=10, first_sent_at=now, time_zone="Europe/London")
    assert by_hour(found) == {now: 10, datetime(2026, 3, 29, 7, 0, tzinfo=UTC): 20}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(1, 60), st.sampled_from("ab"), st.booleans()), min_size=1, max_size=6),
    st.sampled_from([None, 1, 7]), st.sampled_from([None, 1, 3]), st.sampled_from([None, 1, 9]),
)  # fmt: skip
def test_no_limit_is_exceeded_and_nobody_is_lost_or_leaves_at_night(
    people: list[tuple[int, str, bool]], hour: int | None, domain: int | None, first_day: int | None
) -> None:
    waiting = [alike(many, of, is_service=service, zone="Europe/London") for many, of, service in people]
    found = leave(*waiting, hourly_limit=hour, hourly_domain_limit=domain, warm_up_first_day=first_day)
    assert sum(turn.messages for turn in found) == sum(many for many, _, _ in people)
    days: Counter[int] = Counter()
    hours: Counter[tuple[datetime, str]] = Counter()
    for turn in found:
        assert turn.at is not None
        hours[turn.at, ""] += turn.messages
        hours[turn.at, waiting[turn.place].domain] += turn.messages
        if not waiting[turn.place].is_service:
            assert 8 <= turn.at.astimezone(LONDON).hour < 21
            days[(turn.at - NOON.replace(hour=0)).days] += turn.messages
    assert all(many <= ((domain if of else hour) or many) for (_, of), many in hours.items())
    for day, many in days.items():
        assert first_day is None or many <= (share(day, first_day, 2) or many)
