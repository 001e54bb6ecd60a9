"""TEMPORARY home of reads that belong to messaging; they move to its queries.py."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thereafter.audience.profiles.models import Profile
from thereafter.engagement.messaging.models import Message, State


@dataclass(frozen=True)
class Silence:
    """People who bought and heard nothing: how many bought, how many of them heard nothing, and a few of those."""

    bought: int
    count: int
    some: list[Profile]


def radio_silence(*, since: datetime, now: datetime, some: int = 6) -> Silence:
    """Who bought in (since, now] and heard nothing from us then. What a rehearsal would have sent counts as heard."""
    bought = Profile.objects.filter(last_order_at__gt=since, last_order_at__lte=now)
    silent = silent_buyers(since=since, now=now)
    return Silence(bought.count(), silent.count(), list(silent[:some]))


def silent_buyers(*, since: datetime, now: datetime) -> QuerySet[Profile]:
    """The people of `radio_silence`, the latest order first."""
    heard = Message.objects.filter(
        Q(sent_at__gt=since) | Q(sent_at=None, decided_at__gt=since),
        customer_id=OuterRef("customer_id"),
        state__in=Message.WENT_OUT,
    )
    return Profile.objects.filter(~Exists(heard), last_order_at__gt=since, last_order_at__lte=now).order_by(
        "-last_order_at"
    )


def outcomes(*, since: datetime, now: datetime) -> dict[str, int]:
    """How many messages considered in (since, now] stand in each state."""
    considered = Message.objects.filter(considered_at__gt=since, considered_at__lte=now)
    counted = dict(considered.values_list("state").annotate(messages=Count("customer_id")))
    by_state = {state.value: counted.get(state.value, 0) for state in State}
    return {**by_state, "out": sum(by_state[state] for state in Message.WENT_OUT)}


def outcomes_by_journey(*, since: datetime, now: datetime) -> dict[str, dict[str, int]]:
    """How many messages considered in (since, now] stand in each state, by journey key."""
    found: dict[str, dict[str, int]] = {}
    considered = Message.objects.filter(considered_at__gt=since, considered_at__lte=now)
    for key, state, count in considered.values_list("purpose__journey_key", "state").annotate(n=Count("customer_id")):
        found.setdefault(key, {})[state] = count
    return found


def outcomes_by_purpose(journey_key: str, *, since: datetime, now: datetime) -> dict[int, dict[tuple[str, str], int]]:
    """How many messages of a journey considered in (since, now] stand in each state for each reason, by purpose id."""
    found: dict[int, dict[tuple[str, str], int]] = {}
    considered = Message.objects.filter(
        purpose__journey_key=journey_key, considered_at__gt=since, considered_at__lte=now
    )
    for purpose, state, reason, count in considered.values_list("purpose_id", "state", "reason").annotate(
        n=Count("customer_id")
    ):
        found.setdefault(purpose, {})[state, reason] = count
    return found
