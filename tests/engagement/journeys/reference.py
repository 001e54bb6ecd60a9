"""The engine for one person at a time, in plain Python: what the set-based one must come to. Pure, and knows no SQL.

It walks the tree of the definition, where the statements walk flat nodes; it looks at every fact every time, where they
look at what was learned of lately.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from thereafter.engagement.journeys.definition import Branch, Definition, End, Message, Task, Wait

Holds = Callable[[int, Any], bool]  # whether a branch's rule holds for a customer


@dataclass(frozen=True)
class Fact:
    """One event: when it happened, when we learned of it, and when the transaction that wrote it committed."""

    customer: int
    name: str
    occurred_at: datetime
    known_at: datetime
    visible_at: datetime
    object_id: int


@dataclass
class Passage:
    """One passage; `todo` is what lies ahead of her, a wait that she is in first."""

    triggered_at: datetime
    entered_at: datetime
    due_at: datetime
    object_id: int
    todo: tuple[Any, ...]
    waiting: bool = False
    ended: tuple[datetime, str] | None = None
    trail: list[tuple[str, datetime]] = field(default_factory=list)


@dataclass
class Plan:
    """A journey that is on, and everybody's passages through it: by customer and trigger key."""

    text: Definition
    since: datetime
    passages: dict[tuple[int, int], Passage] = field(default_factory=dict)


def tick(plans: Mapping[str, Plan], facts: Iterable[Fact], holds: Holds, *, now: datetime) -> None:
    """Who enters, who leaves, who goes on."""
    known = sorted((fact for fact in facts if fact.visible_at <= now), key=lambda fact: fact.occurred_at)
    for plan in plans.values():
        for number, fact in enumerate(known):
            _enter(plan, fact, number, now=now)
        for (customer, _), passage in plan.passages.items():
            _leave(plan, passage, [fact for fact in known if fact.customer == customer], now=now)
            if passage.ended is None and passage.due_at <= now:
                _go_on(passage, customer, holds, now=now)


def _enter(plan: Plan, fact: Fact, number: int, *, now: datetime) -> None:
    key = {"customer": 0, "order": fact.object_id, "event": id(fact)}[plan.text.once_per]
    late = fact.occurred_at < fact.known_at - timedelta(hours=48)
    if fact.name != plan.text.trigger.event or fact.occurred_at <= plan.since or late:
        return
    if (fact.customer, key) not in plan.passages:
        plan.passages[fact.customer, key] = _arrived(
            Passage(fact.occurred_at, now, now, fact.object_id, plan.text.steps), now
        )


def _leave(plan: Plan, passage: Passage, hers: Iterable[Fact], *, now: datetime) -> None:
    found = [
        (fact.occurred_at, leaving.because)
        for fact in hers
        for leaving in plan.text.exits
        if fact.name == leaving.event and fact.occurred_at > passage.triggered_at
        if not leaving.same_order or fact.object_id == passage.object_id
    ]
    if found and passage.ended is None:
        passage.ended = (now, min(found)[1])


def _arrived(passage: Passage, at: datetime) -> Passage:
    """She stands before the next thing; if it is a wait she is in it."""
    if passage.todo and isinstance(passage.todo[0], Wait):
        passage.waiting, passage.due_at = True, at + passage.todo[0].wait
    return passage


def _go_on(passage: Passage, customer: int, holds: Holds, *, now: datetime) -> None:
    if passage.waiting:
        passage.trail.append(("wait", now))
        passage.waiting, passage.todo = False, passage.todo[1:]
    while passage.todo:
        step, rest = passage.todo[0], passage.todo[1:]
        match step:
            case Wait():
                _arrived(passage, now)
                return
            case Message() | Task():
                passage.trail.append((step.message if isinstance(step, Message) else step.task, now))
                passage.todo = rest
            case Branch():
                passage.trail.append((step.branch, now))
                way = next((arm.then for arm in step.rules if holds(customer, arm.if_)), step.else_)
                passage.todo = (*way, *rest)
            case End():
                passage.trail.append(("end", now))
                passage.ended, passage.todo = (now, step.end), ()
                return
    passage.trail.append(("end", now))
    passage.ended = (now, "finished")
