"""A journey as a merchant writes it: YAML in, a checked tree out. docs/reference/journey-yaml.md has every word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from thereafter.audience.profiles.models import Stage
from thereafter.audience.segments.comparisons import Comparison, How
from thereafter.audience.segments.rule import Rule
from thereafter.engagement.messaging.models import Kind
from thereafter.foundation import marked_yaml
from thereafter.foundation.marked_yaml import Document
from thereafter.record.staff.roles import DOING, Role

_DURATION = re.compile(r"(\d+) (minute|hour|day|week)s?")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
PLACEHOLDERS = ("first_name", "name", "orders", "spent", "last_product", "order_number")
SEGMENT_ENTERED, SEGMENT_LEFT = "segment.entered", "segment.left"


def _duration(value: object) -> timedelta:
    text = str(value).strip()
    parts = _DURATION.findall(text)
    if not parts or not re.fullmatch(rf"{_DURATION.pattern}( {_DURATION.pattern})*", text):
        raise ValueError(f'"{value}" is not a length of time. Write it like "3 days" or "1 day 12 hours".')
    length = sum((timedelta(**{f"{unit}s": int(number)}) for number, unit in parts), timedelta())
    if not timedelta() < length <= timedelta(days=730):
        raise ValueError(f'"{value}" is not between 1 minute and 730 days. Choose a length in between.')
    return length


def _share(value: object) -> int:
    found = re.fullmatch(r"(\d{1,2}(?:\.\d{1,2})?)\s*%", str(value).strip())
    points = round(float(found[1]) * 100) if found else -1
    if not 0 <= points <= 5000:
        raise ValueError(f'control is "{value}". Write a share of up to 50%, like "10%".')
    return points


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f'"{value}" is not a text. Put it between quotation marks.')
    return " ".join(value.split())


def _does_tasks(role: Role) -> Role:
    if role not in DOING:
        raise ValueError(f'role is "{role}", who does no tasks. Use one of: {", ".join(DOING)}.')
    return role


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Share = Annotated[int, BeforeValidator(_share)]
Words = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=300)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Priority = Annotated[int, Field(ge=0, le=100)]
TroubleKind = Literal["any", "late_parcel", "open_return", "open_case", "failed_payment", "low_score", "hold"]
Property = Annotated[str, Field(pattern=r"^[\w. -]+$", max_length=80)]
_JSONPATH = {
    How.IS: "==",
    How.IS_NOT: "==",
    How.IN: "==",
    How.NOT_IN: "==",
    How.AT_LEAST: ">=",
    How.AT_MOST: "<=",
    How.ABOVE: ">",
    How.BELOW: "<",
    How.BETWEEN: "",
}


class _Closed(BaseModel):
    """Nothing but the words that are known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Trigger(_Closed):
    """What starts the journey: an event by its name, or entering a segment by its key."""

    event: Words | None = None
    segment: Key | None = None
    where: dict[Property, Comparison] = {}

    @model_validator(mode="after")
    def _one_trigger(self) -> Trigger:
        if (self.event is None) == (self.segment is None):
            raise ValueError("The trigger needs either an event or a segment. Give exactly one of them.")
        if self.segment and self.where:
            raise ValueError("Only an event has properties to compare. Put the condition into the segment's rule.")
        for name, comparison in self.where.items():
            if comparison.how not in _JSONPATH:
                raise ValueError(f'"{comparison.how}" cannot be asked of "{name}". Use one of: {", ".join(_JSONPATH)}.')
        return self

    def jsonpath(self) -> str:
        """All conditions as one jsonpath; empty if there are none."""
        asked = [_predicate(f"@.{json.dumps(name)}", comparison) for name, comparison in self.where.items()]
        return f"$ ? ({' && '.join(asked)})" if asked else ""


def _predicate(name: str, comparison: Comparison) -> str:
    values = comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
    written = [json.dumps(value) for value in values]
    if comparison.how is How.BETWEEN:
        return f"{name} >= {written[0]} && {name} <= {written[1]}"
    sign = _JSONPATH[comparison.how]
    alternatives = " || ".join(f"{name} {sign} {value}" for value in written)
    return f"!({alternatives})" if comparison.how in {How.IS_NOT, How.NOT_IN} else f"({alternatives})"


