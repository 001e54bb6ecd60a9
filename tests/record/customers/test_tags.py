"""Tags: a word on a customer, with its source and date."""

import pytest

from tests.cast import NOON, ada, days, grace, linus
from thereafter.record.customers import tags
from thereafter.record.customers.models import Tag

pytestmark = pytest.mark.django_db


def test_a_tag_is_put_on_many_once_each_with_its_source_and_date() -> None:
    her, him = ada(), linus()
    assert tags.put([her.pk], "Trade  Fair", source="console:ruth", now=NOON) == 1
    assert tags.put([her.pk, him.pk, him.pk], "trade fair", source="console:ruth", now=NOON + days(1)) == 1
    assert [(tag.word, tag.source, tag.since) for tag in tags.of(her.pk)] == [("trade fair", "console:ruth", NOON)]
    assert tags.used() == [tags.Used("trade fair", 2)]


def test_a_tag_is_known_in_small_letters_and_shown_as_it_was_typed() -> None:
    her, him = ada(), linus()
    tags.put([her.pk], "VIP", source="console:ruth", now=NOON)
    tags.put([her.pk, him.pk], "vip", source="console:ruth", now=NOON)
    assert [(tag.word, tag.shown) for tag in (*tags.of(her.pk), *tags.of(him.pk))] == [("vip", "VIP"), ("vip", "vip")]


def test_a_tag_taken_off_stays_as_history_and_can_be_put_on_again() -> None:
    her = ada()
    tags.put([her.pk], "vip", source="console:ruth", now=NOON)
    assert tags.take([her.pk, grace().pk], "VIP", source="console:abe", now=NOON + days(1)) == 1
    assert tags.of(her.pk) == []
    assert (taken := Tag.objects.get()).removed_at == NOON + days(1) and taken.removed_by == "console:abe"
    assert tags.put([her.pk], "vip", source="console:ruth", now=NOON + days(2)) == 1
    assert [tag.since for tag in tags.of(her.pk)] == [NOON + days(2)]


@pytest.mark.parametrize("word", ["", "  ", "red,blue", "x" * 256])
def test_what_can_be_no_tag_is_refused(word: str) -> None:
    with pytest.raises(tags.WrongTag):
        tags.put([ada().pk], word, source="console:ruth", now=NOON)


def test_nobody_gets_a_tag_who_is_no_customer() -> None:
    assert tags.put([404], "vip", source="console:ruth", now=NOON) == 0
