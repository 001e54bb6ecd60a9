"""YAML says where it is wrong, and means what it reads like."""

import pytest

from thereafter.foundation import marked_yaml
from thereafter.foundation.errors import Refusal


@pytest.mark.parametrize("day", ["2026-02-30", "0000-00-00", "2026-02-30 25:61:00", "!!int abc"])
def test_an_impossible_value_is_refused_with_its_line(day: str) -> None:
    with pytest.raises(Refusal, match=r"^rule, line 2: .* does not exist: .*\. Correct it"):
        marked_yaml.read(f"did:\n  before: {day}\n", "rule")


def test_a_key_said_twice_is_refused_with_its_line() -> None:
    with pytest.raises(Refusal, match=r'^rule, line 2: "orders" is said twice'):
        marked_yaml.read("orders: 1\norders: 2\n", "rule")


def test_a_leading_zero_makes_a_text_and_no_octal_number() -> None:
    data = marked_yaml.read("[010, -07, 0, 10, 0x1f, 1_000, 0.5]", "rule").data
    assert data == ["010", "-07", 0, 10, 31, 1000, 0.5]
