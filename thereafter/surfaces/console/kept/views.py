"""Kept views: a page with its filters, order and columns, under a name. The address says all of it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict

from thereafter.foundation.errors import Refusal
from thereafter.surfaces.console.models import SavedView

ROOMS = ("customers", "messages")
OPENS = ("customers",)  # the pages that can open with a view; their tabs lead away from it
_LONGEST = 2_000
_MOST = 50  # of one person in one room
_PASSING = ("page", "q")  # where one is in a view, and whom one sought, are no part of it


class NoView(Refusal):
    """It cannot be kept so."""


def plain(query: str) -> str:
    """The words of an address in one order, without what is empty and where one is in the list."""
    asked = QueryDict(query)
    said = sorted((name, value) for name, values in asked.lists() for value in values if value and name not in _PASSING)
    kept = QueryDict(mutable=True)
    for name, value in said:
        kept.appendlist(name, value.replace("\0", ""))
    return kept.urlencode()


def seen_by(user: User, room: str) -> QuerySet[SavedView]:
    """Her views of a page and everybody's, by name."""
    return SavedView.objects.filter(Q(owner=user) | Q(owner=None), room=room).order_by("name", "pk")


def opening(user: User, room: str) -> SavedView | None:
    """The view with which a page opens for her: her own choice, else everybody's."""
    return seen_by(user, room).filter(opens=True).order_by("owner_id").first()  # nulls last: everybody's come after


def keep(user: User, room: str, name: str, query: str, *, shared: bool, opens: bool, now: datetime) -> SavedView:
    """Keep a view under a name; one of that name is replaced. Raises NoView."""
    called, words = " ".join(name.split())[:80], plain(query)
    if not called:
        raise NoView("Give the view a name first.")
    if room not in ROOMS or len(words) > _LONGEST:
        raise NoView("This page cannot be kept as a view. Take some of its filters away.")
    owner = None if shared else user
    with transaction.atomic():
        others = SavedView.objects.select_for_update().filter(room=room, owner=owner)
        if others.exclude(name=called).count() >= _MOST:
            raise NoView(f"There are {_MOST} views of this page already. Forget one first.")
        if opens:
            others.update(opens=False)
        kept, _ = SavedView.objects.update_or_create(
            room=room,
            owner=owner,
            name=called,
            defaults={"query": words, "opens": opens and room in OPENS, "since": now},
        )
    return kept
