"""How many messages came to what, counted now and as it was kept."""

from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.journeys import queries as journeys
from thereafter.engagement.messaging import silence, tallies
from thereafter.engagement.messaging.models import Message, State
from thereafter.engagement.messaging.tallies import Span
from thereafter.record.shop import figures

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def test_each_message_is_counted_in_the_span_of_its_first_thought() -> None:
    ada = cast.ada()
    cast.judged(cast.purpose(key="care/1/note"), ada, cast.grace())
    Message.objects.filter(customer_id=ada.pk).update(considered_at=NOON - days(8))
    week, month = (tallies.of_span(span, now=NOON) for span in Span)
    assert (sum(week.by_state().values()), sum(month.by_state().values())) == (1, 2)
    assert month.by_journey().keys() == {"care"}
    assert month.of_journey("another").rows == ()


def test_of_a_large_shop_everything_kept_is_what_counting_finds_and_changes_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast.judged(cast.purpose(key="care/1/note"), cast.ada())
    monkeypatch.setattr(figures, "FEW", 0)
    figures.keep(now=NOON)
    before = tallies.of_span(Span.WEEK, now=NOON)
    assert before.rows == tallies.of_messages(Message.objects.all(), now=NOON).rows
    Message.objects.update(state=State.FAILED)
    assert tallies.of_span(Span.WEEK, now=NOON).rows == before.rows
    figures.keep(now=LATER)
    assert tallies.of_span(Span.WEEK, now=LATER).by_state()[State.FAILED] == 1
    assert journeys.standing(now=LATER).counted.at == LATER


def test_who_heard_nothing_is_counted_for_the_mode_that_the_shop_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "FEW", 0)
    figures.keep(now=NOON)
    assert silence.radio_silence(now=LATER, rehearsing=True).counted.is_old
    assert not silence.radio_silence(now=LATER, rehearsing=False).counted.is_old
