"""Why somebody got what she got, and why not the rest: the chain from trigger to delivery, for one customer."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from thereafter.audience.segments.models import Segment
from thereafter.engagement.cases.models import Task
from thereafter.engagement.journeys import wording
from thereafter.engagement.journeys.entry import Fact, NotStarted, why_not
from thereafter.engagement.journeys.models import Enrollment, Journey, Step, Version
from thereafter.engagement.messaging.models import Decision, Message, Reason, State
from thereafter.engagement.messaging.policy import reasons
from thereafter.foundation.sql import Folder
from thereafter.record.commerce.models import Order
from thereafter.record.events.models import Event

SQL = Folder(__file__)
PASSAGES = 50  # of one customer that are told at once


@dataclass(frozen=True)
class Verdict:
    """One decision about a message."""

    at: datetime
    state: State
    reason: Reason
    until: datetime | None  # of a hold

    @property
    def words(self) -> str:
        """The decision as a clause, without its instants."""
        said = "went out" if self.state is State.SENT else State(self.state).label.lower()
        return f"{said}, because {self.reason.label}" if self.reason else said


@dataclass(frozen=True)
class MessageWhy:
    """One considered message with everything that was decided about it."""

    purpose_id: int
    trigger_key: int
    visit: int
    label: str
    kind: str
    arm: str
    verdicts: tuple[Verdict, ...]  # oldest first; the last one holds now
    failed: tuple[Reason, ...]  # every rule that said no at the last one, the decisive one first
    considered_at: datetime
    stale_at: datetime | None
    sent_at: datetime | None
    error: str
    after: tuple["After", ...] = ()  # oldest first


@dataclass(frozen=True)
class After:
    """What came of a message after it went out."""

    at: datetime
    name: str  # of its event
    words: str
    is_bad: bool


@dataclass(frozen=True)
class Moment:
    """One thing on the way through a journey."""

    at: datetime
    words: str
    message: MessageWhy | None = None


@dataclass(frozen=True)
class Passage:
    """One passage through one version, from its trigger on."""

    version: int
    triggered_at: datetime
    entered_at: datetime
    active: bool
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Nothing:
    """Something that happened and started no passage."""

    at: datetime
    words: str
    reason: NotStarted


@dataclass
class JourneyWhy:
    """One journey and one customer. Without a passage, `sentence` says why there is none."""

    key: str
    name: str
    sentence: str = ""
    passages: list[Passage] = field(default_factory=list)
    nothings: list[Nothing] = field(default_factory=list)


def why(
    customer_id: int, *, now: datetime, journeys: Iterable[Journey] | None = None, trigger_key: int | None = None
) -> list[JourneyWhy]:
    """Every published journey (or those given) as this customer went through it, or did not. In a few queries.

    Of many passages the latest are told, or those of one trigger.
    """
    asked = list(
        Journey.objects.filter(live__isnull=False).select_related("live").order_by("name")
        if journeys is None
        else journeys
    )
    answers = {journey.pk: JourneyWhy(journey.key, journey.name) for journey in asked}
    hers = Enrollment.objects.filter(customer_id=customer_id, journey_id__in=answers)
    if trigger_key is not None:
        hers = hers.filter(trigger_key=trigger_key)
    enrollments = list(hers.order_by("-triggered_at", "-trigger_key")[:PASSAGES])[::-1]
    known = _Known.about(customer_id, enrollments, asked)
    for enrollment in enrollments:
        answers[enrollment.journey_id].passages.append(_passage(enrollment, known))
    triggers = defaultdict(list)
    for row in SQL["triggers"].rows(customer=customer_id, journeys=list(answers), now=now):
        triggers[row.journey_id].append(row)
    for journey in asked:
        answer = answers[journey.pk]
        answer.nothings = _nothings(journey, triggers[journey.pk], known)
        if not answer.passages:
            answer.sentence = _sentence(journey, answer.nothings, known)
    return sorted(answers.values(), key=lambda answer: (not answer.passages, answer.name))


@dataclass(frozen=True)
class _Known:
    """Everything that the chains are told from, fetched at once."""

    versions: dict[int, Version]
    steps: dict[int, Step]
    messages: dict[tuple[int, int, int], MessageWhy]
    tasks: dict[str, Task]
    orders: dict[int, str]
    segments: dict[int, str]
    learned: dict[tuple[str, datetime], datetime]

    @classmethod
    def about(cls, customer_id: int, enrollments: Sequence[Enrollment], journeys: Sequence[Journey]) -> "_Known":
        versions = Version.objects.in_bulk({enrollment.version_id for enrollment in enrollments})
        steps = {
            step.pk: step
            for step in Step.objects.filter(version__in=versions).select_related("purpose", "version__journey")
        }
        happened = Event.objects.filter(
            customer_id=customer_id,
            name__in={version.trigger_event for version in versions.values()},
            occurred_at__in={enrollment.triggered_at for enrollment in enrollments},
        )
        listened = {version.trigger_object_id for version in versions.values()} | {
            journey.live.trigger_object_id for journey in journeys if journey.live
        }
        return cls(
            versions=versions,
            steps=steps,
            messages=_messages(
                customer_id,
                {step.purpose_id for step in steps.values() if step.purpose_id},
                {enrollment.trigger_key for enrollment in enrollments},
            ),
            tasks={task.origin: task for task in Task.objects.filter(customer_id=customer_id)},
            orders=dict(Order.objects.filter(customer_id=customer_id).values_list("pk", "number")),
            segments=dict(Segment.objects.filter(pk__in=filter(None, listened)).values_list("pk", "name")),
            learned={(event.name, event.occurred_at): event.known_at for event in happened},
        )

    def happened(self, version: Version, order_id: int | None) -> str:
        """What starts the version, as a verb."""
        return wording.event(
            version.trigger_event,
            segment=self.segments.get(version.trigger_object_id or 0, ""),
            order=self.orders.get(order_id or 0, ""),
        )


def _messages(customer_id: int, purposes: set[int], triggers: set[int]) -> dict[tuple[int, int, int], MessageWhy]:
    earlier = defaultdict(list)
    these = {"customer_id": customer_id, "purpose_id__in": purposes, "trigger_key__in": triggers}
    decisions = Decision.objects.filter(**these)
    for decision in decisions.order_by("decided_at", "pk"):
        earlier[decision.purpose_id, decision.trigger_key, decision.visit].append(_verdict(decision))
    found = list(Message.objects.filter(**these).select_related("purpose"))
    answers = _after(customer_id, found)
    return {
        (message.purpose_id, message.trigger_key, message.visit): MessageWhy(
            purpose_id=message.purpose_id,
            trigger_key=message.trigger_key,
            visit=message.visit,
            label=message.purpose.label,
            kind=message.kind,
            arm=message.arm,
            verdicts=(*earlier[message.purpose_id, message.trigger_key, message.visit], _verdict(message)),
            failed=tuple(reasons(message.failed_rules)),
            considered_at=message.considered_at,
            stale_at=message.stale_at,
            sent_at=message.sent_at,
            error=message.error,
            after=tuple(answers[message.purpose_id, message.trigger_key, message.visit]),
        )
        for message in found
    }


def of_message(message: Message) -> MessageWhy:
    """One message with everything that was decided about it, whoever asked for it. Three queries."""
    told = _messages(message.customer_id, {message.purpose_id}, {message.trigger_key})
    return told[message.purpose_id, message.trigger_key, message.visit]


def _after(customer_id: int, messages: Iterable[Message]) -> dict[tuple[int, int, int], list[After]]:
    """What came of each of these messages to one customer. One query, or two."""
    out: dict[tuple[int, int, int], datetime] = {
        (message.purpose_id, message.trigger_key, message.visit): message.sent_at
        for message in messages
        if message.sent_at
    }
    told: dict[tuple[int, int, int], list[After]] = defaultdict(list)
    if not out:
        return told
    hers = {"customer_id": customer_id, "name__in": wording.AFTER, "object_id__in": {key[0] for key in out}}
    events = list(Event.objects.filter(**hers, occurred_at__gte=min(out.values())).order_by("occurred_at", "id"))
    latest = _latest_before(customer_id, [event for event in events if _named(event) == (None, None)])
    for event in events:
        about = latest.get(event.pk) or (event.object_id or 0, *_named(event))
        words = wording.after(event.name, event.properties)
        if words and about in out and out[about] <= event.occurred_at:
            told[about].append(After(event.occurred_at, event.name, words, wording.AFTER[event.name]))
    return told


def _named(event: Event) -> tuple[Any, Any]:
    """Which message of its purpose an event names, by trigger and visit."""
    return event.properties.get("trigger_key"), event.properties.get("visit")


def _latest_before(customer_id: int, events: Sequence[Event]) -> dict[int, tuple[int, int, int]]:
    """What names a purpose alone, as events from outside may, is taken to be about the latest mail of it. One query."""
    if not events:
        return {}
    purposes = {event.object_id for event in events if event.object_id}
    sent = Message.objects.filter(customer_id=customer_id, purpose_id__in=purposes, sent_at__isnull=False)
    by_purpose: dict[int, list[tuple[datetime, tuple[int, int, int]]]] = defaultdict(list)
    for at, *key in sent.order_by("sent_at").values_list("sent_at", "purpose_id", "trigger_key", "visit"):
        if at:
            by_purpose[key[0]].append((at, (key[0], key[1], key[2])))
    found = {}
    for event in events:
        mails = by_purpose[event.object_id or 0]
        if place := bisect_right(mails, event.occurred_at, key=lambda mail: mail[0]):
            found[event.pk] = mails[place - 1][1]
    return found


def _verdict(row: Message | Decision) -> Verdict:
    state = State(row.state)
    return Verdict(row.decided_at, state, Reason(row.reason), row.not_before if state is State.HELD else None)


def _passage(enrollment: Enrollment, known: _Known) -> Passage:
    version = known.versions[enrollment.version_id]
    learned = known.learned.get((version.trigger_event, enrollment.triggered_at))
    told = [
        Moment(enrollment.triggered_at, known.happened(version, enrollment.order_id)),
        Moment(enrollment.entered_at, f"entered version {version.number} of the journey"),
    ]
    if learned and learned > enrollment.triggered_at:
        told.insert(1, Moment(learned, "we learned of it"))
    trail = list(zip(enrollment.trail, enrollment.trail_at, strict=True))
    told += [_moment(known.steps[step], at, enrollment, known) for step, at in trail]
    active = enrollment.state == Enrollment.State.ACTIVE
    if active:
        told.append(Moment(enrollment.due_at, "goes on, after a wait"))
    elif enrollment.ended_at and not (trail and known.steps[trail[-1][0]].kind == Step.Kind.END):
        told.append(Moment(enrollment.ended_at, f"left the journey: {enrollment.ended_because}"))
    return Passage(version.number, enrollment.triggered_at, enrollment.entered_at, active, tuple(told))


def _moment(step: Step, at: datetime, enrollment: Enrollment, known: _Known) -> Moment:
    match step.kind:
        case Step.Kind.WAIT:
            return Moment(at, f"had waited {wording.length(step.duration)}" if step.duration else "had waited")
        case Step.Kind.BRANCH:
            return Moment(at, f"came to the branch “{step.key}”: {_way(step, enrollment)}")
        case Step.Kind.MESSAGE:
            message = known.messages.get((step.purpose_id or 0, enrollment.trigger_key, enrollment.visit))
            return Moment(at, f"the message “{step.key}” was considered", message)
        case Step.Kind.TASK:
            return Moment(at, _handed_over(step, enrollment, known))
        case _:
            return Moment(at, f"came to the end: {step.settings.get('words', 'finished')}")


def _way(branch: Step, enrollment: Enrollment) -> str:
    """Which way somebody went at a branch, by the step that came next."""
    following = [*enrollment.trail, enrollment.step_id]
    after = following[following.index(branch.pk) + 1]
    for number, arm in enumerate(branch.settings["arms"], start=1):
        if arm["step"] == after:
            return f"rule {number} held"
    return "no rule held"


def _handed_over(step: Step, enrollment: Enrollment, known: _Known) -> str:
    purpose = f"{step.version.journey.key}/{step.version.number}/{step.key}"
    origin = (
        f"journey {purpose}, trigger {enrollment.trigger_key}, visit {enrollment.visit}, "
        f"customer {enrollment.customer_id}"
    )
    task = known.tasks.get(origin)
    if task is None:
        return f"the task “{step.settings['title']}” was not handed over, because she is in a control group"
    return f"the task “{task.title}” was handed over to the {task.get_role_display().lower()}: {task.reason}"


def _nothings(journey: Journey, facts: Iterable[Any], known: _Known) -> list[Nothing]:
    found = []
    for row in facts:
        fact = Fact(row.occurred_at, row.known_at, row.fits, row.started_by)
        reason = why_not(
            fact,
            on=journey.state == Journey.State.ON,
            state_since=journey.state_since,
            looked_until=journey.looked_until,
        )
        if reason and journey.live:
            found.append(Nothing(row.occurred_at, known.happened(journey.live, row.object_id), reason))
    return found


def _sentence(journey: Journey, nothings: Sequence[Nothing], known: _Known) -> str:
    if journey.live is None:
        return "No version of this journey was ever published."
    if nothings:
        return f"It did not begin: {nothings[-1].reason}."
    off = "" if journey.state == Journey.State.ON else " The journey is off."
    return f"It never happened that she {known.happened(journey.live, None)}.{off}"
