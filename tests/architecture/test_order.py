"""The tests begin in an order that keeps every worker busy to the end."""

from tests import order


def test_every_file_that_is_said_to_take_long_is_there() -> None:
    assert order.unknown_files() == []


def test_a_file_that_is_gone_is_found() -> None:
    assert order.unknown_files(["tests/stories/test_of_old.py"]) == ["tests/stories/test_of_old.py"]
