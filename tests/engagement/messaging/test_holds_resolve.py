"""A month of one customer: every hold ends, no cap is ever broken, nothing is sold at night, nothing goes twice."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.cast import days
from thereafter.engagement.messaging import judge, requests
from thereafter.engagement.messaging.holding import rejudge_due
from thereafter.engagement.messaging.models import Kind, Message, State
from thereafter.record.customers.models import Customer, Trouble

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 3, 20, 12, tzinfo=UTC)  # the clocks change in Europe within the month that follows
NAMES = count()
wishes = st.lists(
    st.tuples(
        st.sampled_from([Kind.VALUE, Kind.ASK]),
        st.sampled_from([10, 50, 90]),
        st.sampled_from([None, timedelta(hours=30), days(6)]),
        st.integers(0, 12 * 24 * 60),  # minutes after the beginning
    ),
    min_size=4,
    max_size=25,
)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(zone=st.sampled_from(sorted(available_timezones())), wishes=wishes, troubled_for=st.integers(0, 9))
def test_a_month_of_contacts(
    zone: str, wishes: list[tuple[Kind, int, timedelta | None, int]], troubled_for: int
) -> None:
    cast.live()
    person = cast.customer(f"month{next(NAMES)}", time_zone=zone)
    trouble = cast.trouble(person, since=BEGIN)
    asked = sorted((BEGIN + timedelta(minutes=minutes), number) for number, (*_, minutes) in enumerate(wishes))
    ticks = {instant for instant, _ in asked} | {BEGIN + days(troubled_for)}
    while ticks:
        now = min(ticks)
        ticks.remove(now)
        if now >= BEGIN + days(troubled_for):
            Trouble.objects.filter(pk=trouble.pk).update(closed_at=now)
        with transaction.atomic():
            requests.prepare()
            for instant, number in asked:
                if instant == now:
                    kind, priority, useful_for, _ = wishes[number]
                    key = f"month/{kind}/{priority}-{0 if useful_for is None else useful_for.days}"
                    what = cast.purpose(kind, key, priority=priority, useful_for=useful_for)
                    cast.ask_for(what, person, at=now, trigger_key=number)
            judge.judge(now=now)
        rejudge_due(now=now)
        hers(person).filter(state=State.READY).update(state=State.SENT, sent_at=now)
        held = hers(person).filter(state=State.HELD)
        ends = [instant for instant in held.values_list("not_before", flat=True) if instant is not None]
        assert all(now < instant for instant in ends), "a hold that does not reach beyond now never ends"
        ticks |= set(ends)
    check(person, zone, wanted=len(wishes))


def check(person: Customer, zone: str, *, wanted: int) -> None:
    assert hers(person).count() == wanted
    assert not hers(person).filter(state=State.HELD).exists()
    sent = sorted(instant for instant in hers(person).values_list("sent_at", flat=True) if instant is not None)
    for position, instant in enumerate(sent):
        assert 8 <= instant.astimezone(ZoneInfo(zone)).hour < 21, (zone, instant)
        assert sum(instant - days(1) < other <= instant for other in sent[: position + 1]) <= 1
        assert sum(instant - days(7) < other <= instant for other in sent[: position + 1]) <= 3
    assert sent, "somebody who may be written to was never written to"


def hers(person: Customer) -> QuerySet[Message]:
    return Message.objects.filter(customer_id=person.pk)
