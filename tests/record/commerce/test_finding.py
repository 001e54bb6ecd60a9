"""Finding orders by their numbers."""

import pytest

from tests.cast import order
from thereafter.record.commerce import finding

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1001", ["1001", "10012", "#1001"]),
        ("#1001", ["#1001", "1001", "10012"]),
        ("inv-7", ["INV-7"]),
        ("99", []),
        ("", []),
        ("#", ["#1001"]),
        ("\0", []),
    ],
)
def test_an_order_is_found_by_its_number_as_shops_write_it(typed: str, numbers: list[str]) -> None:
    for number in ("10012", "1001", "#1001", "INV-7", "2001"):
        order(None, number=number)
    found = [one.number for one in finding.find(typed, limit=5)]
    assert sorted(found) == sorted(numbers)
    assert found[:1] == numbers[:1]
