"""What happened between one customer and the shop, newest first: bought, returned, received, heard, said, promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.db.models.functions import Coalesce

from thereafter.engagement.cases.models import Task
from thereafter.engagement.messaging import returns
from thereafter.engagement.messaging.models import Message
from thereafter.foundation.money import Money
from thereafter.record.commerce.models import Line, Order, OrderStatus, Refund, Shipment
from thereafter.record.customers.models import ConsentRecord, Note
from thereafter.record.events.models import Event
from thereafter.surfaces.console import happenings, message_words
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Moment, Tone

AT_ONCE = 40
_LINES_NAMED = 4
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
        counted = [line for line in order.lines.all() if not line.excluded]
        pieces = sum(line.quantity for line in counted)
        amount = Money(order.total_minor, order.currency)
        words = f"Ordered {wording.count(pieces, 'thing')} for {amount}" if counted else "Ordered, but nothing counts"
        yield Moment(
            order.placed_at, words, _contents(order, counted or list(order.lines.all())), "", "order", Tone.LIVE
        )
        if order.status == OrderStatus.CANCELLED:
            yield Moment(order.status_since, f"Cancelled order {order.number}", "", "", "order", Tone.WARN)


def _contents(order: Order, lines: list[Line]) -> str:
    named = [
        f"{line.quantity} × {line.product.title or line.product.sku}" if line.quantity != 1 else line.product.title
        for line in lines[:_LINES_NAMED]
    ]
    more = len(lines) - len(named)
    named += [f"{more} more"] if more > 0 else []
    return f"Order {order.number}: {', '.join(named)}"


def _refunds(customer_id: int, desk: Desk, before: datetime) -> Iterator[Moment]:
    refunds = Refund.objects.filter(customer_id=customer_id, refunded_at__lt=before).select_related("order")
    for refund in refunds.order_by("-refunded_at")[: AT_ONCE + 1]:
        about = f"for order {refund.order.number}" if refund.order else "it names no order that we know"
        words = f"Got {Money(refund.amount_minor, refund.currency)} back"
        yield Moment(refund.refunded_at, words, f"Refund {refund.number}, {about}", "", "order", Tone.WARN)


def _shipments(customer_id: int, before: datetime) -> Iterator[Moment]:
    parcels = Shipment.objects.filter(order__customer_id=customer_id, order__placed_at__lt=before).select_related(
        "order"
    )
    for parcel in parcels.order_by("-order__placed_at")[: AT_ONCE + 1]:
        invented, detail = "invented" in parcel.source, f"Order {parcel.order.number}"
        if parcel.carrier:
            detail += f", by {parcel.carrier}"
        if parcel.dispatched_at:
            yield Moment(parcel.dispatched_at, "Parcel sent", detail, mark="parcel", invented=invented)
        if parcel.delivered_at:
            late = parcel.announced_for and parcel.delivered_at > parcel.announced_for
            words, tone = "Parcel arrived", Tone.GOOD
            if late and parcel.announced_for:
                span = wording.duration(parcel.delivered_at - parcel.announced_for)
                words, tone = f"Parcel arrived {span} late", Tone.WARN
            yield Moment(parcel.delivered_at, words, detail, "", "parcel", tone, invented)


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
