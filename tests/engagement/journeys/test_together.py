"""A tick goes through everything, whoever else is at work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests import cast
from tests.cast import NOON
from tests.engagement.journeys.plans import NOTE, on
from tests.project.waiting import wait_until
from thereafter.engagement.journeys import engine, switching
from thereafter.engagement.journeys.engine import Ticked
from thereafter.engagement.journeys.models import Enrollment, Journey
from thereafter.engagement.messaging import claims

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def ada_buys() -> int:
    """Ada orders, an hour ago; her bucket."""
    cast.live()
    ada = cast.ada()
    cast.happened(ada, at=NOON - HOUR, about=cast.order(ada, at=NOON - HOUR))
    return ada.pk % claims.BUCKETS


def tick() -> Ticked:
    """One tick, on a connection of its own."""
    try:
        return engine.tick(now=NOON)
    finally:
        connection.close()


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def test_a_tick_waits_for_whoever_works_on_a_customer_whom_a_trigger_calls() -> None:
    hers = ada_buys()
    journey = on(NOTE)
    before = journey.looked_until
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert claims.claim({hers: 1}) == [hers]
            ticking = pool.submit(tick)
            wait_until(somebody_waits_for_a_lock, within=timedelta(seconds=10))
            assert Journey.objects.get().looked_until == before
        assert ticking.result(timeout=10).entered == 1
    assert Journey.objects.get().looked_until == NOON


def test_whoever_was_found_before_a_journey_was_switched_off_is_not_let_in_after() -> None:
    hers = ada_buys()
    journey = on(NOTE)
    engine._open("entering")
    engine._open("leaving")
    engine._find([hers], {journey.pk: journey.looked_until}, now=NOON)
    switching.switch_off(journey, now=NOON)
    done = Ticked()
    assert engine._batch({hers: 1}, done, now=NOON) == [hers]
    assert (done.entered, Enrollment.objects.count()) == (0, 0)


def test_switched_off_while_a_batch_is_at_work_a_journey_keeps_nobody() -> None:
    hers = ada_buys()
    journey = on(NOTE)
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            claims.claim({hers: 1})
            ticking = pool.submit(tick)
            wait_until(somebody_waits_for_a_lock, within=timedelta(seconds=10))
            switching_off = pool.submit(_switch_off, journey)
            assert not switching_off.done()
        ticking.result(timeout=10)
        switching_off.result(timeout=10)
    assert list(Enrollment.objects.filter(state=Enrollment.State.ACTIVE)) == []


def _switch_off(journey: Journey) -> None:
    try:
        switching.switch_off(journey, now=NOON)
    finally:
        connection.close()
