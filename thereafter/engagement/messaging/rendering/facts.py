"""What mails are filled with, read for many messages at once: eight queries at most, whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from thereafter.engagement.content import guides
from thereafter.engagement.messaging import links
from thereafter.foundation.money import Money
from thereafter.foundation.sql import Folder
from thereafter.record.shop.models import Logo
from thereafter.record.shop.settings import ShopSettings

SQL = Folder(__file__)

Values = dict[str, Any]

# What is not known is None, because in Liquid an empty text counts as there.
_LOGO_WIDTH, _LOGO_HEIGHT = 240, 72  # points that it is shown in at most; sharp screens have more
_NO_ORDER: Values = {**dict.fromkeys(("number", "placed_on", "total", "arrives_on", "carrier")), "lines": []}
_NO_PRODUCT: Values = dict.fromkeys(("title", "category", "link", "image"))
_NO_GUIDE: Values = dict.fromkeys(("title", "summary", "link"))


ALL = frozenset({"order", "product", "bought", "guides", "guide"})  # of what is read only where it is mentioned


@dataclass(frozen=True)
class About:
    """Whom a mail is for, which order it speaks about (None: her latest), and which of `ALL` its template mentions."""

    customer_id: int
    order_id: int | None = None
    mentions: frozenset[str] = ALL


@dataclass(frozen=True)
class Facts:
    """Her name and address, and the variables of a template but for `shop` and `links`."""

    name: str
    address: str
    context: Values


def gather(abouts: Sequence[About], *, shop: ShopSettings, now: datetime) -> list[Facts | None]:
    """What is known at `now`, in the order asked; None for a customer who is not there."""
    people = SQL["people"].rows(
        customers=[about.customer_id for about in abouts], orders=[about.order_id for about in abouts], now=now
    )

    def orders_for(*names: str) -> list[int]:
        """The orders of the mails that mention one of these."""
        wanted = (person for person in people if abouts[person.number - 1].mentions.intersection(names))
        return list({person.order_id for person in wanted if person.order_id})

    zone = ZoneInfo(shop.time_zone)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = _by_orders("lines", orders_for("order", "product"))
    parcels = _by_orders("parcels", orders_for("order"), now=now, today=today)
    helpful = orders_for("guides", "guide")
    pointers = guides.for_orders(helpful) if helpful else {}
    buyers = list({about.customer_id for about in abouts if "bought" in about.mentions})
    bought = _by(SQL["bought"].rows(customers=buyers, now=now), "customer_id") if buyers else {}
    general: Sequence[guides.Pointer] = []
    if any(person.order_id is None for person in people):
        general = guides.for_everybody()

    found: list[Facts | None] = [None] * len(abouts)
    for person in people:
        place = person.number - 1
        help_with = _guides(pointers.get(person.order_id, general), shop)
        order = _order(person, lines.get(person.order_id, ()), parcels.get(person.order_id, ()), zone)
        context = {
            "customer": {"first_name": person.first_name or None, "last_name": person.last_name or None},
            "order": order,
            "product": {name: order["lines"][0][name] for name in _NO_PRODUCT} if order["lines"] else _NO_PRODUCT,
            "bought": [_product(row) for row in bought.get(abouts[place].customer_id, ())],
            "guides": help_with,
            "guide": help_with[0] if help_with else _NO_GUIDE,
        }
        found[place] = Facts(f"{person.first_name} {person.last_name}".strip(), person.address, context)
    return found


def of_shop(shop: ShopSettings, picture: Logo | None) -> Values:
    """The variable `shop`. `picture` is its logo, of which the size and the digest are read and not the picture."""
    scale = min(1, _LOGO_WIDTH / picture.width, _LOGO_HEIGHT / picture.height) if picture else 0
    return {
        "name": shop.name,
        "logo": shop.logo_text or shop.name,
        "picture": links.to_logo(picture.digest, public_url=shop.public_url) if picture else None,
        "picture_width": max(1, round(picture.width * scale)) if picture else None,
        "picture_height": max(1, round(picture.height * scale)) if picture else None,
        "colour": shop.colour,
        "on_colour": _readable_on(shop.colour),
        "postal_address": shop.postal_address or None,
        "help_address": shop.reply_to or shop.sender_address or None,
    }


def _order(person: Any, lines: Iterable[Any], parcels: Sequence[Any], zone: ZoneInfo) -> Values:
    if person.order_id is None:
        return _NO_ORDER
    parcel = parcels[0] if parcels else None
    return {
        "number": person.order_number,
        "placed_on": _day(person.placed_at, zone),
        "total": str(Money(person.total_minor, person.currency)),
        "arrives_on": _day(parcel.announced_for, zone) if parcel else None,
        "carrier": (parcel.carrier or None) if parcel else None,
        "lines": [
            {
                **_product(line),
                "quantity": line.quantity,
                "amount": str(Money(line.amount_minor, person.currency)),
            }
            for line in lines
        ],
    }


def _product(row: Any) -> Values:
    return {
        "title": row.title or row.sku,
        "category": row.category or None,
        "link": _web_address(row.link),
        "image": _web_address(row.image),
    }


def _guides(pointers: Sequence[guides.Pointer], shop: ShopSettings) -> list[Values]:
    return [
        {
            "title": pointer.title,
            "summary": pointer.summary or None,
            "link": links.to_guide(pointer.key, public_url=shop.public_url),
        }
        for pointer in pointers
    ]


def _web_address(link: str) -> str | None:
    """The address itself, if a mail may lead there: a file's word may be `javascript:`."""
    return link if link.startswith(("https://", "http://")) else None


def _day(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"


def _readable_on(colour: str) -> str:
    """White or ink, whichever can be read on the colour (#rrggbb); weights of ITU-R BT.601."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < 150 else "#1a1a18"


def _by_orders(name: str, orders: list[int], **how: Any) -> Mapping[int, list[Any]]:
    return _by(SQL[name].rows(orders=orders, **how), "order_id") if orders else {}


def _by(rows: Iterable[Any], column: str) -> Mapping[int, list[Any]]:
    sorted_out: dict[int, list[Any]] = {}
    for row in rows:
        sorted_out.setdefault(getattr(row, column), []).append(row)
    return sorted_out
