"""Radio silence: who bought and heard nothing, as a number and as a list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from thereafter.audience.profiles.models import Profile
from thereafter.engagement.messaging.models import Message, State
from thereafter.record.shop import figures, settings

FOR = timedelta(days=30)
_SOME = 6
_KEY = "messaging: silence"


@dataclass(frozen=True)
class Silence:
    """People who bought and heard nothing: how many bought, how many of them heard nothing, and a few of those."""

    bought: int
    count: int
    some: list[Profile]
    counted: figures.Counted


def radio_silence(*, now: datetime, rehearsing: bool) -> Silence:
    """Who bought within 30 days and heard nothing from us in them: no message was sent to her.

    Where the shop is rehearsing, what would have been sent counts as heard. Of a large shop as it was counted a few
    minutes ago, for the mode that it had then.
    """
    found = figures.look(_KEY, now=now)
    if found.value["rehearsing"] != rehearsing:
        found = figures.Counted(_count(rehearsing, now), now)
    some = Profile.objects.in_bulk(found.value["some"])
    shown = [some[one] for one in found.value["some"] if one in some]
    return Silence(found.value["bought"], found.value["silent"], shown, found)


def register_all() -> None:
    """Let the worker count what takes long."""
    figures.register(figures.Number(_KEY, ("profiles_profile", "messaging_message"), timedelta(minutes=15), _as_it_is))


def _as_it_is(*, now: datetime) -> dict[str, Any]:
    return _count(settings.read().mode != "live", now)


def _count(rehearsing: bool, now: datetime) -> dict[str, Any]:
    since = now - FOR
    silent = silent_buyers(since=since, now=now, rehearsing=rehearsing)
    return {
        "rehearsing": rehearsing,
        "bought": Profile.objects.filter(last_order_at__gt=since, last_order_at__lte=now).count(),
        "silent": silent.count(),
        "some": list(silent.values_list("pk", flat=True)[:_SOME]),
    }


def silent_buyers(*, since: datetime, now: datetime, rehearsing: bool) -> QuerySet[Profile]:
    """The people of `radio_silence`, the latest order first."""
    heard = Q(state=State.SENT, sent_at__gt=since)
    if rehearsing:
        heard |= Q(state=State.REHEARSED, decided_at__gt=since)
    hers = Message.objects.filter(heard, customer_id=OuterRef("customer_id"))
    return Profile.objects.filter(~Exists(hers), last_order_at__gt=since, last_order_at__lte=now).order_by(
        "-last_order_at"
    )
