"""What readers ask of segments."""

from datetime import datetime

from django.db.models import Count, QuerySet

from thereafter.audience.segments.models import Membership, Segment
from thereafter.foundation.sql import Folder
from thereafter.record.customers import chosen

SQL = Folder(__file__)


def members(segment: Segment, *, after: int = 0, limit: int = 100) -> list[int]:
    """One page of the customers in a segment in order of id: those after the id `after`."""
    inside = Membership.objects.filter(segment=segment, customer_id__gt=after).order_by("customer_id")
    return list(inside.values_list("customer_id", flat=True)[:limit])


def how_many(segment: Segment) -> int:
    """How many are in a segment, counted now."""
    return Membership.objects.filter(segment=segment).count()


def choose_members(segment: Segment) -> None:
    """Have everybody who is in a segment in `customers_chosen`, in a transaction."""
    chosen.prepare()
    SQL["choose_members"].run(segment=segment.pk)


def of(customer_id: int) -> QuerySet[Membership]:
    """The segments one customer is in, with since when, latest first."""
    return (
        Membership.objects.filter(customer_id=customer_id)
        .select_related("segment")
        .order_by("-entered_at", "segment_id")
    )


def all_segments() -> QuerySet[Segment]:
    """All segments by name."""
    return Segment.objects.order_by("name", "key")


def entered_since(since: datetime) -> dict[int, int]:
    """How many of those inside came in after an instant, by segment."""
    rows = Membership.objects.filter(entered_at__gt=since).values_list("segment_id")
    return dict(rows.annotate(people=Count("customer_id")))
