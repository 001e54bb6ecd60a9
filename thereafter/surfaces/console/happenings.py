"""Events in words: the same sentence on a person's time line and, with her name before it, on Home."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from thereafter.audience.segments.models import Segment
from thereafter.foundation.money import Money
from thereafter.record.commerce.models import Order
from thereafter.record.events.models import Event
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.people import names
from thereafter.surfaces.ui.shapes import Moment, Tone

TRADE = ("Order Completed", "Order Cancelled", "Order Refunded", "Shipment Dispatched", "Shipment Delivered")
OURS = (
    "stage.changed",
    "segment.entered",
    "segment.left",
    "message.clicked",
    "message.bounced",
    "message.complained",
    "message.unsubscribed",
    "consent.changed",
)

ON_HOME = (
    "Order Completed",
    "Order Refunded",
    "Shipment Delivered",
    "stage.changed",
    "message.clicked",
    "message.unsubscribed",
)


@dataclass(frozen=True)
class Backdrop:
    """What the events speak of, fetched once: orders and segments by id."""

    desk: Desk
    orders: dict[int, Order] = field(default_factory=dict)
    segments: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Phrase:
    """What happened, to be said after a name or by itself."""

    words: str
    detail: str = ""
    mark: str = "dot"
    tone: Tone = Tone.CALM


def of_one_person(events: Sequence[Event], desk: Desk) -> list[Moment]:
    """Moments of a person's own time line."""
    backdrop = _backdrop(events, desk)
    return [_moment(event, phrase(event, backdrop), "", "") for event in events]


def of_the_shop(events: Sequence[Event], desk: Desk) -> list[Moment]:
    """Moments that name the person and lead to her."""
    backdrop = _backdrop(events, desk)
    people = names(event.customer_id for event in events)
    return [
        _moment(
            event,
            phrase(event, backdrop),
            people[event.customer_id] if event.customer_id else "Somebody unknown",
            reverse("console:customer", args=[event.customer_id]) if event.customer_id else "",
        )
        for event in events
    ]


def phrase(event: Event, backdrop: Backdrop) -> Phrase:
    """One event in words. What we have no words for is called by its name."""
    say = _PHRASES.get(event.name)
    return say(event, backdrop) if say else Phrase(event.name)


def _moment(event: Event, said: Phrase, who: str, url: str) -> Moment:
    words = f"{who} {said.words}" if who else said.words[:1].upper() + said.words[1:]
    return Moment(event.occurred_at, words, said.detail, url, said.mark, said.tone, "invented" in event.source)


def _backdrop(events: Sequence[Event], desk: Desk) -> Backdrop:
    about = {name: {e.object_id for e in events if e.object_id and e.name in group} for name, group in _ABOUT.items()}
    return Backdrop(
        desk,
        Order.objects.in_bulk(about["order"]),
        dict(Segment.objects.filter(pk__in=about["segment"]).values_list("pk", "name")) if about["segment"] else {},
    )


_ABOUT = {"order": TRADE, "segment": ("segment.entered", "segment.left")}


def _order_words(event: Event, backdrop: Backdrop) -> tuple[str, str]:
    order = backdrop.orders.get(event.object_id or 0)
    if order is None:
        return "", ""
    return f" for {Money(order.total_minor, order.currency)}", f"Order {order.number}"


def _ordered(event: Event, backdrop: Backdrop) -> Phrase:
    amount, number = _order_words(event, backdrop)
    return Phrase(f"ordered{amount}", number, "order", Tone.LIVE)


def _cancelled(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase("cancelled an order", _order_words(event, backdrop)[1], "order", Tone.WARN)


def _refunded(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase("got money back", _order_words(event, backdrop)[1], "order", Tone.WARN)


def _dispatched(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase("was sent a parcel", _order_words(event, backdrop)[1], "parcel")


def _delivered(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase("received a parcel", _order_words(event, backdrop)[1], "parcel", Tone.GOOD)


def _stage(event: Event, backdrop: Backdrop) -> Phrase:
    before, after = (str(event.properties.get(key, "")).replace("_", " ") for key in ("from", "to"))
    tone = Tone.GOOD if after in ("active", "loyal", "won back") else Tone.WARN
    return Phrase(f"went from {before} to {after}", "", "up" if tone is Tone.GOOD else "down", tone)


def _entered(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase(f"entered the segment “{backdrop.segments.get(event.object_id or 0, 'that is gone')}”", "", "trigger")


def _left(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase(f"left the segment “{backdrop.segments.get(event.object_id or 0, 'that is gone')}”", "", "end")


def _clicked(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase("clicked in a mail", str(event.properties.get("url", "")), "click", Tone.LIVE)


def _bounced(event: Event, backdrop: Backdrop) -> Phrase:
    why = event.properties.get("words") or event.properties.get("error", "")
    return Phrase("could not be reached: the mail bounced", str(why), "cross", Tone.BAD)


def _complained(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase("called a mail spam", "", "cross", Tone.BAD)


def _unsubscribed(event: Event, backdrop: Backdrop) -> Phrase:
    return Phrase("unsubscribed", "", "cross", Tone.WARN)


def _consent(event: Event, backdrop: Backdrop) -> Phrase:
    granted = event.properties.get("state") == "granted"
    return Phrase("agreed to marketing" if granted else "withdrew consent", "", "check" if granted else "cross")


_PHRASES: dict[str, Callable[[Event, Backdrop], Phrase]] = {
    "Order Completed": _ordered,
    "Order Cancelled": _cancelled,
    "Order Refunded": _refunded,
    "Shipment Dispatched": _dispatched,
    "Shipment Delivered": _delivered,
    "stage.changed": _stage,
    "segment.entered": _entered,
    "segment.left": _left,
    "message.clicked": _clicked,
    "message.bounced": _bounced,
    "message.complained": _complained,
    "message.unsubscribed": _unsubscribed,
    "consent.changed": _consent,
}
