"""Radio silence: who bought and heard nothing."""

import pytest

from tests import cast
from tests.cast import NOON, days
from tests.engagement.messaging.rendering import mails
from thereafter.audience.profiles.refresh import refresh_everybody
from thereafter.engagement.messaging.models import Message, State
from thereafter.engagement.messaging.silence import radio_silence
from thereafter.record.customers.models import Customer

pytestmark = pytest.mark.django_db


def heard(state: State) -> Customer:
    """Ada, who bought five days ago and was considered for a message two days ago, which stands so."""
    ada = cast.ada()
    order = cast.order(ada, at=NOON - days(5))
    refresh_everybody(now=NOON)
    key = mails.sent(cast.purpose(), ada, about=order)
    sent_at = NOON - days(2) if state == State.SENT else None
    Message.objects.filter(pk=key).update(state=state, sent_at=sent_at, decided_at=NOON - days(2))
    return ada


def silent(*, rehearsing: bool) -> tuple[int, int]:
    """How many bought within thirty days, and how many of them heard nothing."""
    found = radio_silence(now=NOON, rehearsing=rehearsing)
    return found.bought, found.count


@pytest.mark.parametrize(
    ("state", "live", "rehearsal"),
    [
        (State.SENT, 0, 0),
        (State.REHEARSED, 1, 0),
        (State.READY, 1, 1),
        (State.UNKNOWN, 1, 1),
        (State.HELD, 1, 1),
        (State.SKIPPED, 1, 1),
        (State.FAILED, 1, 1),
    ],
)
def test_who_was_sent_something_heard_it_and_in_rehearsal_what_would_have_been_sent(
    state: State, live: int, rehearsal: int
) -> None:
    heard(state)
    assert (silent(rehearsing=False), silent(rehearsing=True)) == ((1, live), (1, rehearsal))


def test_what_was_sent_before_the_days_that_count_is_not_heard_in_them() -> None:
    heard(State.SENT)
    Message.objects.update(sent_at=NOON - days(31))
    assert silent(rehearsing=False) == (1, 1)
