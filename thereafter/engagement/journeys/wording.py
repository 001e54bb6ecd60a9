"""The words for what happens in a journey. Pure; instants stay instants, surfaces put them into a time zone."""

from collections.abc import Mapping
from datetime import timedelta

EVENTS = {
    "Order Completed": "placed an order",
    "Order Cancelled": "cancelled an order",
    "Order Refunded": "got money back",
    "Shipment Dispatched": "had a parcel sent out",
    "Shipment Delivered": "received a parcel",
    "Product Viewed": "looked at a product",
    "message.clicked": "clicked in a mail",
    "message.unsubscribed": "unsubscribed",
    "segment.entered": "entered a segment",
    "segment.left": "left a segment",
    "stage.changed": "came to another stage",
}
# What may come of a mail after it went out, and whether that is bad.
AFTER = {
    "message.bounced": True,
    "message.complained": True,
    "message.unsubscribed": True,
    "message.clicked": False,
    "message.replied": False,
}


def after(name: str, properties: Mapping[str, object]) -> str:
    """What came of a mail, in a clause: "it came back for good: 5.1.1; her address gets nothing any more".

    Empty where another event says it better: who calls a mail spam is unsubscribed along with it.
    """
    said = f": {words}" if (words := properties.get("words")) else ""
    match name:
        case "message.bounced" if properties.get("for_good"):
            return f"it came back for good{said}; her address gets nothing any more"
        case "message.bounced":
            return f"it came back{said}"
        case "message.complained":
            return "she called it spam; her address gets nothing any more"
        case "message.unsubscribed" if properties.get("method") == "complaint":
            return ""
        case "message.unsubscribed":
            return f"she unsubscribed ({properties.get('method', 'by hand')})"
        case "message.clicked":
            return "she clicked in it"
        case _:
            return "she answered it"


def event(name: str, *, segment: str = "", order: str = "") -> str:
    """What somebody did, as a verb: "placed order 1001", "entered the segment Lapsed"."""
    if segment:
        return f"{'left' if name == 'segment.left' else 'entered'} the segment “{segment}”"
    words = EVENTS.get(name, f"did “{name}”")
    return words.replace("an order", f"order {order}") if order else words


def length(duration: timedelta) -> str:
    """A length of time in the largest units that say it whole: "2 days", "1 day 12 hours"."""
    minutes = round(duration.total_seconds() / 60)
    parts = []
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        number, minutes = divmod(minutes, size)
        if number:
            parts.append(f"{number} {unit}{'s' * (number > 1)}")
    return " ".join(parts) or "no time"
