"""How many messages came to what: of the shop, by journey, by purpose and reason.

Those of the last week and of the last month are counted by the worker where there are many, and say when that was.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from thereafter.engagement.messaging.models import Message, Purpose, State
from thereafter.record.shop import figures
from thereafter.record.shop.figures import Counted, Number


class Span(Enum):
    """The days before an instant whose messages are counted; each message belongs to the one of its first thought."""

    WEEK = timedelta(days=7)
    MONTH = timedelta(days=30)

    @property
    def key(self) -> str:
        """What its numbers are kept under."""
        return f"messaging: {self.name.lower()}"


class Row(NamedTuple):
    """So many messages of one purpose stand in one state for one reason."""

    purpose: int
    state: str
    reason: str
    messages: int


@dataclass(frozen=True)
class Tally:
    """Messages counted, and when that was."""

    rows: tuple[Row, ...]
    counted: Counted

    @cached_property
    def journeys(self) -> dict[int, str]:
        """The key of each purpose's journey; one query, where somebody asks."""
        purposes = Purpose.objects.filter(pk__in={row.purpose for row in self.rows})
        return dict(purposes.values_list("pk", "journey_key"))

    def by_state(self) -> dict[str, int]:
        """How many stand in each state, zeros included."""
        return {state.value: 0 for state in State} | _summed((row.state, row) for row in self.rows)

    def by_journey(self) -> dict[str, dict[str, int]]:
        """How many stand in each state, by journey key."""
        found = _summed(((self.journeys.get(row.purpose, ""), row.state), row) for row in self.rows)
        keys = {key for key, _ in found}
        return {key: {state: many for (one, state), many in found.items() if one == key} for key in keys}

    def by_purpose(self) -> dict[int, dict[tuple[str, str], int]]:
        """How many stand in each state for each reason, by purpose id."""
        found: dict[int, dict[tuple[str, str], int]] = {}
        for row in self.rows:
            found.setdefault(row.purpose, {})[row.state, row.reason] = row.messages
        return found

    def by_reason(self) -> dict[tuple[str, str], int]:
        """How many stand in each state for each reason."""
        return _summed(((row.state, row.reason), row) for row in self.rows)

    def of_journey(self, key: str) -> "Tally":
        """The same of one journey."""
        rows = tuple(row for row in self.rows if self.journeys.get(row.purpose) == key)
        return Tally(rows, self.counted)


def of_span(span: Span, *, now: datetime) -> Tally:
    """Messages first considered within a span before `now`; of a large shop as counted a few minutes ago."""
    return _tally(figures.look(span.key, now=now))


def of_messages(messages: QuerySet[Message], *, now: datetime) -> Tally:
    """These messages, counted now."""
    return _tally(Counted(_rows(messages), now))


def register_all() -> None:
    """Let the worker count what takes long."""
    figures.register(*(Number(span.key, ("messaging_message",), timedelta(minutes=5), _counter(span)) for span in Span))


def _counter(span: Span) -> Callable[..., Any]:
    def count(*, now: datetime) -> list[tuple[Any, ...]]:
        return _rows(Message.objects.filter(considered_at__gt=now - span.value, considered_at__lte=now))

    return count


def _rows(messages: QuerySet[Message]) -> list[tuple[Any, ...]]:
    counted = messages.order_by().values_list("purpose_id", "state", "reason")
    return list(counted.annotate(messages=Count("customer_id")))


def _tally(counted: Counted) -> Tally:
    return Tally(tuple(Row(*row) for row in counted.value), counted)


def _summed(pairs: Iterable[tuple[Any, Row]]) -> dict[Any, int]:
    total: Counter[Any] = Counter()
    for key, row in pairs:
        total[key] += row.messages
    return dict(total)
