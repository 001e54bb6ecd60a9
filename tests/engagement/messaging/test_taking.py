"""However long the line is, taking reads its head: what cannot go now stands in nobody's way, and comes when it may."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tests import cast
from tests.architecture.test_statements import PARAMETER, numbered
from tests.cast import NOON
from thereafter.engagement.messaging import purposes, taking
from thereafter.engagement.messaging.limits import Limits
from thereafter.engagement.messaging.models import HandedOver, Kind, Lane, Message, Purpose
from thereafter.engagement.messaging.taking import let_go, take
from thereafter.record.shop import settings

pytestmark = pytest.mark.django_db
MANY = 3_000
HOUR = timedelta(hours=1)
_LINE = """
    WITH person AS (
        INSERT INTO customers_customer (
            first_name, last_name, time_zone, language, country, custom, provenance, known_at
        )
        SELECT 'Person', '', 'Europe/London', 'en', 'GB', '{}', '{}', %(at)s FROM generate_series(1, %(many)s)
        RETURNING id
    ), reached AS (
        INSERT INTO customers_contactpoint (customer_id, channel, address, address_key, preferred, source, since)
        SELECT id, 'email', id || %(domain)s, id || %(domain)s, true, 'test', %(at)s FROM person
    )
    INSERT INTO messaging_message (customer_id, purpose_id, trigger_key, visit, kind, state, reason, failed_rules, arm,
        considered_at, decided_at, not_before, stale_at, attempts, message_id, error)
    SELECT id, %(purpose)s, 0, 1, %(kind)s, 'ready', '', 0, '', %(at)s, %(at)s, %(at)s,
           %(at)s::timestamptz + interval '9 days', 0, '', ''
    FROM person
"""


def line(what: Purpose, *, domain: str = "big.shop", many: int = MANY, at: datetime = NOON - HOUR) -> None:
    """So many messages to addresses of one domain stand in the line since then."""
    with connection.cursor() as cursor:
        here: dict[str, Any] = {"purpose": what.pk, "kind": what.kind, "many": many, "at": at, "domain": f"@{domain}"}
        cursor.execute(_LINE, here)
        cursor.execute("ANALYZE messaging_message, customers_contactpoint, customers_customer")


def decide(**decided: object) -> None:
    cast.live()
    for key, value in decided.items():
        settings.change(key, value, source="test", now=NOON)


def taken(*, room: int = 50, at: datetime = NOON) -> list[str]:
    """The domains of what one take brings."""
    return [message.domain for message in take(settings.read(), room=room, now=at).taken]


def touched(*, commercial: int | None = None) -> int:
    """How many messages one take reads, counted by the database itself."""
    shop = settings.read()
    limits = Limits.of(shop, now=NOON)
    params: dict[str, Any] = {
        "now": NOON, "look": 50, "batch": 50, "lease": taking.LEASE, "commercial": commercial,
        "to_a_domain": limits.an_hour_to_a_domain, "hour_began": limits.hour_began, "next_hour": limits.next_hour,
        "again": NOON, "everybody": shop.mode == "live", "test_addresses": list(shop.test_addresses),
    }  # fmt: skip
    text = taking.SQL["take"].text
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"PREPARE taking AS {numbered(text)}")  # planned as in delivery: without the values
        values = [params[name] for name in dict.fromkeys(PARAMETER.findall(text))]
        called = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE taking ({', '.join(['%s'] * len(values))})"
        cursor.execute(called, values)
        [[plan]] = cursor.fetchall()
        cursor.execute("DEALLOCATE taking")
        transaction.set_rollback(True)
    return round(_read((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def _read(node: dict[str, Any]) -> float:
    here = 0.0
    if node.get("Relation Name") == "messaging_message" and node["Node Type"] != "ModifyTable":
        gone = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        here = (node["Actual Rows"] + gone) * node["Actual Loops"]
    return here + sum(_read(child) for child in node.get("Plans", []))


FEW = 4 * 50  # the head of the line of each kind, and each of them once more to be changed


@pytest.mark.parametrize("decided", [{}, {"hourly_domain_limit": 10}, {"hourly_limit": 7}, {"warm_up_first_day": 5}])
def test_taking_reads_no_more_of_a_long_line_than_it_takes(decided: dict[str, int]) -> None:
    decide(**decided)
    line(cast.purpose())
    assert touched() <= FEW


def test_in_a_test_only_the_test_addresses_are_looked_up_however_many_others_wait() -> None:
    decide(mode="test", test_addresses=["ada@people.example"])
    line(cast.purpose())
    cast.judged(cast.purpose(), cast.ada())
    assert touched() <= 10
    assert taken() == ["people.example"]


def test_a_domain_whose_hour_is_full_is_set_aside_and_whoever_stands_behind_it_is_reached() -> None:
    decide(hourly_domain_limit=10)
    HandedOver.objects.create(hour=NOON, domain="big.shop", worker=1, messages=10)
    line(cast.purpose())
    small = cast.purpose(key="care/1/other")
    line(small, domain="small.shop", many=3, at=NOON)
    rounds = 0
    while (last := taken()) != ["small.shop"] * 3:
        rounds += 1
        assert not last and rounds < 5, "each look sets many aside at once"
    assert touched() <= 10, "what was set aside is not met again"
    assert list(Lane.objects.values_list("name", "opens_at")) == [("@big.shop", NOON + HOUR)]
    Message.objects.filter(purpose=small).update(state="sent")
    assert taken(at=NOON + HOUR) == ["big.shop"] * 10, "in its next hour, as many as may"


def test_what_was_set_aside_comes_in_the_order_in_which_it_was_decided() -> None:
    decide(hourly_domain_limit=2)
    person = cast.customer("Barbara", email="barbara@big.shop")
    said = [cast.purpose(Kind.VALUE, f"plan/1/{number}") for number in range(6)]
    for number, what in enumerate(said):
        at = NOON - HOUR + timedelta(minutes=number)
        Message.objects.create(
            customer_id=person.pk, purpose=what, trigger_key=0, kind=what.kind, state="ready", considered_at=at,
            decided_at=at, not_before=at, stale_at=NOON + timedelta(days=9),
        )  # fmt: skip
    came = []
    for hour in range(3):
        now = NOON + hour * HOUR
        batch = take(settings.read(), room=50, now=now).taken
        HandedOver.objects.create(hour=now, domain="big.shop", worker=1, messages=len(batch))
        Message.objects.filter(purpose_id__in=[one.key.purpose_id for one in batch]).update(state="sent")
        came += [one.key.purpose_id for one in batch]
    assert came == [what.pk for what in said]


def test_a_journey_that_rehearses_stands_in_nobodys_way_and_goes_on_when_it_sends() -> None:
    decide()
    line(cast.purpose(key="quiet/1/a", sends=False))
    line(cast.purpose(key="loud/1/b"), domain="small.shop", many=3, at=NOON)
    for _ in range(4):
        if found := taken():
            break
    assert found == ["small.shop"] * 3
    assert touched() <= 10
    purposes.let_send(["quiet", "loud"])
    assert taken() == ["big.shop"] * 50


def test_a_lane_in_which_nothing_is_left_is_gone_and_one_of_a_dropped_message_too() -> None:
    decide(hourly_domain_limit=1)
    line(cast.purpose(), many=3)
    assert len(taken()) == 1
    Message.objects.filter(state="ready").update(state="skipped")
    let_go(now=NOON)
    assert taken() == [] and not Lane.objects.exists()
