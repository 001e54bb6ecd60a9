"""How many messages came to what: of the shop, by journey, by purpose and reason."""

from datetime import datetime

from django.db.models import Count

from thereafter.engagement.messaging.models import Message, State


def outcomes(*, since: datetime, now: datetime) -> dict[str, int]:
    """How many messages considered in (since, now] stand in each state."""
    considered = Message.objects.filter(considered_at__gt=since, considered_at__lte=now)
    counted = dict(considered.values_list("state").annotate(messages=Count("customer_id")))
    return {state.value: counted.get(state.value, 0) for state in State}


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
