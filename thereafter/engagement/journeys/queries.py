"""What readers ask of journeys: which there are, who stands where, what came of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from thereafter.audience.profiles.models import Stage
from thereafter.engagement.journeys.models import Enrollment, Journey, Traffic
from thereafter.engagement.messaging.models import Message, Reason, State
from thereafter.foundation.sql import Folder
from thereafter.record.shop import figures, settings

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

    considered: int = 0
    went_out: int = 0
    rehearsed: int = 0
    held: int = 0
    skipped: int = 0
    clicked: int = 0
    unsubscribed: int = 0
    bounced: int = 0
    orders: int = 0
    revenue_minor: int = 0


def by_stage() -> QuerySet[Journey]:
    """Every journey in the order of the stages of life that they speak to; first those for any stage."""
    life = Case(*(When(stage=stage, then=place) for place, stage in enumerate(Stage.values, start=1)), default=0)
    return Journey.objects.order_by(life, "-priority", "name", "pk")


def to_choose_from(asked: str, *, limit: int = 200) -> list[tuple[str, str]]:
    """Keys and names of published journeys by name, the first of many, and the one that was asked for."""
    named = Journey.objects.values_list("key", "name")
    first = named.exclude(live=None).order_by("name", "key")[:limit]
    return sorted(first.union(named.filter(key=asked)), key=lambda pair: pair[::-1])


@dataclass(frozen=True)
class Standing:
    """Passages by journey id, and how many people stand at each step, in every version, by step id."""

    passages: dict[int, Passages]
    waiting: dict[int, int]
    counted: figures.Counted


def standing(*, now: datetime) -> Standing:
    """Who stands where; of a large shop as it was counted a few minutes ago."""
    found = figures.look(_STANDING, now=now)
    passages: dict[int, Passages] = {}
    waiting: dict[int, int] = {}
    for journey, step, people in found.value:
        before = passages.get(journey, Passages())
        passages[journey] = Passages(before.entered + people, before.active + (people if step else 0))
        if step:
            waiting[step] = people
    return Standing(passages, waiting, found)


def _stand(*, now: datetime) -> list[tuple[int, int | None, int]]:
    """Passages by journey and, of those under way, by the step that they stand at."""
    at_step = Case(When(state=Enrollment.State.ACTIVE, then=F("step_id")))
    return list(Enrollment.objects.values_list("journey_id", at_step).annotate(people=Count("customer_id")))


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


def numbers(journey: Journey, *, now: datetime) -> tuple[NotLift, figures.Counted]:
    """The journey in numbers, as known at `now`; of a large shop as they were counted within the last day."""
    found = figures.look(_NUMBERS, now=now)
    return NotLift(**found.value.get(str(journey.pk), {})), found


def _all_numbers(*, now: datetime) -> dict[str, dict[str, int]]:
    """Every journey in numbers, by its id."""
    rows = SQL["numbers"].rows(now=now, currency=settings.read().currency)
    return {str(row.journey): {key: value for key, value in row._asdict().items() if key != "journey"} for row in rows}


_STANDING, _NUMBERS = "journeys: standing", "journeys: numbers"


def register_all() -> None:
    """Let the worker count what takes long."""
    figures.register(
        figures.Number(_STANDING, ("journeys_enrollment",), timedelta(minutes=10), _stand),
        figures.Number(_NUMBERS, ("messaging_message",), timedelta(days=1), _all_numbers),
    )


def listening_to(segment_id: int) -> list[Journey]:
    """Published journeys that somebody starts or leaves by entering or leaving this segment, by name."""
    live = Journey.objects.exclude(live=None)
    starts = Q(live__trigger_object_id=segment_id, live__trigger_event__startswith="segment.")
    leaves = Q(live__exits__object_id=segment_id, live__exits__event__startswith="segment.")
    return list(live.filter(starts | leaves).distinct().order_by("name"))
