"""What readers ask of journeys."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from thereafter.engagement.journeys.models import Enrollment, Journey, Traffic


@dataclass(frozen=True)
class Passages:
    """How many passages began, and how many of them are under way."""

    entered: int
    active: int


def listening_to(segment_id: int) -> list[Journey]:
    """Published journeys that somebody starts or leaves by entering or leaving this segment."""
    live = Journey.objects.exclude(live=None)
    heard = Q(live__trigger_object_id=segment_id, live__trigger_event__startswith="segment.")
    leaving = Q(live__exits__object_id=segment_id, live__exits__event__startswith="segment.")
    return list(live.filter(heard | leaving).distinct().order_by("name"))


def waiting_by_step(journey: Journey) -> dict[int, int]:
    """How many people stand at each step of a journey now, all versions, by step id."""
    active = Enrollment.objects.filter(journey=journey, state=Enrollment.State.ACTIVE)
    return dict(active.values_list("step_id").annotate(people=Count("customer_id")))


def passed_by_step(journey: Journey, *, since: date | None = None) -> dict[int, int]:
    """How many times each step was passed, by step id."""
    traffic = Traffic.objects.filter(step__version__journey=journey)
    if since:
        traffic = traffic.filter(day__gte=since)
    return dict(traffic.values_list("step_id").annotate(times=Sum("passed")))


def passages() -> dict[int, Passages]:
    """How many ever entered each journey and how many are under way, by journey id."""
    rows = Enrollment.objects.values_list("journey_id").annotate(
        entered=Count("customer_id"), active=Count("customer_id", filter=Q(state=Enrollment.State.ACTIVE))
    )
    return {journey: Passages(entered, active) for journey, entered, active in rows}
