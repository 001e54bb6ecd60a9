"""A small shop lives with all playbooks on: each of them reaches somebody, and nobody hears too much."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from tests import cast
from tests.cast import NOON, days
from thereafter.audience.profiles import daily, refresh, touched
from thereafter.audience.segments import membership
from thereafter.engagement.cases.models import Task
from thereafter.engagement.journeys import engine, playbooks, switching
from thereafter.engagement.journeys.models import Enrollment, Journey
from thereafter.engagement.messaging import holding
from thereafter.engagement.messaging.models import Kind, Message
from thereafter.record.customers.models import Customer

pytestmark = pytest.mark.django_db
STEP = timedelta(days=2)
BEGIN = NOON - days(120)


def live_through(orders: list[tuple[datetime, Customer, int]], until: datetime) -> None:
    """What happens by itself, every other day at noon, with the orders of the days before."""
    now = BEGIN
    while now < until:
        before, now = now, now + STEP
        with transaction.atomic():
            touched.prepare()
            for at, buyer, amount in orders:
                if before < at <= now:
                    placed = cast.order(buyer, at=at, amount_minor=amount, known_at=at)
                    cast.happened(buyer, at=at, about=placed)
                    with connection.cursor() as cursor:
                        cursor.execute("INSERT INTO profiles_touched VALUES (%s)", [buyer.pk])
            refresh.refresh_touched(now=now)
        daily.recompute_if_due(now=now)
        membership.refresh_all(now=now)
        engine.tick(now=now)
        holding.rejudge_due(now=now)


def test_every_playbook_reaches_somebody_and_no_week_has_more_mails_than_the_shop_allows() -> None:
    people = [cast.customer(f"Person{number}") for number in range(30)]
    regular, once, large = people[:12], people[12:24], people[24:]
    orders = [(BEGIN + days(3 + 25 * n), person, 2_000) for person in regular for n in range(3)]
    orders += [(BEGIN + days(6), person, 1_500) for person in once]
    orders += [(BEGIN + days(5 + 20 * n), person, 90_000) for person in large for n in range(5)]
    for key in [book.key for book in playbooks.shipped()]:
        switching.switch_on(playbooks.install(key, now=BEGIN), now=BEGIN)

    live_through(orders, NOON + days(60))

    entered = Counter(Enrollment.objects.values_list("journey__key", flat=True))
    assert set(entered) == set(Journey.objects.values_list("key", flat=True))
    sent = Counter(Message.objects.filter(state="rehearsed").values_list("purpose__journey_key", flat=True))
    assert set(sent) == {"order-confirmation-and-thank-you", "replenishment", "second-purchase", "win-back"}
    assert sent["order-confirmation-and-thank-you"] >= len(orders)  # every buyer is told what happens next
    assert {task.role for task in Task.objects.all()} == {"account_manager"}
    assert "£" not in Task.objects.first().reason and "orders and €" in Task.objects.first().reason  # type: ignore[union-attr]
    heard = Message.objects.filter(state="rehearsed").exclude(kind=Kind.SERVICE)
    weeks = Counter((message.customer_id, (message.decided_at - BEGIN).days // 7) for message in heard)
    assert max(weeks.values()) <= 3
