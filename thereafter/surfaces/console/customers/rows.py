"""People as the rows of the Customers page, with what the shown columns need and no more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from thereafter.audience.profiles.models import Profile
from thereafter.record.customers.models import ContactPoint, Customer, Tag
from thereafter.surfaces.console.people import listed


@dataclass(frozen=True)
class Row:
    """One person."""

    id: int
    name: str
    profile: Profile
    address: str = ""
    country: str = ""
    known_at: datetime | None = None
    tags: list[str] = field(default_factory=list)


def of(customer_ids: list[int], columns: Sequence[str]) -> list[Row]:
    """These customers in their order. As many queries for many as for one."""
    called = Customer.objects.in_bulk(customer_ids)
    points = ContactPoint.objects.filter(customer__in=customer_ids, preferred=True)
    reached = dict(points.values_list("customer_id", "address")) if "address" in columns else {}
    tagged: dict[int, list[str]] = {}
    if "tags" in columns:
        worn = Tag.objects.filter(customer__in=customer_ids, removed_at=None).order_by("word")
        for tag in worn:
            tagged.setdefault(tag.customer_id, []).append(tag.shown)
    return [
        Row(
            one.id,
            one.name,
            one.profile,
            reached.get(one.id, ""),
            called[one.id].country if one.id in called else "",
            called[one.id].known_at if one.id in called else None,
            tagged.get(one.id, []),
        )
        for one in listed(customer_ids)
    ]
