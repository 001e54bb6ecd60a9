"""Everything an order's page shows, read once: as many queries for a large order as for a small one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from thereafter.engagement.cases.models import Task
from thereafter.engagement.messaging import returns
from thereafter.engagement.messaging.models import Message
from thereafter.foundation.money import Money
from thereafter.record.commerce.models import Line, Order, OrderStatus, ProductKind, Refund, RefundLine, Shipment
from thereafter.record.events.models import Event
from thereafter.surfaces.console import happenings, sources
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.orders import moments
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Moment

LINES_SHOWN = 200
_MOST = 50  # refunds, parcels, messages, tasks
_FACTS = {
    "Order Completed": "That it was placed",
    "Order Cancelled": "That it was cancelled",
    "Order Refunded": "That money was given back",
    "Shipment Dispatched": "That a parcel was sent",
    "Shipment Delivered": "That a parcel arrived",
}


@dataclass(frozen=True)
class Found:
    """One order as its page shows it."""

    order: Order
    lines: Sequence[Line]
    more_lines: int
    refunds: Sequence[Refund]
    parcels: Sequence[Shipment]
    messages: Sequence[Message]
    tasks: Sequence[Task]
    facts: Sequence[tuple[str, Event]]  # what we were told, in words, and by whom
    sources: Mapping[str, str]  # as they are shown
    before: int  # orders of hers that count and came earlier

    @property
    def total(self) -> Money:
        """What its lines that count amount to."""
        return Money(self.order.total_minor, self.order.currency)

    @property
    def given_back(self) -> Money:
        """All of its refunds in its own currency."""
        same = [refund.amount_minor for refund in self.refunds if refund.currency == self.order.currency]
        return Money(sum(same), self.order.currency)

    @property
    def remains(self) -> Money:
        """What was paid and not given back."""
        return self.total - self.given_back

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.order.status == OrderStatus.CANCELLED

    @property
    def moments(self) -> list[Moment]:
        """What happened to it, the newest first; none leads anywhere, for this is the page."""
        found = [
            *moments.of_order(self.order, self.lines),
            *(moments.of_refund(refund) for refund in self.refunds),
            *(moment for parcel in self.parcels for moment in moments.of_parcel(parcel)),
        ]
        return [replace(moment, url="") for moment in sorted(found, key=lambda moment: moment.at, reverse=True)]

    @property
    def counts_not(self) -> str:
        """Why it is in no number and no sum; empty where it is."""
        if self.order.counts and self.is_cancelled:
            return "it was cancelled"
        if self.order.counts:
            return ""
        if self.order.customer_id is None and not self.order.disowned:
            return "nobody knows whose it is"
        return "no line of it has a quantity and a price above zero"

    def answer(self, desk: Desk) -> str:
        """The order in a sentence."""
        pieces = sum(
            line.quantity for line in self.lines if not line.excluded and line.product.kind == ProductKind.PRODUCT
        )
        things = wording.count(pieces, "thing") if not self.more_lines else "many things"
        when = wording.relative(self.order.placed_at, now=desk.now)
        words = [f"{things[:1].upper()}{things[1:]} for {self.total}, {when}"]
        if self.is_cancelled:
            words.append(f"cancelled {wording.relative(self.order.status_since, now=desk.now)}")
        if self.given_back.minor:
            words.append(f"{self.given_back} given back")
        return f"{', '.join(words)}."


def read(order_id: int, desk: Desk) -> Found | None:
    """The order with this number of ours; None where there is none."""
    order = Order.objects.select_related("store", "customer").filter(pk=order_id).first()
    if order is None:
        return None
    hers = order.customer_id
    lines = list(Line.objects.filter(order=order).select_related("product").order_by("position")[: LINES_SHOWN + 1])
    more = Line.objects.filter(order=order).count() - LINES_SHOWN if len(lines) > LINES_SHOWN else 0
    within = RefundLine.objects.select_related("product").order_by("position")
    refunds = order.refunds.prefetch_related(Prefetch("lines", within)).order_by("refunded_at", "pk")
    told = (
        Event.objects.filter(customer_id=hers, object_id=order.pk, name__in=happenings.TRADE)
        if hers
        else Event.objects.none()
    )
    facts = [(_FACTS[event.name], event) for event in told.order_by("occurred_at", "id")[:_MOST]]
    messages = Message.objects.filter(customer_id=hers, order_id=order.pk) if hers else Message.objects.none()
    parcels = list(order.shipments.select_related("order").order_by("pk")[:_MOST])
    found_refunds = list(refunds[:_MOST])
    for refund in found_refunds:
        refund.order = order
    return Found(
        order=order,
        lines=lines[:LINES_SHOWN],
        more_lines=more,
        refunds=found_refunds,
        parcels=parcels,
        messages=returns.look(messages.select_related("purpose").order_by("-considered_at")[:_MOST]),
        tasks=list(
            Task.objects.filter(customer_id=hers, order_id=order.pk)
            .select_related("assignee__user")
            .order_by("-opened_at")[:_MOST]
        )
        if hers
        else [],
        facts=facts,
        sources=sources.readable([event.source for _, event in facts] + [parcel.source for parcel in parcels]),
        before=_earlier(hers, order) if hers else 0,
    )


def _earlier(customer_id: int, order: Order) -> int:
    return Order.objects.filter(customer_id=customer_id, counts=True, placed_at__lt=order.placed_at).count()
