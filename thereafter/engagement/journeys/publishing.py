"""From a definition to the rows the statements run on: a version, its steps and exits, a purpose for every message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from thereafter.audience.segments import rule
from thereafter.audience.segments.models import Segment
from thereafter.engagement.experiments.define import define
from thereafter.engagement.journeys import checks, definition, flow
from thereafter.engagement.journeys.definition import (
    SEGMENT_ENTERED,
    SEGMENT_LEFT,
    Branch,
    Definition,
    End,
    Message,
    Task,
    Wait,
)
from thereafter.engagement.journeys.models import Exit, Journey, Step, Version
from thereafter.engagement.messaging.models import Purpose, Template
from thereafter.foundation.marked_yaml import Document


@dataclass(frozen=True)
class Published:
    """The version in force, and whether this call made it: what the live version says, said again, makes none."""

    version: Version
    new: bool


@transaction.atomic
def publish(text: str, *, source: str, now: datetime) -> Published:
    """Make `text` the live version of its journey. People in older versions finish those unchanged.

    A new journey is off. `source` names the text in errors. Raises Refusal with file, line, value and remedy.
    """
    journey_text, document = definition.read(text, source)
    known = _latest_templates()
    if found := checks.problems(journey_text, templates=known):
        raise document.refusal(found)
    segments = _segments(journey_text, document)
    journey = _journey(journey_text, now=now)
    if journey.live and journey.live.text == text and _writes_alike(journey.live, journey_text, known):
        return Published(journey.live, new=False)
    version = Version.objects.create(
        journey=journey,
        number=journey.versions.count() + 1,
        text=text,
        published_at=now,
        trigger_event=journey_text.trigger.event or SEGMENT_ENTERED,
        trigger_object_id=segments.get(journey_text.trigger.segment or ""),
        trigger_where=journey_text.trigger.jsonpath(),
        once_per=journey_text.once_per,
    )
    version.first = _lay_steps(journey_text, version, known, now=now)
    version.save(update_fields=["first"])
    Exit.objects.bulk_create(_exit(leaving, version, segments) for leaving in journey_text.exits)
    journey.live = version
    journey.save(update_fields=["live"])
    return Published(version, new=True)


def _latest_templates() -> dict[str, int]:
    """The newest version of every template, by key."""
    newest = Template.objects.order_by("key", "-version").distinct("key")
    return dict(newest.values_list("key", "pk"))


def _writes_alike(version: Version, text: Definition, known: Mapping[str, int]) -> bool:
    """Whether the mails of a version are of the newest templates: a letter that was rewritten makes a new version."""
    written = version.steps.exclude(purpose=None).values_list("purpose__template", flat=True)
    return sorted(written) == sorted(known[message.template] for message in text.messages())


def _segments(journey: Definition, document: Document) -> Mapping[str, int]:
    """The ids of the segments named. Raises Refusal for one that is not there."""
    named: list[tuple[tuple[str | int, ...], str]] = []
    if journey.trigger.segment:
        named.append((("trigger", "segment"), journey.trigger.segment))
    for index, leaving in enumerate(journey.exits):
        for word in ("segment_entered", "segment_left"):
            if key := getattr(leaving, word):
                named.append((("exits", index, word), key))
    there = dict(Segment.objects.filter(key__in=[key for _, key in named]).values_list("key", "pk"))
    missing = [
        (path, f'There is no segment "{key}". Make it first, or name another.')
        for path, key in named
        if key not in there
    ]
    if missing:
        raise document.refusal(missing)
    return there


def _journey(text: Definition, *, now: datetime) -> Journey:
    experiment = define(text.key, control_share=text.control, now=now) if text.control else None
    described = {
        "name": text.name,
        "about": text.about,
        "stage": "" if text.stage == "any" else text.stage,
        "priority": text.priority,
        "experiment": experiment,
    }
    journey, _ = Journey.objects.update_or_create(
        key=text.key, defaults=described, create_defaults={**described, "state_since": now}
    )
    return journey


def _lay_steps(text: Definition, version: Version, known: Mapping[str, int], *, now: datetime) -> Step:
    """Store the steps of a version; the first of them."""
    nodes = flow.flatten(text)
    steps = {
        node.key: Step.objects.create(
            version=version, key=node.key, position=position, kind=node.kind, duration=node.duration
        )
        for position, node in enumerate(nodes, start=1)
    }
    for node in nodes:
        step = steps[node.key]
        passed, rest = flow.passes(nodes, node.key)
        step.next = steps[node.next] if node.next else None
        step.passes = [steps[key].pk for key in passed]
        step.rests = steps[rest] if rest else None
        match node.step:
            case Message() as message:
                step.purpose = Purpose.objects.create(
                    key=f"{text.key}/{version.number}/{message.message}",
                    label=f"{text.name}: {message.label or message.message.replace('-', ' ')}",
                    journey_key=text.key,
                    kind=message.kind,
                    template_id=known[message.template],
                    priority=message.priority if message.priority is not None else text.priority,
                    useful_for=message.useful_for,
                    experiment=version.journey.experiment,
                    sends=version.journey.sends,
                    since=now,
                )
            case Branch():
                step.settings = {
                    "arms": [{"rule": rule.write(asked), "step": steps[key].pk} for asked, key in node.arms]
                }
            case Task() as task:
                step.settings = {
                    "title": task.title,
                    "reason": task.reason,
                    "role": task.role,
                    "due_seconds": task.due / timedelta(seconds=1),
                }
            case End() as end:
                step.settings = {"words": end.end}
            case Wait() | None:
                pass
        step.save()
    return steps[nodes[0].key]


def _exit(leaving: definition.Exit, version: Version, segments: Mapping[str, int]) -> Exit:
    by_segment = {leaving.segment_entered: SEGMENT_ENTERED, leaving.segment_left: SEGMENT_LEFT}
    by_segment.pop(None, None)
    return Exit(
        version=version,
        words=leaving.because,
        event=leaving.event or next(iter(by_segment.values()), ""),
        object_id=segments.get(leaving.segment_entered or leaving.segment_left or ""),
        same_order=leaving.same_order,
        trouble=leaving.trouble or "",
    )
