"""What readers ask of journeys: which there are, who stands where, what came of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from thereafter.audience.profiles.models import Stage
from thereafter.engagement.journeys.models import Enrollment, Journey, Traffic
from thereafter.engagement.messaging.models import Message, Reason, State
from thereafter.foundation.sql import Folder
from thereafter.record.shop import settings

SQL = Folder(__file__)


@dataclass(frozen=True)
class Passages:
    """How many ever entered a journey, and how many are on their way through it."""

    entered: int = 0
    active: int = 0


@dataclass(frozen=True)
class NotLift:
    """A journey in numbers. Orders and revenue: of whoever heard from it, within 60 days of the first message.

    Revenue is that of the orders in the shop's currency.

    Where nothing went out yet, whoever would have heard from it in the rehearsal counts as having heard.
    """

    entered: int
    active: int
    considered: int
    went_out: int
    rehearsed: int
    held: int
    skipped: int
    clicked: int
    unsubscribed: int
    bounced: int
    orders: int
    revenue_minor: int


def by_stage() -> list[tuple[str, list[Journey]]]:
    """Every journey under the stage of life that it speaks to, in the order of a life; first those for any stage."""
    rows = list(Journey.objects.select_related("live", "experiment").order_by("-priority", "name"))
    stages = [("", "any stage"), *Stage.choices]
    found = [(str(label), [row for row in rows if row.stage == stage]) for stage, label in stages]
    return [(label, journeys) for label, journeys in found if journeys]


def passages() -> dict[int, Passages]:
    """Passages by journey id. One query."""
    active = Count("customer_id", filter=Q(state=Enrollment.State.ACTIVE))
    rows = Enrollment.objects.values_list("journey_id").annotate(entered=Count("customer_id"), underway=active)
    return {journey: Passages(entered, underway) for journey, entered, underway in rows}


def waiting_by_step(journey: Journey) -> dict[int, int]:
    """How many people stand at each step now, in every version, by step id."""
    active = Enrollment.objects.filter(journey=journey, state=Enrollment.State.ACTIVE)
    return dict(active.values_list("step_id").annotate(Count("customer_id")))


def passed_by_step(journey: Journey, *, since: date | None = None) -> dict[int, int]:
    """How many passed each step, in every version, by step id."""
    traffic = Traffic.objects.filter(step__version__journey=journey)
    if since:
        traffic = traffic.filter(day__gte=since)
    return dict(traffic.values_list("step_id").annotate(Sum("passed")))


def messages(journey: Journey) -> QuerySet[Message]:
    """The messages of a journey, newest first."""
    return Message.objects.filter(purpose__journey_key=journey.key).select_related("purpose").order_by("-considered_at")


def reasons(journey: Journey, *, since: datetime, now: datetime) -> Counter[tuple[State, Reason]]:
    """How many of its messages considered in (since, now] came to which state for which reason."""
    considered = messages(journey).filter(considered_at__gt=since, considered_at__lte=now).order_by()
    rows = considered.values_list("state", "reason").annotate(Count("customer_id"))
    return Counter({(State(state), Reason(reason)): count for state, reason, count in rows})


def numbers(journey: Journey, *, now: datetime) -> NotLift:
    """The journey in numbers, as known at `now`."""
    here = {"journey": journey.pk, "key": journey.key, "currency": settings.read().currency}
    return NotLift(**SQL["numbers"].one(now=now, **here)._asdict())


def listening_to(segment_id: int) -> list[Journey]:
    """Published journeys that somebody starts or leaves by entering or leaving this segment, by name."""
    live = Journey.objects.exclude(live=None)
    starts = Q(live__trigger_object_id=segment_id, live__trigger_event__startswith="segment.")
    leaves = Q(live__exits__object_id=segment_id, live__exits__event__startswith="segment.")
    return list(live.filter(starts | leaves).distinct().order_by("name"))
