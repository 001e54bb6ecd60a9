"""The peer of bench/journeys.py: a procrastinate job for every customer, doing the same reads and writes by hand.

Each job is one transaction: her triggers become enrollments; one query has what the policy asks about her, another what
she heard before; her arms are drawn and stored; the policy's pure twin decides; messages are written and she goes on.
What the statements count per step and day is left out, in the peer's favour. `python journeys_procrastinate.py DSN
CONCURRENCY NOW` works until the queue is empty and prints when it began and ended.
"""

import asyncio
import json
import sys
from datetime import datetime, timedelta
from time import time
from typing import Any

import django
from procrastinate import App, PsycopgConnector
from psycopg import AsyncConnection
from psycopg.rows import namedtuple_row
from psycopg_pool import AsyncConnectionPool

django.setup()

from thereafter.engagement.experiments.arms import arm  # noqa: E402
from thereafter.engagement.messaging.models import Kind  # noqa: E402
from thereafter.engagement.messaging.policy import BITS, Decision, Facts, Policy, decide  # noqa: E402
from thereafter.record.shop.settings import ShopSettings  # noqa: E402

DSN, CONCURRENCY, NOW = sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
POLICY = Policy.of(ShopSettings(mode="live"))
TRIGGERS = """
SELECT journey.id AS journey_id, version.id AS version_id, event.id AS event_id, event.object_id, event.occurred_at,
       message.id AS message_id, rest.id AS rest_id, rest.duration, purpose.id AS purpose_id, purpose.kind,
       purpose.priority, purpose.useful_for, purpose.experiment_id, experiment.salt, experiment.control_share,
       event.name LIKE 'Order %%' OR event.name LIKE 'Shipment %%' AS about_order
FROM journeys_journey AS journey
JOIN journeys_version AS version ON version.id = journey.live_id
JOIN journeys_step AS message ON message.id = version.first_id
JOIN journeys_step AS rest ON rest.id = message.rests_id
JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id
LEFT JOIN experiments_experiment AS experiment ON experiment.id = purpose.experiment_id
JOIN events_event AS event ON event.name = version.trigger_event AND event.customer_id = %(customer)s
WHERE journey.state = 'on' AND event.occurred_at > journey.state_since AND event.known_at <= %(now)s
    AND event.occurred_at >= %(now)s - interval '3 days' AND event.occurred_at >= event.known_at - interval '48 hours'
ORDER BY event.occurred_at, event.id
"""
PERSON = """
SELECT customer.time_zone, point.id IS NOT NULL AS reachable, suppression.id IS NOT NULL AS suppressed,
       point.id IS NOT NULL AND coalesce(consent.state, '') = 'granted' AS consented,
       EXISTS (SELECT FROM customers_trouble WHERE customer_id = customer.id AND closed_at IS NULL) AS troubled,
       (
           SELECT id FROM commerce_order WHERE customer_id = customer.id AND counts ORDER BY placed_at DESC LIMIT 1
       ) AS order_id
FROM customers_customer AS customer
LEFT JOIN customers_contactpoint AS point
    ON point.customer_id = customer.id AND point.channel = 'email' AND point.preferred
LEFT JOIN customers_suppression AS suppression
    ON suppression.channel = 'email' AND suppression.address_key = point.address_key AND suppression.lifted_at IS NULL
LEFT JOIN customers_consent AS consent
    ON consent.customer_id = customer.id AND consent.channel = 'email' AND consent.topic = 'marketing'
WHERE customer.id = %(customer)s
"""
HEARD = """
SELECT kind, sent_at FROM messaging_message
WHERE customer_id = %(customer)s AND kind IN ('value', 'ask') AND state = 'sent'
    AND sent_at > %(now)s - interval '2160 hours'
"""
ENROLL = """
INSERT INTO journeys_enrollment (customer_id, journey_id, trigger_key, version_id, step_id, visit, state, order_id,
    triggered_at, entered_at, due_at, trail, trail_at, ended_because)
VALUES (%s, %s, %s, %s, %s, 1, 'active', %s, %s, %s, %s, '{}', '{}', '') ON CONFLICT DO NOTHING
"""
ASSIGN = """
INSERT INTO experiments_assignment (customer_id, experiment_id, arm, exposed_at)
VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
WRITE = """
INSERT INTO messaging_message (customer_id, purpose_id, trigger_key, visit, order_id, kind, state, reason, failed_rules,
    arm, considered_at, decided_at, not_before, stale_at, attempts, message_id, error)
