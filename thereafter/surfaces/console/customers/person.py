"""Everything a person's page shows, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime

from thereafter.audience.profiles import queries as profiles
from thereafter.audience.profiles.models import Profile
from thereafter.audience.segments import lists
from thereafter.audience.segments.models import Membership, Segment
from thereafter.engagement.cases import queries as cases
from thereafter.engagement.cases.models import Task
from thereafter.engagement.journeys.models import Enrollment
from thereafter.engagement.messaging import returns
from thereafter.engagement.messaging.models import Message
from thereafter.record.commerce.models import Order, Product
from thereafter.record.customers import queries as customers
from thereafter.record.customers import tags
from thereafter.record.customers.merging.fields import CUSTOM
from thereafter.record.customers.models import (
    ConsentRecord,
    ContactPoint,
    Customer,
    FieldDefinition,
    Identity,
    Note,
    Suppression,
    Tag,
    Trouble,
)
from thereafter.surfaces.console import sources
from thereafter.surfaces.console.customers import timeline
from thereafter.surfaces.console.customers.headline import headline, rhythm
from thereafter.surfaces.console.desk import Desk

MESSAGES_SHOWN = 12
_NOTES_SHOWN = 10
FIELDS = {
    "first_name": "First name",
    "last_name": "Last name",
    "country": "Country",
    "language": "Language",
    "time_zone": "Time zone",
}


@dataclass(frozen=True)
class Fact:
    """One thing we know of her, from where, and as of when."""

    label: str
    value: object
    source: str
    as_of: datetime | None = None


@dataclass(frozen=True)
class Found:
    """One person as her page shows her."""

    customer: Customer
    headline: str
    profile: Profile | None
    abroad: int  # orders in another currency than the shop's, whose amounts are in no sum
    favourites: list[str]
    facts: list[Fact]
    consents: list[ConsentRecord]
    suppressed: list[Suppression]
    troubles: list[tuple[Trouble, bool]]  # and whether it stands open
    notes: list[Note]
    can_be_suppressed: list[ContactPoint]
    can_be_lifted: list[ContactPoint]
    segments: list[Membership]
    tags: list[Tag]
    first_lists: list[Segment]
    journeys: list[Enrollment]
    tasks: list[Task]
    messages: list[Message]
    stretch: timeline.Stretch
    is_older: bool
    sources: Mapping[str, str]  # as they are shown

    @property
    def lists(self) -> list[Segment]:
        """The lists that she is in."""
        return sorted((one.segment for one in self.segments if one.segment.is_list), key=lambda one: one.name)

    @property
    def other_lists(self) -> list[Segment]:
        """Lists that she could come into, the first by name."""
        return [one for one in self.first_lists if one.pk not in self._inside]

    @property
    def _inside(self) -> set[int]:
        return {one.segment_id for one in self.segments}

    @property
    def usual_gap(self) -> str:
        """Her usual gap between orders, in words."""
        return rhythm(self.profile.median_gap_days) if self.profile else ""


def read(customer_id: int, desk: Desk) -> Found | None:
    """The person with this number, as far back as the address asks (`?before=`)."""
    customer = customers.one(customer_id)
    if customer is None:
        return None
    before = _asked_before(desk)
    profile = profiles.of(customer_id)
    troubles = [
        (one, not one.closed_at and (one.ends_at is None or one.ends_at > desk.now))
        for one in customer.troubles.order_by("-opened_at", "-pk")[:10]
    ]
    points = list(customer.contact_points.filter(removed_at=None).order_by("-preferred", "pk"))
    keys = [point.address_key for point in points]
    facts = _facts(customer, list(customer.identities.order_by("kind", "pk")), points)
    consents = list(customer.consent_records.order_by("-dated", "-occurred_at", "-state")[:10])
    suppressed = list(Suppression.objects.filter(address_key__in=keys, lifted_at=None)) if keys else []
    silenced = {one.address_key for one in suppressed}
    return Found(
        customer=customer,
        headline=headline(profile, [one.words for one, is_open in troubles if is_open], now=desk.now),
        profile=profile,
        abroad=Order.objects.filter(customer_id=customer_id, counts=True).exclude(currency=desk.shop.currency).count(),
        favourites=_favourites(profile),
        facts=facts,
        consents=consents,
        suppressed=suppressed,
        troubles=troubles,
        notes=list(customer.notes.order_by("-at", "-pk")[:_NOTES_SHOWN]),
        can_be_suppressed=[point for point in points if point.address_key not in silenced],
        can_be_lifted=[point for point in points if point.address_key in silenced],
        segments=list(
            Membership.objects.filter(customer_id=customer_id).select_related("segment").order_by("-entered_at")
        ),
        journeys=list(
            Enrollment.objects.filter(customer_id=customer_id, state="active")
            .select_related("journey", "step")
            .order_by("-entered_at")[:10]
        ),
        tasks=list(cases.of_customer(customer_id).filter(state="open")[:5]),
        messages=returns.look(
            Message.objects.filter(customer_id=customer_id)
            .select_related("purpose")
            .order_by("-considered_at")[:MESSAGES_SHOWN]
        ),
        stretch=timeline.read(customer_id, desk, before=before or desk.now + timedelta(seconds=1)),
        is_older=before is not None,
        tags=(worn := tags.of(customer_id)),
        first_lists=lists.first_lists(),
        sources=sources.readable(
            [one.source for one in worn]
            + [one.source for one in facts]
            + [one.source for one in consents]
            + [one.source for one in suppressed]
        ),
    )


def _asked_before(desk: Desk) -> datetime | None:
    """The instant in the address; None where it is missing or no instant."""
    try:
        instant = parse_datetime(desk.asked("before"))
    except ValueError:
        return None
    return instant if instant and instant.tzinfo else None


def _favourites(profile: Profile | None) -> list[str]:
    if profile is None:
        return []
    titles = {
        product.pk: product.title or product.sku for product in Product.objects.filter(pk__in=profile.top_products)
    }
    return [titles[pk] for pk in profile.top_products if pk in titles]


def _facts(customer: Customer, identities: list[Identity], points: list[ContactPoint]) -> list[Fact]:
    """What she is called, where she is reached, and the shop's own fields, each with its source."""
    said: Mapping[str, list[str]] = customer.provenance
    facts = [
        Fact(point.get_channel_display().capitalize(), point.address, point.source, point.since) for point in points
    ]
    facts += [
        Fact(f"Number in {one.scope}" if one.scope else "Number", one.value, one.source, one.known_at)
        for one in identities
        if one.kind == "number"
    ]
    facts += [
        Fact(label, getattr(customer, field), *_said(said, field))
        for field, label in FIELDS.items()
        if getattr(customer, field)
    ]
    labels = (
        dict(FieldDefinition.objects.filter(pk__in=list(customer.custom)).values_list("key", "label"))
        if customer.custom
        else {}
    )
    facts += [
        Fact(labels.get(key, key), value, *_said(said, CUSTOM + key)) for key, value in sorted(customer.custom.items())
    ]
    return facts


def _said(said: Mapping[str, list[str]], field: str) -> tuple[str, datetime | None]:
    """Who said what holds of a field, and as of when."""
    source, as_of = said.get(field) or ("", "")
    return source, parse_datetime(as_of) if as_of else None
