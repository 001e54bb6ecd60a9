"""A person in one sentence, and cells that stay text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOON, days
from thereafter.audience.profiles.models import Profile
from thereafter.surfaces.console.customers.headline import headline, rhythm
from thereafter.surfaces.console.formulas import harmless


def profile(orders: int, *, last: float = 12, gap: float | None = None) -> Profile:
    return Profile(customer_id=1, orders=orders, last_order_at=NOON - days(last), median_gap_days=gap)


@pytest.mark.parametrize(
    ("who", "troubles", "sentence"),
    [
        (None, [], "Has not bought yet, no open trouble."),
        (Profile(customer_id=1), [], "Has not bought yet, no open trouble."),
        (profile(1), [], "Bought once, last order 12 days ago, no open trouble."),
        (profile(8, gap=35), [], "Buys every 5 weeks, last order 12 days ago, no open trouble."),
        (
            profile(8, gap=35),
            ["Parcel P1 is late."],
            "Buys every 5 weeks, last order 12 days ago, open trouble: Parcel P1 is late.",
        ),
        (profile(3, gap=1), ["one", "two"], "Buys every day, last order 12 days ago, 2 open troubles."),
    ],
)
def test_a_person_in_one_sentence(who: Profile | None, troubles: list[str], sentence: str) -> None:
    assert headline(who, troubles, now=NOON) == sentence


@pytest.mark.parametrize(
    ("gap", "words"), [(1.2, "day"), (2, "2 days"), (13, "13 days"), (21, "3 weeks"), (120, "4 months")]
)
def test_a_rhythm_in_the_largest_unit_that_fits(gap: float, words: str) -> None:
    assert rhythm(gap) == words


def test_orders_that_fell_on_one_day_are_no_rhythm() -> None:
    assert rhythm(0.3) == ""
    who = Profile(orders=3, last_order_at=NOON, median_gap_days=0.0)
    assert headline(who, [], now=NOON).startswith("Bought 3 times, last order")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "|calc", "%x", "＝1", "\r=1"])
def test_a_cell_that_a_spreadsheet_might_run_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ada", "ada@people.example", "", "1 = 1", 7, -7, None])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert harmless(cell) == cell


@given(st.text())
def test_no_text_leaves_as_a_formula_and_nothing_of_it_is_lost(cell: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerow([harmless(cell)])
    [[back]] = csv.reader(io.StringIO(written.getvalue(), newline=""), strict=True) or [[""]]
    assert not back.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert back.removeprefix("'") == cell.removeprefix("'")
