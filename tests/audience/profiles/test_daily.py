"""A new day scores everybody against everybody, and tells of those whose stage changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from tests.cast import NOON, ada, customer, days, grace, order
from thereafter.audience.profiles import daily, jobs, queries, refresh, stages
from thereafter.audience.profiles.models import Day, Profile, Stage
from thereafter.foundation.clock import VirtualClock
from thereafter.record.events.models import Event
from thereafter.record.shop import settings

pytestmark = pytest.mark.django_db


def test_imported_history_gets_its_stages_in_silence() -> None:
    ada_, grace_ = ada(), grace()
    order(ada_, at=NOON - days(10))
    daily.recompute(now=NOON)
    assert stage_of(ada_.pk) == Stage.NEW
    assert stage_of(grace_.pk) == Stage.PROSPECT
    assert not Event.objects.filter(name="stage.changed").exists()


def test_another_margin_rate_is_everybodys_margin_within_minutes() -> None:
    order(ada(), at=NOON - days(10), amount_minor=1000)
    assert daily.recompute_if_due(now=NOON)
    assert Profile.objects.get().margin_minor == 400
    settings.change("margin_rate", 0.25, source="console:ruth", now=NOON + timedelta(hours=1))
    soon = NOON + timedelta(hours=1, minutes=5)
    assert daily.recompute_if_due(now=soon) == daily.Computed(1, 0, 0)
    assert Profile.objects.get().margin_minor == 250
    assert daily.recompute_if_due(now=soon + timedelta(minutes=5)) is None


def test_time_alone_changes_a_stage_and_an_event_tells_of_it_once() -> None:
    buyer = ada()
    order(buyer, at=NOON - days(10))
    daily.recompute(now=NOON)
    later = NOON + days(90)
    assert daily.recompute(now=later).moved == 1
    assert daily.recompute(now=later) == daily.Computed(0, 0, 0), "the same instant twice changes nothing"
    told = Event.objects.get(name="stage.changed")
    assert (told.customer_id, told.occurred_at, told.known_at, told.source) == (buyer.pk, later, later, "system")
    assert told.properties == {"from": "new", "to": "slipping"}
    assert Profile.objects.get().stage_since == later


def test_somebody_who_comes_back_from_a_long_silence_is_won_back_for_ninety_days() -> None:
    buyer = ada()
    for ago in (400, 370, 340, 5):
        order(buyer, at=NOON - days(ago))
    daily.recompute(now=NOON)
    assert stage_of(buyer.pk) == Stage.WON_BACK
    daily.recompute(now=NOON + days(85))
    assert stage_of(buyer.pk) == Stage.WON_BACK
    daily.recompute(now=NOON + days(85.001))
    assert stage_of(buyer.pk) == Stage.LAPSED, "her gap is 30 days, and she has been silent for more than three"


def test_her_own_rhythm_decides_and_not_the_shops() -> None:
    often, seldom = customer("Often"), customer("Seldom")
    for step in range(3):
        order(often, at=NOON - days(50 + 15 * step))
        order(seldom, at=NOON - days(50 + 120 * step))
    daily.recompute(now=NOON)
    assert (stage_of(often.pk), stage_of(seldom.pk)) == (Stage.LAPSED, Stage.ACTIVE)


def test_equal_customers_score_alike_and_the_best_fifth_scores_five() -> None:
    people = [customer(f"P{n}") for n in range(10)]
    for n, person in enumerate(people):
        order(person, at=NOON - days(100 - n), amount_minor=1000)
        if n == 9:
            order(person, at=NOON - days(1), amount_minor=1000)
    daily.recompute(now=NOON)
    profiles = list(Profile.objects.order_by("customer_id"))
    assert [p.recency_score for p in profiles] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [p.frequency_score for p in profiles] == [1] * 9 + [5]
    assert [p.monetary_score for p in profiles] == [1] * 9 + [5]
    assert queries.rfm_table()[0] == queries.Scored(5, 5, people=1, revenue_minor=2000)


def test_somebody_without_orders_has_no_scores() -> None:
    grace()
    daily.recompute(now=NOON)
    assert Profile.objects.get().recency_score is None
    assert queries.standing(now=NOON).stages[Stage.PROSPECT] == 1
    assert sum(queries.standing(now=NOON).stages.values()) == 1


def test_a_day_begins_at_midnight_in_the_shops_time_zone_and_is_computed_once() -> None:
    settings.change("time_zone", "Pacific/Auckland", source="test", now=NOON)
    grace()
    clock = VirtualClock(datetime(2026, 3, 10, 10, 59, tzinfo=UTC))
    for _ in range(3):
        jobs.run(clock)
    assert [f"{day.day}" for day in Day.objects.order_by("day")] == ["2026-03-10"]
    clock.move_to(datetime(2026, 3, 10, 11, 0, tzinfo=UTC))
    jobs.run(clock)
    assert [f"{day.day}" for day in Day.objects.order_by("day")] == ["2026-03-10", "2026-03-11"]


def test_a_missed_week_is_caught_up_by_one_computation() -> None:
    buyer = ada()
    order(buyer, at=NOON - days(10))
    clock = VirtualClock(NOON)
    jobs.run(clock)
    clock.move_to(NOON + days(300))
    jobs.run(clock)
    assert stage_of(buyer.pk) == Stage.LAPSED
    assert Event.objects.filter(name="stage.changed").count() == 1
    assert Day.objects.count() == 2


def test_a_day_begins_again_a_minute_after_an_import_that_no_day_has_judged() -> None:
    clock = VirtualClock(NOON)
    jobs.run(clock)
    for name in ("Ida", "Jo"):
        order(customer(name), at=NOON - days(1))
    refresh.refresh_everybody(now=NOON)
    assert daily.recompute_if_due(now=NOON + timedelta(seconds=59)) is None
    assert daily.recompute_if_due(now=NOON + timedelta(seconds=60)) == daily.Computed(0, 2, 0)
    assert daily.recompute_if_due(now=NOON + timedelta(hours=1)) is None


def test_days_go_on_beginning_after_a_clock_that_ran_ahead_is_right_again() -> None:
    clock = VirtualClock(NOON + days(400))
    jobs.run(clock)
    order(ada(), at=NOON - days(10))
    assert daily.recompute_if_due(now=NOON)
    assert Profile.objects.get().stage == Stage.NEW
    assert daily.recompute_if_due(now=NOON + timedelta(minutes=5)) is None
    assert daily.recompute_if_due(now=NOON + days(1))


GAPS = some.sampled_from([0.0, 5.0, 14.0, 20.0, 60.0, 180.0, 200.0])
NEAR = some.sampled_from([timedelta(0), timedelta(microseconds=1), -timedelta(microseconds=1)])


@some.composite
def rhythms(draw: some.DrawFn) -> stages.Rhythm:
    """A customer's rhythm; her silences often end exactly where a stage does, or a moment beside it."""
    orders, gap, earlier = draw(some.integers(0, 6)), draw(GAPS), draw(GAPS)
    if not orders:
        return stages.Rhythm(orders=0)
    times = draw(some.sampled_from([0.5, 1.5, 3, 5]))
    silence = draw(some.sampled_from([days(times * max(14.0, min(gap, 180.0))), days(90), days(30)])) + draw(NEAR)
    before = days(3 * draw(some.sampled_from([gap, earlier, 14.0, 60.0, 180.0]))) + draw(NEAR)
    return stages.Rhythm(
        orders=orders,
        last_order_at=NOON - silence,
        previous_order_at=NOON - silence - before if orders > 1 else None,
        median_gap=gap if orders > 1 else None,
        earlier_gap=earlier if orders > 2 else None,
    )


