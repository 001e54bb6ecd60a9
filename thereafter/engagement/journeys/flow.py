"""The tree of a definition as a flat list of nodes: what comes after what, and what is passed at once. Pure."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from thereafter.engagement.journeys.definition import Branch, Definition, End, Message, Task, Wait
from thereafter.engagement.journeys.models import Step

END = "end"
FINISHED = "finished"
AnyStep = Wait | Message | Task | Branch | End


@dataclass
class Node:
    """One step. `next` is the key of what follows (of a branch: its else); the last node of every flow is `end`."""

    key: str
    kind: Step.Kind
    step: AnyStep | None = None
    next: str | None = None
    duration: timedelta | None = None
    arms: list[tuple[Any, str]] = field(default_factory=list)  # of a branch: rule, key of the first step


def flatten(journey: Definition) -> list[Node]:
    """All nodes in reading order."""
    nodes: list[Node] = []
    _lay(journey.steps, END, nodes, count(1))
    if any(node.next == END for node in nodes):
        nodes.append(Node(END, Step.Kind.END))
    return nodes


def passes(nodes: list[Node], start: str) -> tuple[list[str], str | None]:
    """What somebody who arrives at `start` passes at once, in order, and the wait or branch where she then rests."""
    by_key = {node.key: node for node in nodes}
    passed: list[str] = []
    key: str | None = start
    while key is not None:
        node = by_key[key]
        if node.kind in {Step.Kind.WAIT, Step.Kind.BRANCH}:
            return passed, key
        passed.append(key)
        key = node.next
    return passed, None


def _lay(steps: tuple[Any, ...], after: str, nodes: list[Node], waits: "count[int]") -> str:
    """Append the nodes of a sequence that goes on to `after`; the key of its first node."""
    keys = [_key(step, waits) for step in steps]
    following = [*keys[1:], after]
    for key, step, then in zip(keys, steps, following, strict=True):
        node = Node(key, _KINDS[type(step)], step, then)
        nodes.append(node)
        if isinstance(step, Wait):
            node.duration = step.wait
        elif isinstance(step, End):
            node.next = None
        elif isinstance(step, Branch):
            node.arms = [(arm.if_, _lay(arm.then, then, nodes, waits)) for arm in step.rules]
            node.next = _lay(step.else_, then, nodes, waits) if step.else_ else then
    return keys[0]


_KINDS: dict[type, Step.Kind] = {
    Wait: Step.Kind.WAIT,
    Message: Step.Kind.MESSAGE,
    Task: Step.Kind.TASK,
    Branch: Step.Kind.BRANCH,
    End: Step.Kind.END,
}


def _key(step: AnyStep, waits: "count[int]") -> str:
    match step:
        case Message():
            return step.message
        case Task():
            return step.task
        case Branch():
            return step.branch
        case Wait():
            return f"wait-{next(waits)}"
        case End():
            return f"end-{next(waits)}"
