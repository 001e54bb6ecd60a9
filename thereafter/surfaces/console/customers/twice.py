"""On a person's page: records that may be hers too, and those that were joined to hers, with what they said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thereafter.record.customers.merging import duplicates, rules, unmerge
from thereafter.record.customers.merging.fields import CUSTOM, FIELDS, word
from thereafter.record.customers.models import Customer, Double, Merge
from thereafter.surfaces.console import sources
from thereafter.surfaces.console.customers.person import FIELDS as LABELS
from thereafter.surfaces.console.customers.person import Fact
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.people import names

_SHOWN = 5


@dataclass(frozen=True)
class Alike:
    """Another record that may be hers."""

    double: Double
    name: str
    because: list[str]


@dataclass(frozen=True)
class Joined:
    """A record that was joined to hers. `said`: what it said otherwise than hers does now."""

    merge: Merge
    name: str
    said: list[Fact]
    can_be_undone: bool


@dataclass(frozen=True)
class Twice:
    """Both kinds."""

    alike: Sequence[Alike]
    joined: Sequence[Joined]


def read(customer: Customer, desk: Desk) -> Twice:
    """What stands about her; a handful of queries."""
    doubles = duplicates.of(customer.pk, now=desk.now)
    others = {double.pk: double.high_id if double.low_id == customer.pk else double.low_id for double in doubles}
    called = names(others.values())
    merges = Merge.objects.filter(stays_id=customer.pk, undone_at=None).order_by("-pk")[:_SHOWN]
    latest = unmerge.latest_of(customer.pk) if merges else None
    return Twice(
        [Alike(double, called[others[double.pk]], rules.sentences(double.rules)) for double in doubles],
        [_joined(merge, customer, is_latest=merge == latest) for merge in merges],
    )


def _joined(merge: Merge, customer: Customer, *, is_latest: bool) -> Joined:
    gone = Customer(**{field: merge.gone[field] for field in (*FIELDS, "custom", "provenance")})
    gone.known_at = Customer._meta.get_field("known_at").to_python(merge.gone["known_at"])
    said = list(_otherwise(gone, customer))
    shown = sources.readable([one.source for one in said])
    facts = [Fact(one.label, one.value, shown[one.source], one.as_of) for one in said]
    return Joined(merge, str(gone) if gone.first_name or gone.last_name else "", facts, is_latest)


def _otherwise(gone: Customer, customer: Customer) -> Iterator[Fact]:
    """What a record that went said otherwise than what holds now: both stay visible."""
    for field in (*FIELDS, *(CUSTOM + key for key in sorted(gone.custom))):
        hers = word(gone, field)
        if not hers.is_empty and hers.value != word(customer, field).value:
            label = LABELS.get(field, field.removeprefix(CUSTOM))
            yield Fact(label, hers.value, hers.source, hers.as_of)
