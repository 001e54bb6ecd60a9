"""Time is an argument: nothing but foundation/clock.py reads the clock, neither in the source nor while a tick runs."""

import ast
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import FrameType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from tests.architecture.house import Module, module, modules
from thereafter.foundation.clock import RealClock, VirtualClock
from thereafter.project.recurring import RECURRING

CLOCK = "thereafter/foundation/clock.py"
READS = {"now", "utcnow", "today", "time", "time_ns"}
READERS = {"datetime", "date", "time", "timezone"}
HIDDEN = {"auto_now", "auto_now_add"}


class ClockRead(AssertionError):
    """Code of ours looked at the clock when it should have been told the time."""


def reads_of_the_clock(found: Module) -> Iterator[str]:
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Attribute) and node.attr in READS:
            holder = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if holder in READERS:
                yield f"{found.name}:{node.lineno} reads {holder}.{node.attr}"
        elif isinstance(node, ast.keyword) and node.arg in HIDDEN:
            yield f"{found.name}:{node.value.lineno} uses {node.arg}"
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (node.module, alias.name) in {
                    ("time", "time"),
                    ("django.utils.timezone", "now"),
                    ("django.db.models.functions", "Now"),
                    ("django.core.signing", "TimestampSigner"),
                }:
                    yield f"{found.name}:{node.lineno} imports {alias.name} of {node.module}"


def clocks_made(found: Module) -> Iterator[str]:
    """What a module below the edges takes from the clock beside the type `Clock`, which it may be given."""
    for node in ast.walk(found.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "thereafter.foundation.clock":
            for alias in node.names:
                if alias.name != "Clock":
                    yield f"{found.name}:{node.lineno} takes {alias.name}"


@contextmanager
def clock_stopped() -> Iterator[None]:
    """While this lasts, our code and Django's models that read the system's clock get ClockRead instead of the time."""

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        if event != "c_call" or getattr(argument, "__name__", "") not in READS:
            return
        owner = getattr(argument, "__self__", None)
        reads = owner is time or (isinstance(owner, type) and issubclass(owner, date))
        reader = str(frame.f_globals.get("__name__", ""))
        if reads and reader.startswith(("thereafter.", "django.utils.timezone", "django.db.models")):
            raise ClockRead(f"{reader}.{frame.f_code.co_name}, line {frame.f_lineno}, reads the clock")

    before = sys.getprofile()
    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)
        threading.setprofile(None)


def digest_of_every_table() -> dict[str, str]:
    """What stands in each of our tables, as a digest."""
    digests = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model.__module__.startswith("thereafter."):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")
                digests[table] = str(cursor.fetchone()[0])
    return digests


def test_only_the_clock_reads_the_clock() -> None:
    others = [found for found in modules() if found.name != CLOCK]
    assert [problem for found in others for problem in reads_of_the_clock(found)] == []


def test_below_the_edges_a_clock_is_given_and_never_made() -> None:
    below = [found for found in modules() if found.floor in {"engagement", "audience", "record"}]
    assert [problem for found in below for problem in clocks_made(found)] == []


@pytest.mark.django_db(transaction=True)
def test_a_tick_never_looks_at_the_clock_and_a_second_one_at_the_same_instant_changes_nothing() -> None:
    clock = VirtualClock(datetime(2026, 3, 10, 12, 0, tzinfo=UTC))
    digests = []
    for _ in range(2):
        with clock_stopped():
            for entry in RECURRING:
                if not entry.calls_out:  # what is far away answers in its own time
                    entry.run(clock)
        digests.append(digest_of_every_table())
    assert digests[0] == digests[1]


def test_the_rules_of_the_clock_can_fail() -> None:
    for sample in (
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.time()",
        "timezone.now()",
        "DateTimeField(auto_now=True)",
        "DateTimeField(default=timezone.now)",
        "from django.db.models.functions import Now",
    ):
        assert list(reads_of_the_clock(module(sample))), sample
    assert not list(reads_of_the_clock(module("clock.now()")))
    assert list(clocks_made(module("from thereafter.foundation.clock import RealClock")))
    assert not list(clocks_made(module("from thereafter.foundation.clock import Clock")))
    with clock_stopped(), pytest.raises(ClockRead):
        RealClock().now()
    with clock_stopped(), pytest.raises(ClockRead):
        timezone.now()
    with clock_stopped():
        assert time.time() > 0  # others may: the logging of a library, the driver of the database
    assert RealClock().now()