class Exit(_Closed):
    """What ends a passage early: an event, entering or leaving a segment, or a trouble that was opened."""

    event: Words | None = None
    same_order: bool = False
    segment_entered: Key | None = None
    segment_left: Key | None = None
    trouble: TroubleKind | None = None
    because: Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=120)]

    @model_validator(mode="after")
    def _one_cause(self) -> Exit:
        causes = [self.event, self.segment_entered, self.segment_left, self.trouble]
        if sum(cause is not None for cause in causes) != 1:
            raise ValueError("An exit needs exactly one of: event, segment_entered, segment_left, trouble.")
        if self.same_order and not self.event:
            raise ValueError("same_order compares an event's order with the passage's. Name an event, or take it away.")
        return self


class Wait(_Closed):
    """Nothing happens for a while."""

    wait: Duration


class Message(_Closed):
    """One mail is considered, and the policy decides."""

    message: Key
    template: Key
    kind: Kind
    label: Words | None = None
    useful_for: Duration | None = None
    priority: Priority | None = None


class Task(_Closed):
    """Work for a person on our side. Title and reason may hold {placeholders}."""

    task: Key
    title: Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=120)]
    reason: Words
    role: Annotated[Role, AfterValidator(_does_tasks)]
    due: Duration

    @field_validator("title", "reason")
    @classmethod
    def _known_placeholders(cls, text: str) -> str:
        unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
        if unknown:
            raise ValueError(f'"{{{unknown[0]}}}" is not a placeholder. Use one of: {", ".join(PLACEHOLDERS)}.')
        if brace := re.search(r"[{}].{0,20}", _PLACEHOLDER.sub("", text)):
            raise ValueError(f'The brace at "{brace[0]}" belongs to no placeholder. Write it like {{first_name}}.')
        return text


class End(_Closed):
    """Nobody goes further, and this is why."""

    end: Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=120)]


class Arm(_Closed):
    """One way out of a branch, for those whom its rule describes."""

    if_: Rule = Field(alias="if")
    then: Annotated[tuple[Step, ...], Field(min_length=1)]


class Branch(_Closed):
    """The first rule that holds decides; `else` is for the others and may be left out."""

    branch: Key
    rules: Annotated[tuple[Arm, ...], Field(min_length=1)]
    else_: tuple[Step, ...] = Field((), alias="else")


_STEP_WORDS = ("wait", "message", "branch", "task", "end")


def _kind_of_step(value: object) -> str | None:
    if isinstance(value, BaseModel):
        return f"{type(value).__name__.lower()} step"
    found = [word for word in _STEP_WORDS if isinstance(value, dict) and word in value]
    return f"{found[0]} step" if len(found) == 1 else None


Step = Annotated[
    Annotated[Wait, Tag("wait step")]
    | Annotated[Message, Tag("message step")]
    | Annotated[Branch, Tag("branch step")]
    | Annotated[Task, Tag("task step")]
    | Annotated[End, Tag("end step")],
    Discriminator(
        _kind_of_step,
        custom_error_type="sentence",
        custom_error_message="A step needs exactly one of: wait, message, branch, task, end.",
    ),
]


class Definition(_Closed):
    """A whole journey."""

    key: Key
    name: Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=120)]
    about: Words
    stage: Stage | Literal["any"] = "any"
    trigger: Trigger
    once_per: Literal["customer", "order", "event"]
    control: Share = 0
    priority: Priority = 50
    exits: tuple[Exit, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    def walk(self) -> Iterator[tuple[tuple[str | int, ...], Wait | Message | Task | Branch | End]]:
        """Every step in reading order, with its path in the document."""
        yield from _walk(self.steps, ("steps",))

    def messages(self) -> Iterator[Message]:
        """The message steps in reading order."""
        return (step for _, step in self.walk() if isinstance(step, Message))


def _walk(
    steps: tuple[Any, ...], path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Wait | Message | Task | Branch | End]]:
    for index, step in enumerate(steps):
        here = (*path, index)
        yield here, step
        if isinstance(step, Branch):
            for number, arm in enumerate(step.rules):
                yield from _walk(arm.then, (*here, "rules", number, "then"))
            yield from _walk(step.else_, (*here, "else"))


_EVERY_WORD = sorted(
    {
        field.alias or name
        for model in (Definition, Trigger, Exit, Wait, Message, Task, End, Arm, Branch)
        for name, field in model.model_fields.items()
    }
)


def read(text: str, source: str) -> tuple[Definition, Document]:
    """The journey that `text` describes, with its lines. Raises Refusal with file, line, value and remedy."""
    document = marked_yaml.read(text, source)
    try:
        return Definition.model_validate(document.words("A journey", "key")), document
    except ValidationError as error:
        raise document.invalid(error, _EVERY_WORD) from None
