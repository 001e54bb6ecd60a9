"""What makes a journey unfit to be published, each with its place in the document and its remedy. Pure."""

from collections.abc import Collection, Iterator

from thereafter.engagement.journeys.definition import Branch, Definition, End, Message, Task
from thereafter.engagement.messaging.models import Kind

Problem = tuple[tuple[str | int, ...], str]


def problems(journey: Definition, *, templates: Collection[str]) -> list[Problem]:
    """Everything wrong with the journey. `templates`: the keys that exist or are published along with it."""
    return [
        *_keys_said_twice(journey),
        *_unknown_templates(journey, templates),
        *_selling_as_service(journey),
        *_nothing_to_measure_with(journey),
        *_steps_nobody_reaches(journey),
    ]


def _keys_said_twice(journey: Definition) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, step in journey.walk():
        match step:
            case Message():
                word, key = "message", step.message
            case Task():
                word, key = "task", step.task
            case Branch():
                word, key = "branch", step.branch
            case _:
                continue
        if key in seen or key == "end" or key.startswith(("wait-", "end-")):
            why = "names two steps" if key in seen else "is a name we give to steps ourselves"
            yield (*path, word), f'"{key}" {why}. Give this {word} a key of its own.'
        seen.add(key)


def _unknown_templates(journey: Definition, templates: Collection[str]) -> Iterator[Problem]:
    for path, step in journey.walk():
        if isinstance(step, Message) and step.template not in templates:
            there = ", ".join(sorted(templates)) or "none yet"
            yield (*path, "template"), f'The template "{step.template}" does not exist. There are: {there}.'


def _selling_as_service(journey: Definition) -> Iterator[Problem]:
    asking = {step.template for step in journey.messages() if step.kind is Kind.ASK}
    for path, step in journey.walk():
        if not isinstance(step, Message) or step.kind is not Kind.SERVICE:
            continue
        if step.template in asking:
            yield (
                (*path, "kind"),
                f'"{step.template}" is a service mail here and an ask in another step. Service is owed to the '
                "customer: call it an ask, or write a template that asks for nothing.",
            )
        elif journey.trigger.segment:
            yield (
                (*path, "kind"),
                f'"{step.message}" is called service, but entering the segment "{journey.trigger.segment}" owes nobody '
                "a mail. Call it value or ask, or start the journey by an event.",
            )


def _nothing_to_measure_with(journey: Definition) -> Iterator[Problem]:
    kinds = {step.kind for step in journey.messages()}
    if not journey.control and (not kinds or kinds - {Kind.SERVICE}):
        yield (
            ("control",) if "control" in journey.model_fields_set else (),
            'There is no control group, so nobody will know whether this works. Write "control: 10%".',
        )
    if journey.control and kinds == {Kind.SERVICE} and not any(isinstance(step, Task) for _, step in journey.walk()):
        yield ("control",), "Service mails go to everybody, so a control group changes nothing. Take control away."


def _steps_nobody_reaches(journey: Definition) -> Iterator[Problem]:
    ends = [path for path, step in journey.walk() if isinstance(step, End)]
    paths = {path for path, _ in journey.walk()}
    for path in ends:
        after = (*path[:-1], int(path[-1]) + 1)
        if after in paths:
            yield after, 'Nobody reaches this step, because the one before it is an end. Move or remove the "end".'