def median(gaps: list[float]) -> float | None:
    """The middle, as percentile_cont finds it."""
    if not gaps:
        return None
    ordered, middle = sorted(gaps), (len(gaps) - 1) / 2
    low, high = ordered[int(middle)], ordered[int(middle + 0.5)]
    return low + (middle - int(middle)) * (high - low)


class TheTwins(TestCase):
    """`stages.decide` and `sql/judge.sql` are two hands for one decision."""

    @run(max_examples=60, deadline=None)
    @given(people=some.lists(rhythms(), min_size=1, max_size=30))
    def test_the_statement_decides_every_stage_as_the_pure_function_does(self, people: list[stages.Rhythm]) -> None:
        Profile.objects.all().delete()
        for number, rhythm in enumerate(people, start=1):
            Profile.objects.create(
                customer_id=number,
                orders=rhythm.orders,
                last_order_at=rhythm.last_order_at,
                previous_order_at=rhythm.previous_order_at,
                median_gap_days=rhythm.median_gap,
                earlier_gap_days=rhythm.earlier_gap,
                refreshed_at=NOON,
            )
        daily.recompute(now=NOON)
        shop_gap = stages.bounded(
            median([rhythm.median_gap for rhythm in people if rhythm.median_gap is not None]),
            otherwise=stages.UNKNOWN_GAP,
        )
        assert Day.objects.get().gap_days == pytest.approx(shop_gap)
        for number, rhythm in enumerate(people, start=1):
            assert stage_of(number) == stages.decide(rhythm, shop_gap=shop_gap, now=NOON), rhythm


def stage_of(customer_id: int) -> str:
    """Her stage."""
    return Profile.objects.get(customer_id=customer_id).stage
