"""Customers as pages list them: a name and what is known of her, fetched for all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from thereafter.audience.profiles import queries as profiles
from thereafter.audience.profiles.models import Profile
from thereafter.record.customers.models import Customer


class Names(dict[int, str]):
    """Names by customer. Somebody erased meanwhile is called by her number."""

    def __missing__(self, customer_id: int) -> str:
        return f"Customer {customer_id}"


@dataclass(frozen=True)
class Person:
    """One row of a list of people."""

    id: int
    name: str
    profile: Profile


def with_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    """These rows with the names of their customers as `first` and `last`: in the same query, however many."""
    hers = Customer.objects.filter(pk=OuterRef("customer_id"))
    named: QuerySet[Any] = rows.annotate(
        first=Subquery(hers.values("first_name")[:1]), last=Subquery(hers.values("last_name")[:1])
    )
    return named


def names(customer_ids: Iterable[int | None]) -> Names:
    """The names of these customers; one query."""
    wanted = {customer_id for customer_id in customer_ids if customer_id is not None}
    return Names({pk: str(person) for pk, person in Customer.objects.in_bulk(wanted).items()})


def named(found: Iterable[Profile]) -> list[Person]:
    """These profiles with their names, in their order; one query."""
    rows = list(found)
    called = names(profile.customer_id for profile in rows)
    return [Person(row.customer_id, called[row.customer_id], row) for row in rows]


def listed(customer_ids: Iterable[int]) -> list[Person]:
    """These customers with their profiles, in their order; two queries."""
    wanted = list(customer_ids)
    called, known = names(wanted), profiles.of_many(wanted)
    return [Person(pk, called[pk], known.get(pk) or Profile(customer_id=pk)) for pk in wanted]
