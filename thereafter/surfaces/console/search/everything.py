"""What some words may mean, by room: people, orders, segments and lists, tags, journeys, pages."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys.models import Journey
from thereafter.foundation.money import Money
from thereafter.record.commerce import finding as orders
from thereafter.record.customers import queries as customers
from thereafter.record.customers import tags
from thereafter.record.customers.models import ContactPoint
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.people import names
from thereafter.surfaces.console.search import places
from thereafter.surfaces.ui import wording


@dataclass(frozen=True)
class Hit:
    """One thing that was found, what distinguishes it, and where it is."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What was found in one room; `more` is where all of it is, if there may be more."""

    title: str
    hits: list[Hit]
    more: str = ""


def find(words: str, desk: Desk, *, limit: int) -> list[Group]:
    """The rooms in which something is called so, at most `limit` of each; what is called exactly so comes first."""
    people = _people(words, limit)
    placed, is_exact = _orders(words, desk, limit)
    first = [placed, people] if is_exact else [people, placed]
    groups = [
        *first,
        *_audiences(words, limit),
        _tags(words, limit),
        _journeys(words, limit),
        _places(words, desk, limit),
    ]
    return [group for group in groups if group.hits]


def _people(words: str, limit: int) -> Group:
    found = customers.find(words, limit=limit)
    called = names(found)
    points = ContactPoint.objects.filter(customer__in=found, preferred=True)
    reached = dict(points.values_list("customer_id", "address"))
    hits = [Hit(called[pk], reverse("console:customer", args=[pk]), reached.get(pk, "")) for pk in found]
    more = f"{reverse('console:customers')}?{urlencode({'q': words})}" if len(found) == limit else ""
    return Group("People", hits, more)


def _orders(words: str, desk: Desk, limit: int) -> tuple[Group, bool]:
    found = orders.find(words, limit=limit)
    buyers = names(order.customer_id for order in found)
    hits = [
        Hit(
            f"Order {order.number}",
            reverse("console:order", args=[order.pk]),
            f"{buyers[order.customer_id] if order.customer_id else 'Nobody we know'}, "
            f"{wording.relative(order.placed_at, now=desk.now)}, "
            f"{Money(order.total_minor, order.currency)}",
        )
        for order in found
    ]
    bare = words.strip().lstrip("#").lower()
    return Group("Orders", hits), bool(found) and found[0].number.lstrip("#").lower() == bare


def _audiences(words: str, limit: int) -> list[Group]:
    found = Segment.objects.filter(Q(name__icontains=words) | Q(key__icontains=words)).order_by("name")
    groups: dict[str, list[Hit]] = {"Segments": [], "Lists": []}
    for one in found[: 2 * limit]:
        note = wording.count(one.count or 0, "person", "people")
        groups["Lists" if one.is_list else "Segments"].append(
            Hit(one.name, reverse("console:segment", args=[one.key]), note)
        )
    return [Group(title, hits[:limit]) for title, hits in groups.items()]


def _tags(words: str, limit: int) -> Group:
    address = reverse("console:customers")
    found = tags.beginning(" ".join(words.lower().split()), limit=limit)
    return Group("Tags", [Hit(word, f"{address}?{urlencode({'stage': 'everybody', 'tag': word})}") for word in found])


def _journeys(words: str, limit: int) -> Group:
    found = Journey.objects.filter(Q(name__icontains=words) | Q(key__icontains=words)).order_by("name")[:limit]
    return Group("Journeys", [Hit(one.name, reverse("console:journey", args=[one.key])) for one in found])


def _places(words: str, desk: Desk, limit: int) -> Group:
    return Group("Pages", [Hit(title, url) for title, url in places.find(words, desk)][:limit])
