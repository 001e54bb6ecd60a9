"""A journey as it is drawn: its steps from top to bottom, ways under its branches, and what stands at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from thereafter.audience.profiles.models import Stage
from thereafter.audience.segments import sentence
from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys import definition, queries, wording
from thereafter.engagement.journeys.definition import Branch, Definition, End, Message, Task, Wait
from thereafter.engagement.journeys.flow import flatten
from thereafter.engagement.journeys.models import Journey, Step
from thereafter.engagement.messaging.models import Reason, State
from thereafter.engagement.messaging.tallies import Tally
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import shapes
from thereafter.surfaces.ui.shapes import Count, StepKind, Way

_REASONS_NAMED = 2
_ALWAYS = ("out", "held", "skipped")
_ANYBODY = {  # what a task's placeholders stand for while it is nobody's yet
    "{first_name}": "the customer",
    "{name}": "the customer",
    "{orders}": "so many",
    "{spent}": "so much",
    "{last_product}": "the last purchase",
    "{order_number}": "the last order",
}


@dataclass(frozen=True)
class Row:
    """One journey in the list, with its numbers."""

    journey: Journey
    entered: int
    active: int
    out: int
    held: int
    skipped: int

    @property
    def stage(self) -> str:
        """For whom it is."""
        return Stage(self.journey.stage).label.capitalize() if self.journey.stage else "Everybody"

    @classmethod
    def of(
        cls, journey: Journey, passages: queries.Passages | None, outcomes: Mapping[str, int], went_out: State
    ) -> "Row":
        """The numbers of one journey; zeros where nothing happened yet. `went_out` is the state that says so here."""
        out = outcomes.get(went_out, 0)
        held, skipped = outcomes.get(State.HELD, 0), outcomes.get(State.SKIPPED, 0)
        return cls(journey, passages.entered if passages else 0, passages.active if passages else 0, out, held, skipped)


@dataclass(frozen=True)
class _Numbers:
    """What stands at the steps of one journey, and how its parts are called."""

    journey: Journey
    by_key: Mapping[str, Step]
    waiting: Mapping[int, int]
    passed: Mapping[int, int]
    outcomes: Mapping[int, Mapping[tuple[str, str], int]]
    is_live: bool
    out: State
    keys: Mapping[int, str] = field(default_factory=dict)


def steps(journey: Journey, month: Tally, standing: queries.Standing, desk: Desk) -> list[shapes.Step]:
    """The live version of a journey, drawn, with its messages of a month. As many queries however long it is."""
    if journey.live is None:
        return []
    text, _ = definition.read(journey.live.text, journey.key)
    stored = {step.key: step for step in journey.live.steps.all()}
    numbers = _Numbers(
        journey,
        stored,
        standing.waiting,
        queries.passed_by_step(journey),
        month.by_purpose(),
        desk.is_live,
        desk.out,
        keys={id(node.step): node.key for node in flatten(text) if node.step},
    )
    finished = numbers.passed.get(stored["end"].pk, 0) if "end" in stored else 0
    return [
        _trigger(journey, text),
        *_drawn(text.steps, numbers),
        shapes.Step(StepKind.END, "Finished", _exits(text), [Count(finished, "came here")]),
    ]


def _trigger(journey: Journey, text: Definition) -> shapes.Step:
    live = journey.live
    segment = Segment.objects.filter(pk=live.trigger_object_id).first() if live and live.trigger_object_id else None
    happened = wording.event(live.trigger_event if live else "", segment=segment.name if segment else "")
    once = {"customer": "once for each customer", "order": "once for each order", "event": "each time it happens"}
    return shapes.Step(
        StepKind.TRIGGER,
        f"When somebody {happened}",
        f"{once[text.once_per]}; control group {text.control / 100:g} %",
        url=reverse("console:segment", args=[segment.key]) if segment else "",
    )


def _drawn(written: Sequence[Any], numbers: _Numbers) -> list[shapes.Step]:
    return [_draw(step, numbers.by_key[numbers.keys[id(step)]], numbers) for step in written]


def _draw(step: Any, stored: Step, numbers: _Numbers) -> shapes.Step:
    passed = Count(numbers.passed.get(stored.pk, 0), "passed")
    match step:
        case Wait():
            waiting = Count(numbers.waiting.get(stored.pk, 0), "waiting")
            return shapes.Step(StepKind.WAIT, f"Wait {wording.length(step.wait)}", counts=[waiting, passed])
        case Message():
            return _message(step, stored, numbers)
        case Task():
            due = wording.length(step.due)
            title = step.title
            for placeholder, words in _ANYBODY.items():
                title = title.replace(placeholder, words)
            return shapes.Step(StepKind.TASK, title, f"for the {step.role.in_words}, due in {due}", [passed])
        case Branch():
            ways = [Way(sentence.read_back(arm.if_).rstrip("."), _drawn(arm.then, numbers)) for arm in step.rules]
            ways.append(Way("Everybody else", _drawn(step.else_, numbers)))
            title = step.branch.replace("-", " ").capitalize()
            return shapes.Step(StepKind.BRANCH, title, "the first rule that holds decides", [passed], ways)
        case End():
            return shapes.Step(
                StepKind.END, step.end[:1].upper() + step.end[1:], counts=[Count(passed.value, "came here")]
            )
    raise TypeError(f"No drawing for {type(step).__name__}.")


def _message(step: Message, stored: Step, numbers: _Numbers) -> shapes.Step:
    outcomes = numbers.outcomes.get(stored.purpose_id or 0, {})
    by_state: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for (state, reason), count in outcomes.items():
        group = "out" if state == numbers.out else State.READY if state == State.ATTEMPTING else state
        by_state[group] = by_state.get(group, 0) + count
        if reason:
            reasons[reason] = reasons.get(reason, 0) + count
    here = f"{reverse('console:messages')}?journey={numbers.journey.key}"
    words = {
        "out": "went out" if numbers.is_live else "would go out",
        "held": "held",
        "skipped": "skipped",
        "failed": "failed",
        "ready": "waiting for the mail server",
        "unknown": "may have gone out",
        "sent": "sent while live",
        "rehearsed": "only rehearsed",
    }
    counts = [
        Count(by_state.get(group, 0), word, f"{here}&state={group}")
        for group, word in words.items()
        if group in _ALWAYS or by_state.get(group)
    ]
    most = sorted(reasons.items(), key=lambda pair: -pair[1])[:_REASONS_NAMED]
    note = ", ".join(f"{count:,} {Reason(reason).label}" for reason, count in most)
    return shapes.Step(
        StepKind.MESSAGE, label(step), f"{step.kind.label.lower()}, by e-mail", counts, url=here, note=note
    )


def label(step: Message) -> str:
    """How a message step is called."""
    return step.label or step.message.replace("-", " ").capitalize()


def _exits(text: Definition) -> str:
    """Why somebody leaves before the end."""
    return f"Left before: {'; '.join(leaving.because for leaving in text.exits)}" if text.exits else ""
