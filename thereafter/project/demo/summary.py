"""What the shop's months came to: one table for a person, one JSON object for a program."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from rich.console import Console
from rich.table import Table

from thereafter.audience.profiles.models import Profile
from thereafter.audience.segments.models import Segment
from thereafter.connectors.files.models import Run
from thereafter.engagement.cases.models import Task
from thereafter.engagement.journeys.models import Enrollment, Journey
from thereafter.engagement.messaging.models import Message, State
from thereafter.foundation.money import Money
from thereafter.project.demo.mailbox.visit import Mailbox
from thereafter.record.commerce.models import Order, Refund

_WENT_OUT = (State.SENT,)


@dataclass(frozen=True)
class Post:
    """What the mailbox says it got, beside what messaging says it sent."""

    received: int
    sent: int
    doubled: int  # came more than once
    missing: int  # sent by our record, and not in the mailbox
    unasked: int  # in the mailbox, and by our record neither sent nor unknown

    @property
    def agrees(self) -> bool:
        """Whether both sets of Message-IDs are the same."""
        return not (self.missing or self.unasked)


def post(mailbox: Mailbox) -> Post:
    """Compare the Message-IDs of both sides; the mailbox's are asked for over its own socket."""
    came = mailbox.message_ids()
    sent = _message_ids((State.SENT,))
    perhaps = _message_ids((State.ATTEMPTING, State.UNKNOWN))
    return Post(
        received=mailbox.received(),
        sent=len(sent),
        doubled=len(came) - len(set(came)),
        missing=len(sent - set(came)),
        unasked=len(set(came) - sent - perhaps),
    )


def summary(mailbox: Mailbox) -> dict[str, Any]:
    """Everything worth telling, as JSON knows it. Money is in pounds."""
    orders = Order.objects.filter(counts=True, status="placed")
    revenue = orders.aggregate(minor=Sum("total_minor"))["minor"] or 0
    runs = list(Run.objects.filter(kind="orders").values_list("rows_total", "report"))
    went = post(mailbox)
    states = Counter[str]()
    skipped = Counter[str]()
    for state, reason, count in (
        Message.objects.values_list("state", "reason").annotate(Count("customer_id")).order_by()
    ):
        states[state] += count
        if state == State.SKIPPED:
            skipped[reason] += count
    return {
        "lines_read": sum(rows for rows, _ in runs),
        "invalid_lines": sum(report.get("invalid", 0) for _, report in runs),
        "orders": orders.count(),
        "customers": orders.aggregate(count=Count("customer", distinct=True))["count"],
        "cancelled_orders": Refund.objects.count(),
        "revenue": float(Money(revenue, "GBP").major),
        "stages": _counted(Profile.objects.values_list("stage").annotate(Count("customer_id"))),
        "segments": dict(Segment.objects.order_by("key").values_list("key", "count")),
        "playbooks": _playbooks(),
        "tasks": Task.objects.count(),
        "messages_sent": states[State.SENT],
        "messages_held": states[State.HELD],
        "messages_skipped": dict(sorted(skipped.items())),
        "messages_unknown": states[State.UNKNOWN] + states[State.ATTEMPTING],
        "messages_failed": states[State.FAILED],
        "mailbox_received": went.received,
        "mailbox_doubled": went.doubled,
        "mailbox_agrees": went.agrees,
    }


def _playbooks() -> dict[str, dict[str, int]]:
    entered = _counted(Enrollment.objects.values_list("journey__key").annotate(Count("customer_id")))
    found = {
        key: {"entered": entered.get(key, 0), "sent": 0, "held": 0, "skipped": 0}
        for key in Journey.objects.order_by("key").values_list("key", flat=True)
    }
    messages = Message.objects.values_list("purpose__journey_key", "state").annotate(Count("customer_id")).order_by()
    for key, state, count in messages:
        if key in found and state in found[key]:
            found[key][state] = count
    return found


def _counted(rows: Iterable[tuple[Any, int]]) -> dict[str, int]:
    return dict(sorted((str(name), count) for name, count in rows))


def _message_ids(states: Iterable[str]) -> set[str]:
    found = Message.objects.filter(state__in=states).exclude(message_id="").values_list("message_id", flat=True)
    return {message_id.strip("<>") for message_id in found}


def show(told: Mapping[str, Any], console: Console) -> None:
    """The same for a person."""
    table = Table(show_header=False, box=None, padding=(0, 2))
    table.add_column(justify="right", style="bold")
    table.add_column()
    for number, words in _sentences(told):
        table.add_row(number, words)
    console.print(table)
    flow = Table("Playbook", "entered", "sent", "held", "skipped", box=None, padding=(0, 2))
    for column in flow.columns[1:]:
        column.justify = "right"
    for key, counts in told["playbooks"].items():
        flow.add_row(key, *(f"{counts[name]:,}" for name in ("entered", "sent", "held", "skipped")))
    console.print()
    console.print(flow)


def _sentences(told: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    skipped = told["messages_skipped"]
    last_order, lived_until = (
        f"{date.fromisoformat(told[key]):%A, %d %B %Y}" for key in ("last_order_on", "lived_until")
    )
    yield "", f"last order on {last_order}; lived until {lived_until}"
    yield f"{told['lines_read']:,}", f"lines read, {told['invalid_lines']:,} of them invalid"
    yield f"{told['orders']:,}", f"orders of {told['customers']:,} customers; {told['cancelled_orders']:,} refunds"
    yield f"£{told['revenue']:,.2f}", "revenue, refunds not taken off"
    yield "", "customers: " + _listed(told["stages"])
    yield "", "segments: " + _listed(told["segments"])
    yield f"{told['messages_sent']:,}", "mails sent"
    yield f"{told['messages_held']:,}", "held until a better hour"
    yield f"{sum(skipped.values()):,}", "skipped: " + _listed(skipped)
    yield f"{told['tasks']:,}", "tasks for people"
    yield (
        f"{told['mailbox_received']:,}",
        "mails counted by the mailbox; "
        + ("its Message-IDs and ours are the same" if told["mailbox_agrees"] else "ITS MESSAGE-IDS AND OURS DIFFER"),
    )
    yield f"{told['seconds']:,.0f} s", "from an empty database to here"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count or 0:,} {name.replace('_', ' ')}" for name, count in counts.items()) or "none"
