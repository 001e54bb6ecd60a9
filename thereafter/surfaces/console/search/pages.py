"""One field over everything: people, orders, segments, lists, tags, journeys, pages."""

from django.http import HttpResponse

from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.search import everything

_AT_MOST = 10
_WHILE_TYPING = 5


def show(desk: Desk) -> HttpResponse:
    """What the words may mean, by room; for htmx, while somebody types, the best of it alone."""
    words = desk.asked("q")[:200]
    if desk.asks_for_part:
        groups = everything.find(words, desk, limit=_WHILE_TYPING) if words else []
        return desk.answer("search/found.html", words=words, groups=groups)
    groups = everything.find(words, desk, limit=_AT_MOST) if words else []
    return desk.answer("search/search.html", words=words, groups=groups)
