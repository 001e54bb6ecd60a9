"""How the orders travelled is invented: working days, a promise, and some who were late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from thereafter.project.demo.calendar import ZONE
from thereafter.project.demo.parcels import parcels

FRIDAY_AFTERNOON = datetime(2026, 10, 23, 13, 0, tzinfo=UTC)  # two days before the clocks go back
MANY = [str(number) for number in range(536_365, 541_365)]


def travelled(orders: list[str], home: str = "United Kingdom") -> list[dict[str, Any]]:
    """Everything learned about the parcels of orders that were placed at one instant."""
    instants = pa.array([FRIDAY_AFTERNOON] * len(orders), pa.timestamp("us", tz="UTC"))
    rows: list[dict[str, Any]] = parcels(orders, instants, [home] * len(orders)).to_pylist()
    return rows


def test_what_is_ordered_on_a_friday_afternoon_leaves_on_monday_at_four_on_the_wall() -> None:
    left = {row["dispatched_at"] for row in travelled(MANY) if row["dispatched_at"]}
    assert [instant.astimezone(ZONE).isoformat() for instant in left] == ["2026-10-26T16:00:00+00:00"]


def test_the_promise_is_known_with_the_order_and_the_rest_when_it_happens() -> None:
    for row in travelled(MANY[:50]):
        assert row["known"] == (row["delivered_at"] or row["dispatched_at"] or FRIDAY_AFTERNOON)
        assert row["announced_for"] > row["known"] or row["delivered_at"]


def test_about_one_parcel_in_seventeen_is_late_and_a_few_never_arrive() -> None:
    rows = travelled(MANY)
    delivered = [row for row in rows if row["delivered_at"]]
    late = [row for row in delivered if row["delivered_at"] > row["announced_for"]]
    assert len(late) / len(MANY) == pytest.approx(0.06, abs=0.01)
    assert 0 < len(MANY) - len(delivered) < 50


def test_parcels_arrive_by_day_on_working_days() -> None:
    arrivals = [row["delivered_at"].astimezone(ZONE) for row in travelled(MANY) if row["delivered_at"]]
    assert {arrival.weekday() for arrival in arrivals} <= set(range(5))
    assert all(9 <= arrival.hour < 18 for arrival in arrivals)


def test_it_takes_longer_to_japan_than_to_the_next_town() -> None:
    promised = [travelled(["1"], home=home)[0]["announced_for"] for home in ("United Kingdom", "Japan")]
    assert promised[1] - promised[0] > timedelta(days=10)