VALUES (%s, %s, %s, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, '', '') ON CONFLICT DO NOTHING
"""
MOVE = """
UPDATE journeys_enrollment SET step_id = %s, due_at = %s, trail = trail || %s, trail_at = trail_at || %s
WHERE customer_id = %s AND journey_id = %s AND trigger_key = %s
"""

app = App(connector=PsycopgConnector(conninfo=DSN))
pool = AsyncConnectionPool(
    DSN, min_size=CONCURRENCY, max_size=CONCURRENCY, open=False, kwargs={"row_factory": namedtuple_row}
)


@app.task(name="bench.go_on", queue="bench")
async def go_on(customer: int) -> None:
    """Everything for one customer."""
    async with pool.connection() as connection, connection.transaction():
        await _go_on(connection, customer)


async def _go_on(connection: AsyncConnection[Any], customer: int) -> None:
    who = {"customer": customer, "now": NOW}
    triggers = await (await connection.execute(TRIGGERS, who)).fetchall()
    [person] = await (await connection.execute(PERSON, who)).fetchall()
    heard = await (await connection.execute(HEARD, who)).fetchall()
    orders = [t.object_id if t.about_order else person.order_id for t in triggers]
    arms = [_arm(customer, t, person) for t in triggers]
    decisions = decide([_facts(t, person, heard, drawn) for t, drawn in zip(triggers, arms, strict=True)], POLICY)
    keys = [(customer, t.journey_id, t.event_id) for t in triggers]
    cursor = connection.cursor()
    await cursor.executemany(
        ENROLL,
        [
            (*key, t.version_id, t.message_id, order, t.occurred_at, NOW, NOW)
            for key, t, order in zip(keys, triggers, orders, strict=True)
        ],
    )
    exposed = [(customer, t.experiment_id, drawn, NOW) for t, drawn in zip(triggers, arms, strict=True) if drawn]
    await cursor.executemany(ASSIGN, exposed)
    await cursor.executemany(
        WRITE,
        [
            _message(customer, t, order, drawn, decision)
            for t, order, drawn, decision in zip(triggers, orders, arms, decisions, strict=True)
        ],
    )
    moves = [(t.rest_id, NOW + t.duration, [t.message_id], [NOW], *key) for key, t in zip(keys, triggers, strict=True)]
    await cursor.executemany(MOVE, moves)


def _arm(customer: int, trigger: Any, person: Any) -> str:
    eligible = trigger.kind != Kind.SERVICE and person.reachable and not person.suppressed and person.consented
    return str(arm(trigger.salt, customer, trigger.control_share)) if eligible and trigger.control_share else ""


def _facts(trigger: Any, person: Any, heard: list[Any], drawn: str) -> Facts:
    day = [row.sent_at for row in heard if row.sent_at > NOW - timedelta(hours=24)]
    week = [row.sent_at for row in heard if row.sent_at > NOW - timedelta(hours=168)]
    return Facts(
        purpose_id=trigger.purpose_id,
        kind=Kind(trigger.kind),
        at=NOW,
        stale_at=NOW + trigger.useful_for,
        priority=trigger.priority,
        trigger_key=trigger.event_id,
        reachable=person.reachable,
        suppressed=person.suppressed,
        consented=person.consented,
        arm=drawn,
        troubled=person.troubled,
        time_zone=person.time_zone,
        heard_day=len(day),
        day_began_at=min(day, default=None),
        heard_week=len(week),
        week_began_at=min(week, default=None),
        asks_heard=sum(row.kind == "ask" for row in heard),
        values_heard=sum(row.kind == "value" for row in heard),
    )


def _message(customer: int, trigger: Any, order: int | None, drawn: str, decision: Decision) -> tuple[Any, ...]:
    failed = sum(BITS[reason] for reason in decision.failed)
    key = (customer, trigger.purpose_id, trigger.event_id, order, trigger.kind)
    decided = (decision.state.value, decision.reason.value, failed, drawn, NOW, NOW, decision.not_before)
    return (*key, *decided, NOW + trigger.useful_for)


async def main() -> None:
    """Work until nothing is left."""
    async with pool, app.open_async():
        began = time()
        await app.run_worker_async(
            queues=["bench"], concurrency=CONCURRENCY, wait=False, listen_notify=False, install_signal_handlers=False
        )
        print(json.dumps({"began": began, "ended": time()}))


if __name__ == "__main__":
    asyncio.run(main())
