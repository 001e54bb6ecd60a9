"""An order, its refunds and its parcels as moments of a time line; each leads to the order's page."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from thereafter.foundation.money import Money
from thereafter.record.commerce.models import Line, Order, OrderStatus, Refund, Shipment
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Moment, Tone

_LINES_NAMED = 4


def address(order_id: int) -> str:
    """The page of one order."""
    return reverse("console:order", args=[order_id])


def of_order(order: Order, lines: Sequence[Line]) -> Iterator[Moment]:
    """That it was placed, and that it was cancelled if it was. The lines' products must be fetched along."""
    counted = [line for line in lines if not line.excluded]
    pieces, to = sum(line.quantity for line in counted), address(order.pk)
    amount = Money(order.total_minor, order.currency)
    words = f"Ordered {wording.count(pieces, 'thing')} for {amount}" if counted else "Ordered, but nothing counts"
    yield Moment(order.placed_at, words, _contents(order, counted or lines), to, "order", Tone.LIVE)
    if order.status == OrderStatus.CANCELLED:
        yield Moment(order.status_since, f"Cancelled order {order.number}", "", to, "order", Tone.WARN)


def _contents(order: Order, lines: Sequence[Line]) -> str:
    named = [
        f"{line.quantity} × {line.product.title or line.product.sku}" if line.quantity != 1 else line.product.title
        for line in lines[:_LINES_NAMED]
    ]
    more = len(lines) - len(named)
    named += [f"{more} more"] if more > 0 else []
    return f"Order {order.number}: {', '.join(named)}"


def of_refund(refund: Refund) -> Moment:
    """Money given back. Its order must be fetched along."""
    about = f"for order {refund.order.number}" if refund.order else "it names no order that we know"
    words = f"Got {Money(refund.amount_minor, refund.currency)} back"
    to = address(refund.order.pk) if refund.order else ""
    return Moment(refund.refunded_at, words, f"Refund {refund.number}, {about}", to, "order", Tone.WARN)


def of_parcel(parcel: Shipment) -> Iterator[Moment]:
    """That it was sent, and that it arrived. Its order must be fetched along."""
    invented, detail, to = "invented" in parcel.source, f"Order {parcel.order.number}", address(parcel.order.pk)
    if parcel.carrier:
        detail += f", by {parcel.carrier}"
    if parcel.dispatched_at:
        yield Moment(parcel.dispatched_at, "Parcel sent", detail, to, "parcel", invented=invented)
    if parcel.delivered_at:
        late = parcel.announced_for and parcel.delivered_at > parcel.announced_for
        words, tone = "Parcel arrived", Tone.GOOD
        if late and parcel.announced_for:
            span = wording.duration(parcel.delivered_at - parcel.announced_for)
            words, tone = f"Parcel arrived {span} late", Tone.WARN
        yield Moment(parcel.delivered_at, words, detail, to, "parcel", tone, invented)
