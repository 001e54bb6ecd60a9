"""Guides: written by the shop, found by what somebody bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from thereafter.engagement.content.models import Guide
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.commerce.models import Product

SQL = Folder(__file__)


class NoTitle(Refusal):
    """A guide that nobody could choose to read."""


@dataclass(frozen=True)
class Pointer:
    """A guide as a mail mentions it."""

    key: str
    title: str
    summary: str


def save_guide(
    key: str,
    *,
    title: str,
    summary: str,
    body: str,
    category: str = "",
    product: Product | None = None,
    language: str = "en",
    source: str,
    now: datetime,
) -> Guide:
    """Write or rewrite a guide: for a product, else for a category, else for everybody. Again changes nothing."""
    if not title.strip() or not body.strip():
        raise NoTitle(f'The guide "{key}" has no title or no text. Write both.')
    said = {
        "title": title.strip(),
        "summary": summary.strip(),
        "body": body,
        "category": "" if product else category,
        "product": product,
        "language": language,
        "source": source,
    }
    present = Guide.objects.filter(key=key).first()
    if present and all(getattr(present, name) == value for name, value in said.items()):
        return present
    return Guide.objects.update_or_create(key=key, defaults={**said, "since": now})[0]


def for_orders(orders: Sequence[int]) -> Mapping[int, Sequence[Pointer]]:
    """Every order's guides, the closest first: by product, by category, and where there is none, those for everybody.

    Two queries, however many orders.
    """
    found: dict[int, list[Pointer]] = {}
    for row in SQL["for_orders"].rows(orders=list(orders)):
        found.setdefault(row.order_id, []).append(Pointer(row.key, row.title, row.summary))
    general = for_everybody()
    return {order: found.get(order, general) for order in orders}


def for_everybody() -> list[Pointer]:
    """The guides that belong to no product and no category."""
    general = Guide.objects.filter(product=None, category="").order_by("pk")
    return [Pointer(*row) for row in general.values_list("key", "title", "summary")]
