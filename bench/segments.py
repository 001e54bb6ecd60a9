"""Segments over a million customers: a rule counted, a quarter of a million people let in, beside hand-written SQL.

The shop is made in SQL: five lines and three events for every customer, twenty categories, two thousand products,
recent months busier than old ones, and a few customers and products much busier than the rest.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection, transaction

from bench import harness
from bench.harness import Peer, Result
from thereafter.audience.profiles import daily
from thereafter.audience.segments import define, membership, people, rule
from thereafter.foundation.sql import Folder
from thereafter.record.events import append
from thereafter.record.events.models import Event

SQL = Folder(__file__)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TABLES = (
    "customers_customer, commerce_product, commerce_order, commerce_line, profiles_profile, events_event, events_key, "
    "segments_membership"
)
RULE = rule.read_yaml("""
all:
  - profile: {orders: {at_least: 2}}
  - bought: {category: Category 1, within: {years: 1}}
  - did: {event: message.clicked, within: {days: 60}, times: never}
  - profile: {last_order_at: {between: [{days: 30}, {days: 90}]}}
""")
MANY = rule.read_yaml("""
all:
  - profile: {orders: {at_least: 2}, last_order_at: {within: {days: 100}}}
  - did: {event: message.clicked, within: {days: 60}, times: never}
""")


def run(size: int | None) -> Result:
    """Count one rule and let a quarter of the customers into a segment, beside the same rule written by hand."""
    size = size or 1_000_000
    make(size)
    seconds, counted = timed(lambda: people.count(RULE, now=NOW), tries=5)
    by_hand_seconds, by_hand_counted = timed(by_hand, tries=5)
    if counted != by_hand_counted:
        raise AssertionError(f"The rule found {counted} people, the SQL written by hand {by_hand_counted}.")
    membership_seconds, members = timed(let_in)
    if members != people.count(MANY, now=NOW) or members != Event.objects.filter(name="segment.entered").count():
        raise AssertionError(f"{members} people came in, but as many were not found, or not told of.")
    return Result(
        size=size,
        seconds=seconds,
        unit="customers",
        extras={
            "people": counted,
            "handwritten_seconds": round(by_hand_seconds, 4),
            "members": members,
            "membership_seconds": round(membership_seconds, 4),
        },
        peers={"handwritten": Peer(size=size, seconds=by_hand_seconds)},
    )


def make(size: int) -> None:
    """Fill an empty database with a shop of `size` customers, profiles and all, vacuumed as autovacuum would."""
    with transaction.atomic():
        for name in ("customers", "products", "orders", "lines"):
            SQL[f"segments_{name}"].run(size=size, now=NOW)
    with transaction.atomic():
        append.prepare()
        SQL["segments_events"].run(size=size, now=NOW)
        append.append()
    vacuum()
    daily.recompute(now=NOW)
    vacuum()


def vacuum() -> None:
    """What autovacuum does after a while."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {TABLES}")


def timed(work: Callable[[], int], *, tries: int = 1) -> tuple[float, int]:
    """The best time of some tries in seconds, and the answer."""
    watches, answer = [], -1
    for _ in range(tries):
        with harness.timed() as watch:
            answer = work()
        watches.append(watch.seconds)
    return min(watches), answer


def by_hand() -> int:
    """The rule as somebody would write it who knows the tables."""
    return int(SQL["segments_by_hand"].one(now=NOW).people)


def let_in() -> int:
    """A quarter of the people come into a new segment, with an event each."""
    segment = define.define("many", name="Many", rule=MANY, now=NOW)
    return membership.refresh(segment, now=NOW).entered
