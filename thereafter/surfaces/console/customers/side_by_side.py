"""Two records beside each other: what each says, from whom and since when, and what would hold of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thereafter.audience.profiles import queries as profiles
from thereafter.audience.profiles.models import Profile
from thereafter.engagement.messaging.models import Message
from thereafter.record.customers.merging import rules
from thereafter.record.customers.merging.fields import CUSTOM, Word, settle
from thereafter.record.customers.models import Consent, ContactPoint, Customer, Double, FieldDefinition, Identity
from thereafter.surfaces.console import sources
from thereafter.surfaces.console.customers.person import FIELDS
from thereafter.surfaces.console.desk import Desk


@dataclass(frozen=True)
class Said:
    """What one record says of one thing."""

    value: str
    source: str
    as_of: datetime | None


@dataclass(frozen=True)
class Row:
    """One thing that either says, and what holds afterwards."""

    label: str
    stays: list[Said]
    gone: list[Said]
    after: str


@dataclass(frozen=True)
class Pair:
    """Two records and every row of them."""

    stays: Customer
    gone: Customer
    older_id: int
    profiles: Mapping[int, Profile]
    messages: Mapping[int, int]
    rows: list[Row]
    sources: Mapping[str, str]

    @property
    def of_stays(self) -> tuple[Profile | None, int]:
        """What she bought and heard, who stays."""
        return self.profiles.get(self.stays.pk), self.messages.get(self.stays.pk, 0)

    @property
    def of_gone(self) -> tuple[Profile | None, int]:
        """What she bought and heard, whose record goes."""
        return self.profiles.get(self.gone.pk), self.messages.get(self.gone.pk, 0)


@dataclass(frozen=True)
class Brief:
    """One row of the list."""

    double: Double
    low: Customer
    high: Customer
    addresses: Mapping[int, list[str]]
    because: list[str]

    @property
    def ends(self) -> list[tuple[Customer, list[str]]]:
        """Both, with their addresses."""
        return [(who, self.addresses.get(who.pk, [])) for who in (self.low, self.high)]


def briefly(doubles: Iterable[Double]) -> list[Brief]:
    """These pairs with names and addresses; two queries."""
    wanted = list(doubles)
    ids = {end for double in wanted for end in (double.low_id, double.high_id)}
    people = Customer.objects.in_bulk(ids)
    addresses: dict[int, list[str]] = {}
    for point in ContactPoint.objects.filter(customer_id__in=ids).order_by("-preferred", "pk"):
        addresses.setdefault(point.customer_id, []).append(point.address)
    return [
        Brief(double, people[double.low_id], people[double.high_id], addresses, rules.sentences(double.rules))
        for double in wanted
        if double.low_id in people and double.high_id in people
    ]


def read(stays_id: int, gone_id: int, older_id: int, desk: Desk) -> Pair:
    """Everything that the page of a pair shows."""
    people = Customer.objects.in_bulk((stays_id, gone_id))
    stays, gone = people[stays_id], people[gone_id]
    rows = [*_addresses(stays, gone), *_numbers(stays, gone), *_fields(stays, gone), *_consents(stays, gone)]
    said = [one.source for row in rows for one in (*row.stays, *row.gone)]
    messages = {pk: Message.objects.filter(customer_id=pk).count() for pk in (stays_id, gone_id)}
    return Pair(stays, gone, older_id, profiles.of_many([stays_id, gone_id]), messages, rows, sources.readable(said))


def name_of(row: Mapping[str, Any]) -> str:
    """What a record that has gone was called."""
    return f"{row.get('first_name', '')} {row.get('last_name', '')}".strip()


def _addresses(stays: Customer, gone: Customer) -> Iterable[Row]:
    points = list(ContactPoint.objects.filter(customer__in=(stays, gone)).order_by("-preferred", "pk"))
    used = [point for point in points if point.preferred]
    if points:
        latest = max(used, key=lambda point: (point.since, point.customer_id == stays.pk), default=None)
        after = f"{latest.address} is used, the others are kept" if latest and len(points) > 1 else ""
        yield Row("E-mail", *_by_owner(points, stays, lambda one: (one.address, one.source, one.since)), after=after)


def _numbers(stays: Customer, gone: Customer) -> Iterable[Row]:
    numbers = list(Identity.objects.filter(customer__in=(stays, gone), kind="number").order_by("scope", "pk"))
    for scope in dict.fromkeys(one.scope for one in numbers):
        hers = [one for one in numbers if one.scope == scope]
        ours = _by_owner(hers, stays, lambda one: (one.value, one.source, one.known_at))
        yield Row(f"Number in {scope}" if scope else "Number", *ours, after="both are hers" if len(hers) > 1 else "")


def _fields(stays: Customer, gone: Customer) -> Iterable[Row]:
    labels = dict(FieldDefinition.objects.values_list("key", "label"))
    for one in settle(stays, gone):
        key = one.field.removeprefix(CUSTOM)
        label = FIELDS.get(one.field) or labels.get(key, key)
        yield Row(label, _word(one.stays), _word(one.gone), after=_shown(one.holds.value) if one.differ else "")


def _word(word: Word) -> list[Said]:
    return [] if word.is_empty and not word.is_told else [Said(_shown(word.value), word.source, word.as_of)]


def _shown(value: object) -> str:
    return "nothing" if value in (None, "") else str(value)


def _consents(stays: Customer, gone: Customer) -> Iterable[Row]:
    held = list(Consent.objects.filter(customer__in=(stays, gone)).order_by("channel", "topic"))
    for channel, topic in dict.fromkeys((one.channel, one.topic) for one in held):
        hers = [one for one in held if (one.channel, one.topic) == (channel, topic)]
        latest = max(
            hers, key=lambda one: (one.since, one.state)
        )  # of one instant the no: it comes later in the alphabet
        after = latest.get_state_display() if len({one.state for one in hers}) > 1 else ""
        label = f"Consent to {topic}"
        yield Row(label, *_by_owner(hers, stays, lambda one: (one.get_state_display(), "", one.since)), after=after)


def _by_owner(rows: Iterable[Any], stays: Customer, words: Any) -> tuple[list[Said], list[Said]]:
    mine = [Said(*words(row)) for row in rows if row.customer_id == stays.pk]
    return mine, [Said(*words(row)) for row in rows if row.customer_id != stays.pk]
