"""What becomes known, when: nothing before its time, nothing twice, everything in the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa

from thereafter.project.demo.calendar import Calendar
from thereafter.project.demo.story import LONG_AGO, Story, tell

FAR = datetime(2100, 1, 1, tzinfo=UTC)


def rows(story: Story, kind: str, after: datetime = LONG_AGO, until: datetime = FAR) -> list[dict[str, Any]]:
    """One kind's rows between two instants."""
    found: list[dict[str, Any]] = dict(story.between(after, until)).get(kind, pa.table({})).to_pylist()
    return found


def test_the_same_file_and_day_tell_the_same_story(file: pa.Table, calendar: Calendar) -> None:
    once, again = (dict(tell(file, calendar).between(LONG_AGO, FAR)) for _ in range(2))
    assert once.keys() == again.keys()
    assert all(once[kind].equals(again[kind]) for kind in once)


def test_an_order_comes_whole_at_the_instant_of_its_first_line(file: pa.Table, calendar: Calendar) -> None:
    first = datetime(2026, 10, 13, 9, 59, tzinfo=UTC)
    story = tell(file, calendar)
    whole = rows(story, "orders", first - timedelta(seconds=1), first)
    assert [row["StockCode"] for row in whole] == ["22423", "21731"]
    assert rows(story, "orders", first, first + timedelta(minutes=3)) != []
    assert "21731" not in {row["StockCode"] for row in rows(story, "orders", first, FAR)}


def test_every_line_comes_once_however_the_time_is_cut(file: pa.Table, calendar: Calendar) -> None:
    story = tell(file, calendar)
    cuts = [LONG_AGO, calendar.opens, *calendar.looks(), calendar.ends()]
    came = sum(len(rows(story, "orders", after, until)) for after, until in pairwise(cuts))
    assert came == file.num_rows


def test_a_customer_is_known_with_her_first_order_and_not_before(file: pa.Table, calendar: Calendar) -> None:
    story = tell(file, calendar)
    assert [row["customer"] for row in rows(story, "customers", until=calendar.opens)] == ["17850"]
    assert len(rows(story, "customers")) == 3


def test_a_cut_says_the_last_thing_known_of_each_parcel(file: pa.Table, calendar: Calendar) -> None:
    parcels = rows(tell(file, calendar), "shipments")
    assert len(parcels) == len({row["number"] for row in parcels}) == 4
    assert all(row["delivered_at"] for row in parcels)


def test_nothing_that_is_fed_says_what_comes_later(file: pa.Table, calendar: Calendar) -> None:
    noon = datetime(2026, 10, 14, 12, 0, tzinfo=UTC)
    fed = [row for _, table in tell(file, calendar).between(LONG_AGO, noon) for row in table.to_pylist()]
    values = [(name, value) for row in fed for name, value in row.items() if name != "announced_for"]
    instants = [value for _, value in values if isinstance(value, datetime)]
    assert instants and max(instants) <= noon


def test_a_later_day_tells_the_same_story_later(file: pa.Table, calendar: Calendar) -> None:
    week_later = replace(calendar, weeks=calendar.weeks + 1, today=calendar.today + timedelta(weeks=1))
    assert rows(tell(file, calendar), "customers") == rows(tell(file, week_later), "customers")
