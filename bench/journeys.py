"""Everybody in three journeys at once: enter, judge each message by the whole policy, store the decision, go on.

Of a morning's messages about four in ten are held or skipped, for nine reasons, and one in ten because something more
important goes first. Everything `why` tells is checked for a thousand people. Beside it, on a sample and ending in
equal rows: a procrastinate job for every customer.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from procrastinate import App, SyncPsycopgConnector
from procrastinate.types import JSONValue
from psycopg.conninfo import make_conninfo

from bench.harness import BENCH, Peer, Result, timed
from thereafter.engagement.experiments.models import Assignment
from thereafter.engagement.journeys import engine, publishing, switching
from thereafter.engagement.journeys.models import Enrollment
from thereafter.engagement.journeys.why import why
from thereafter.engagement.messaging.models import Kind, Message, Purpose, Template
from thereafter.foundation.sql import Folder
from thereafter.record.events import append
from thereafter.record.shop import settings

SQL = Folder(__file__)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)
CHECKED = 1_000
SAMPLE = 400  # people for each way of working
WORKERS = ((1, 1), (1, 8), (2, 4))  # processes, jobs at a time in each
TABLES = """
    customers_customer, customers_contactpoint, customers_consent, customers_suppression, customers_trouble,
    messaging_message, events_event, events_key, journeys_enrollment, experiments_assignment
"""
PLAN = """
key: {key}
name: {key}
about: One message, then a wait.
trigger: {{event: {event}}}
once_per: event
{control}
priority: {priority}
steps:
  - message: mail
    template: note
    kind: {kind}
    useful_for: 10 days
  - wait: 5 days
"""
PLANS = (
    ("confirm", "Order Completed", Kind.SERVICE, "", 90),
    ("help", "Shipment Delivered", Kind.VALUE, "control: 10%", 60),
    ("ask", "Product Viewed", Kind.ASK, "control: 10%", 40),
)


def make(size: int) -> None:
    """An empty database becomes a shop of `size` customers with three journeys on, vacuumed as autovacuum would."""
    body = "<mj-text>Hello</mj-text>"
    template = Template.objects.create(key="note", version=1, subject="A note", body=body, since=LONG_AGO)
    for kind in (Kind.VALUE, Kind.ASK):
        Purpose.objects.create(key=f"past/1/{kind}", label="Past", kind=kind, template=template, since=LONG_AGO)
    settings.change("mode", "live", source="bench", now=LONG_AGO)
    with transaction.atomic():
        SQL["journeys_customers"].run(size=size, now=NOW)
        SQL["journeys_past"].run(size=size, now=NOW)
    for key, event, kind, control, priority in PLANS:
        text = PLAN.format(key=key, event=event, kind=kind, control=control, priority=priority)
        version = publishing.publish(text, source=f"{key}.yaml", now=LONG_AGO).version
        switching.switch_on(version.journey, now=NOW - timedelta(days=1))
    vacuum()


def happens(size: int, *, now: datetime) -> None:
    """A morning: three events for everybody."""
    with transaction.atomic():
        append.prepare()
        SQL["journeys_events"].run(size=size, now=now)
        append.append()
    vacuum()


def vacuum() -> None:
    """What autovacuum does after a while."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {TABLES}")


def check(size: int) -> int:
    """For a thousand people: three passages, each with its message, its decision, its reason. How many were checked."""
    people = random.Random(1).sample(range(1, size + 1), min(CHECKED, size))
    for customer in people:
        answers = why(customer, now=NOW)
        messages = [m.message for a in answers for p in a.passages for m in p.moments if m.message]
        if len(messages) != len(PLANS):
            raise AssertionError(f"Customer {customer} has {len(messages)} messages, not {len(PLANS)}.")
        for message in messages:
            verdict = message.verdicts[-1]
            if (verdict.state in Message.WENT_OUT) is bool(verdict.reason):
                raise AssertionError(f"Customer {customer}: {verdict.state} with the reason “{verdict.reason}”.")
            if verdict.state == "held" and verdict.until is None:
                raise AssertionError(f"Customer {customer}: held, and nobody knows until when.")
    return len(people)


