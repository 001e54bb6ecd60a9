"""TEMPORARY home of reads that belong to the rooms below; each moves to its room's queries.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from thereafter.audience.profiles.models import Profile
from thereafter.connectors.files.models import Run
from thereafter.engagement.journeys.models import Enrollment, Journey, Traffic
from thereafter.engagement.messaging.models import Message, State
from thereafter.record.customers.models import ContactPoint, Customer, Identity
from thereafter.record.events.models import Event

# files


def running() -> QuerySet[Run]:
    """Imports under way, the oldest first."""
    return Run.objects.filter(state=Run.State.RUNNING).order_by("started_at")


def failed_lately(*, since: datetime) -> QuerySet[Run]:
    """Imports that failed since then and were not started again, the newest first."""
    return Run.objects.filter(state=Run.State.FAILED, started_at__gte=since).order_by("-started_at")


# events


def latest(names: Sequence[str], *, since: datetime, until: datetime, limit: int) -> list[Event]:
    """The newest events of these names that happened in (since, until], newest first, by whoever. One index probe a name."""
    recent = Event.objects.filter(occurred_at__gt=since, occurred_at__lte=until)
    each = [recent.filter(name=name).order_by("-known_at")[:limit] for name in names]
    found = each[0].union(*each[1:], all=True)
    return sorted(found, key=lambda event: (event.occurred_at, event.pk), reverse=True)[:limit]


# messaging


@dataclass(frozen=True)
class Silence:
    """People who bought and heard nothing: how many bought, how many of them heard nothing, and a few of those."""

    bought: int
    count: int
    some: list[Profile]


def radio_silence(*, since: datetime, now: datetime, some: int = 6) -> Silence:
    """Who bought in (since, now] and heard nothing from us in that time. What a rehearsal would have sent counts as heard."""
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
    return Profile.objects.filter(~Exists(heard), last_order_at__gt=since, last_order_at__lte=now).order_by("-last_order_at")


def outcomes(*, since: datetime, now: datetime) -> dict[str, int]:
    """How many messages considered in (since, now] stand in each state."""
    considered = Message.objects.filter(considered_at__gt=since, considered_at__lte=now)
    counted = dict(considered.values_list("state").annotate(messages=Count("customer_id")))
    by_state = {state.value: counted.get(state.value, 0) for state in State}
    return {**by_state, "out": sum(by_state[state] for state in Message.WENT_OUT)}


@dataclass(frozen=True)
class Passages:
    """How many passages began, and how many of them are under way."""

    entered: int
    active: int


# customers


def find(text: str, *, limit: int) -> list[int]:
    """Customers whom `text` may mean: an address, a store's number, the beginning of first or last name. Best first."""
    words = text.strip().lower()
    if not words:
        return []
    known_as = Identity.objects.filter(value=words).values_list("customer_id", flat=True)
    reached_at = ContactPoint.objects.filter(address_key__startswith=words).values_list("customer_id", flat=True)
    first, _, last = text.strip().rpartition(" ")
    called = Q(last_name__istartswith=last) & Q(first_name__istartswith=first) if first else (
        Q(first_name__istartswith=last) | Q(last_name__istartswith=last)
    )
    by_name = Customer.objects.filter(called).order_by("last_name", "first_name", "pk").values_list("pk", flat=True)
    found = dict.fromkeys([*known_as[:limit], *reached_at.order_by("address_key")[:limit], *by_name[:limit]])
    return list(found)[:limit]

# journeys


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
    for purpose, state, reason, count in considered.values_list("purpose_id", "state", "reason").annotate(n=Count("customer_id")):
        found.setdefault(purpose, {})[state, reason] = count
    return found
