"""A large shop for benchmarks: `make(size)` fills an empty, migrated database with `size` customers and all theirs.

For each customer, on average: a name, an address and a consent; 2.5 orders of two lines; 4 events; 10 messages in every
state; 2 passages through the shipped journeys; a profile and her memberships. Made by one statement a table, the same
for one size every time, vacuumed as autovacuum would. A million customers have 5 million lines and 10 million messages.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from thereafter.audience.profiles import daily
from thereafter.audience.segments import membership
from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys import playbooks, switching
from thereafter.foundation.sql import Folder
from thereafter.record.events import append
from thereafter.record.shop import settings

SQL = Folder(__file__)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=900)
SETTINGS = {
    "name": "Wren & Thistle",
    "sender_name": "Wren & Thistle",
    "sender_address": "hello@wren-and-thistle.example",
    "postal_address": "4 Mill Lane, Lowbridge, England",
    "time_zone": "Europe/London",
}


def _nothing(_: str) -> None:
    """Say nothing."""


def make(size: int, *, now: datetime = NOW, say: Callable[[str], None] = _nothing) -> None:
    """The shop, as it stands at `now`, whose journeys are on and whose mode is rehearsal."""
    for key, value in SETTINGS.items():
        settings.change(key, value, source="bench", now=LONG_AGO)
    for book in playbooks.shipped():
        switching.switch_on(playbooks.install(book.key, now=LONG_AGO), now=now - timedelta(days=1))
    for name in ("products", "people", "orders", "lines", "messages", "enrollments", "tasks"):
        say(name)
        with transaction.atomic():
            _draw_alike()
            SQL[f"shop_{name}"].run(size=size, now=now)
    say("events")
    with transaction.atomic():
        _draw_alike()
        append.prepare()
        SQL["shop_events"].run(size=size, now=now)
        append.append()
    _go_on_numbering()
    vacuum()
    say("profiles and segments")
    daily.recompute(now=now)
    for segment in membership.in_order(list(Segment.objects.order_by("key"))):
        membership.seed(segment, now=now)
    vacuum()


def vacuum() -> None:
    """What autovacuum does after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _draw_alike() -> None:
    """The same luck for the next statement every time, and no check of each row's foreign keys, which are right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.25)")
        cursor.execute("SET LOCAL session_replication_role = replica")


def _go_on_numbering() -> None:
    """Whatever is made afterwards gets a number that is free."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            if "events_event" not in statement:  # which numbers itself, and was asked to
                cursor.execute(statement)
