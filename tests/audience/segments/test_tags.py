"""What rules ask of tags."""

import pytest

from tests.cast import NOON, ada, days, grace, linus
from thereafter.audience.segments import people, rule, sentence
from thereafter.record.customers import tags

pytestmark = pytest.mark.django_db


def found(text: str, day: int = 0) -> list[int]:
    """Whom the rule describes, so many days after noon."""
    return people.listed(rule.read_yaml(text), now=NOON + days(day))


def test_a_tag_is_asked_for_in_any_letters_and_only_while_it_is_on() -> None:
    her, him, other = ada().pk, linus().pk, grace().pk
    tags.put([her, him], "vip", source="console:ruth", now=NOON)
    tags.take([him], "vip", source="console:ruth", now=NOON + days(2))
    assert found("tag: VIP", 1) == [her, him]
    assert found("tag: [Vip, trade]", 2) == [her]
    assert found("not: {tag: vip}", 3) == [him, other]
    assert found("tag: vip", -1) == []
    assert found("tag: {word: vip, within: {days: 2}}", 3) == []


def test_a_tag_reads_back_as_it_was_written() -> None:
    def said(text: str) -> str:
        return sentence.read_back(rule.read_yaml(text))

    assert said("tag: VIP") == "People who are tagged VIP."
    assert said("all: [profile: {orders: {at_least: 2}}, not: {tag: [vip, trade]}]") == (
        "People with at least 2 orders who are not tagged vip or trade."
    )
