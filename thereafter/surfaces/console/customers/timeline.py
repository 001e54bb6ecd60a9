"""What happened between one customer and the shop, newest first: bought, returned, received, heard, said, promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.db.models.functions import Coalesce

from thereafter.engagement.cases.models import Task
from thereafter.engagement.messaging import returns
from thereafter.engagement.messaging.models import Message
from thereafter.record.commerce.models import Line, Order, Refund, Shipment
from thereafter.record.customers.models import ConsentRecord, Note
from thereafter.record.events.models import Event
from thereafter.surfaces.console import happenings, message_words
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.orders import moments
from thereafter.surfaces.ui.shapes import Moment, Tone

AT_ONCE = 40
_SEEN_ELSEWHERE = {"consent.changed"}  # told better by the consent's own record


@dataclass(frozen=True)
class Stretch:
    """A stretch of a time line; `older` is where the next one begins, if there is more."""

    moments: list[Moment]
    older: datetime | None


def read(customer_id: int, desk: Desk, *, before: datetime) -> Stretch:
    """The newest forty moments before an instant. As many queries for a long life as for a short one."""
    found = [
        *_orders(customer_id, desk, before),
        *_refunds(customer_id, desk, before),
        *_shipments(customer_id, before),
        *_messages(customer_id, desk, before),
        *_events(customer_id, desk, before),
        *_consents(customer_id, before),
        *_tasks(customer_id, before),
        *_notes(customer_id, before),
    ]
    newest = sorted((moment for moment in found if moment.at < before), key=lambda moment: moment.at, reverse=True)
    shown = newest[:AT_ONCE]
    return Stretch(shown, shown[-1].at if len(newest) > AT_ONCE else None)


def _orders(customer_id: int, desk: Desk, before: datetime) -> Iterator[Moment]:
    lines = Line.objects.select_related("product").order_by("position")
    orders = Order.objects.filter(customer_id=customer_id, placed_at__lt=before).prefetch_related(
        Prefetch("lines", lines)
    )
    for order in orders.order_by("-placed_at")[: AT_ONCE + 1]:
        yield from moments.of_order(order, list(order.lines.all()))


def _refunds(customer_id: int, desk: Desk, before: datetime) -> Iterator[Moment]:
    refunds = Refund.objects.filter(customer_id=customer_id, refunded_at__lt=before).select_related("order")
    return (moments.of_refund(refund) for refund in refunds.order_by("-refunded_at")[: AT_ONCE + 1])


def _shipments(customer_id: int, before: datetime) -> Iterator[Moment]:
    parcels = Shipment.objects.filter(order__customer_id=customer_id, order__placed_at__lt=before).select_related(
        "order"
    )
    for parcel in parcels.order_by("-order__placed_at")[: AT_ONCE + 1]:
        yield from moments.of_parcel(parcel)


def _messages(customer_id: int, desk: Desk, before: datetime) -> Iterator[Moment]:
    messages = Message.objects.filter(customer_id=customer_id).select_related("purpose")
    messages = messages.annotate(at=Coalesce("sent_at", "decided_at")).filter(at__lt=before).order_by("-at")
    found = returns.look(messages[: AT_ONCE + 1])
    return (message_words.moment(message, now=desk.now) for message in found)


def _events(customer_id: int, desk: Desk, before: datetime) -> list[Moment]:
    ours = [name for name in happenings.OURS if name not in _SEEN_ELSEWHERE]
    events = Event.objects.filter(customer_id=customer_id, name__in=ours, occurred_at__lt=before)
    return happenings.of_one_person(list(events.order_by("-occurred_at")[: AT_ONCE + 1]), desk)


def _consents(customer_id: int, before: datetime) -> Iterator[Moment]:
    records = ConsentRecord.objects.filter(customer_id=customer_id, occurred_at__lt=before)
    for record in records.order_by("-occurred_at")[: AT_ONCE + 1]:
        granted = record.state == "granted"
        words = f"{'Agreed to' if granted else 'Withdrew consent to'} {record.topic} by {record.get_channel_display()}"
        if not record.dated:
            words += ", some day before"
        tone, invented = Tone.GOOD if granted else Tone.WARN, "invented" in record.source
        yield Moment(record.occurred_at, words, record.method, "", "check" if granted else "cross", tone, invented)


def _tasks(customer_id: int, before: datetime) -> Iterator[Moment]:
    for task in Task.objects.filter(customer_id=customer_id, opened_at__lt=before).order_by("-opened_at")[
        : AT_ONCE + 1
    ]:
        yield Moment(task.opened_at, f"Task: {task.title}", task.reason, "", "task", Tone.LIVE)
        if task.done_at:
            words = f"Task {task.state}: {task.title}"
            yield Moment(
                task.done_at, words, task.outcome, "", "task", Tone.GOOD if task.state == "done" else Tone.CALM
            )


def _notes(customer_id: int, before: datetime) -> Iterator[Moment]:
    for note in Note.objects.filter(customer_id=customer_id, at__lt=before).order_by("-at")[: AT_ONCE + 1]:
        yield Moment(note.at, f"Noted by {note.by.removeprefix('console:')}", note.text, "", "task", Tone.CALM)