def peer(size: int) -> Peer:
    """The best of a few ways to run a job per customer, each on its own people, ending in the rows that ours wrote."""
    dsn = connection.get_connection_params()
    names = {key: value for key, value in dsn.items() if key in {"host", "port", "user", "password", "dbname"}}
    conninfo = make_conninfo(**names)
    people = random.Random(2).sample(range(1, size + 1), min(SAMPLE * len(WORKERS), size))
    best = None
    for number, (processes, concurrency) in enumerate(WORKERS):
        mine = people[number :: len(WORKERS)]
        ours = SQL["journeys_digest"].one(customers=mine)
        forget(mine)
        defer(conninfo, mine)
        seconds = work(conninfo, processes, concurrency)
        theirs = SQL["journeys_digest"].one(customers=mine)
        if ours != theirs:
            raise AssertionError(f"A job per customer came to other rows: {theirs} instead of {ours}.")
        one = Peer(size=len(PLANS) * len(mine), seconds=seconds)
        best = one if best is None or one.rate > best.rate else best
    if best is None:
        raise AssertionError("No way of working was tried.")
    return best


def forget(people: Sequence[int]) -> None:
    """As if nothing had happened to these people yet."""
    Enrollment.objects.filter(customer_id__in=people).delete()
    Message.objects.filter(customer_id__in=people).exclude(purpose__key__startswith="past/").delete()
    Assignment.objects.filter(customer_id__in=people).delete()


def defer(conninfo: str, people: Sequence[int]) -> None:
    """A job for everybody."""
    app = App(connector=SyncPsycopgConnector(conninfo=conninfo))
    with app.open():
        jobs: list[dict[str, JSONValue]] = [{"customer": person} for person in people]
        app.configure_task("bench.go_on", queue="bench").batch_defer(*jobs)


def work(conninfo: str, processes: int, concurrency: int) -> float:
    """Seconds from the first worker's beginning to the last one's end, without their start."""
    command = [sys.executable, str(BENCH / "peers" / "journeys_procrastinate.py"), conninfo, str(concurrency)]
    environment = {**os.environ, "PYTHONPATH": str(BENCH.parent)}
    workers = [
        subprocess.Popen([*command, NOW.isoformat()], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(processes)
    ]
    told = [json.loads(worker.communicate()[0].strip().splitlines()[-1]) for worker in workers]
    return float(max(one["ended"] for one in told) - min(one["began"] for one in told))


def run(size: int | None) -> Result:
    """Measure with `size` customers (200,000)."""
    size = size or 200_000
    make(size)
    happens(size, now=NOW)
    with timed() as watch:
        done = engine.tick(now=NOW)
    if (done.entered, done.advanced, done.messages.total()) != (3 * size,) * 3:
        raise AssertionError(f"Not everybody went on: {done.entered}, {done.advanced}, {done.messages.total()}.")
    reasons: dict[str, int] = {}
    for outcome, count in done.messages.items():
        key = outcome.reason or outcome.state
        reasons[key] = reasons.get(key, 0) + count
    checked = check(size)
    beside = peer(size)
    vacuum()
    engine.tick(now=NOW + timedelta(hours=3))  # looks once more at the hour before its last look
    with timed() as idle:
        engine.tick(now=NOW + timedelta(hours=3, minutes=1))
    happens(size, now=NOW + timedelta(days=1))
    with timed() as again:
        engine.tick(now=NOW + timedelta(days=1))
    total = done.messages.total()
    return Result(
        size=len(PLANS) * size,
        seconds=watch.seconds,
        unit="enrollments",
        extras={
            "customers": size,
            "reasons": dict(sorted(reasons.items(), key=lambda pair: -pair[1])),
            "held_or_skipped_share": round(1 - reasons["ready"] / total, 3),
            "priority_share": round(reasons["priority"] / total, 3),
            "why_checked": checked,
            "idle_tick_seconds": round(idle.seconds, 4),
            "second_day_seconds": round(again.seconds, 2),
        },
        peers={"procrastinate": beside},
    )
