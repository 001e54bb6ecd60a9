"""One field over everything: people, orders, segments, journeys."""

from django.db.models import Q
from django.http import HttpResponse

from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys.models import Journey
from thereafter.record.commerce.models import Order
from thereafter.record.customers import queries as customers
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.people import listed, names

_AT_MOST = 10


def show(desk: Desk) -> HttpResponse:
    """What the words may mean, by room."""
    words = desk.asked("q")
    if not words:
        return desk.answer("search/search.html", words="")
    orders = list(Order.objects.filter(number=words).order_by("-placed_at")[:_AT_MOST])
    buyers = names(order.customer_id for order in orders)
    called = Q(name__icontains=words) | Q(key__icontains=words)
    return desk.answer(
        "search/search.html",
        words=words,
        people=listed(customers.find(words, limit=_AT_MOST)),
        orders=[(order, buyers[order.customer_id] if order.customer_id else "") for order in orders],
        segments=Segment.objects.filter(called).order_by("name")[:_AT_MOST],
        journeys=Journey.objects.filter(called).order_by("name")[:_AT_MOST],
        most=_AT_MOST,
    )
