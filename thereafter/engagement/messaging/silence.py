"""Radio silence: who bought and heard nothing, as a number and as a list."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from thereafter.audience.profiles.models import Profile
from thereafter.engagement.messaging.models import Message, State


@dataclass(frozen=True)
class Silence:
    """People who bought and heard nothing: how many bought, how many of them heard nothing, and a few of those."""

    bought: int
    count: int
    some: list[Profile]


def radio_silence(*, since: datetime, now: datetime, rehearsing: bool, some: int = 6) -> Silence:
    """Who bought in (since, now] and heard nothing from us then: no message was sent to her.

    Where the shop is rehearsing, what would have been sent counts as heard.
    """
    bought = Profile.objects.filter(last_order_at__gt=since, last_order_at__lte=now)
    silent = silent_buyers(since=since, now=now, rehearsing=rehearsing)
    return Silence(bought.count(), silent.count(), list(silent[:some]))


def silent_buyers(*, since: datetime, now: datetime, rehearsing: bool) -> QuerySet[Profile]:
    """The people of `radio_silence`, the latest order first."""
    heard = Q(state=State.SENT, sent_at__gt=since)
    if rehearsing:
        heard |= Q(state=State.REHEARSED, decided_at__gt=since)
    hers = Message.objects.filter(heard, customer_id=OuterRef("customer_id"))
    return Profile.objects.filter(~Exists(hers), last_order_at__gt=since, last_order_at__lte=now).order_by(
        "-last_order_at"
    )
