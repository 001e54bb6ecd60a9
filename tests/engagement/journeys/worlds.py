"""Generated shops for the model test: a few customers, journeys of every shape, facts that come late, in any order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from textwrap import dedent
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.cast import NOON
from tests.engagement.journeys.reference import Fact

HOUR = timedelta(hours=1)
BEGIN = NOON - timedelta(days=20)
TRIGGERS = ("Order Completed", "Shipment Delivered")
NAMES = (*TRIGGERS, "Order Cancelled")
COUNTRIES = ("GB", "NZ", "IE")


@dataclass(frozen=True)
class World:
    """Countries by customer, journeys as YAML, facts, and the ticks: hours after the beginning and how often each."""

    people: tuple[str, ...]
    texts: tuple[str, ...]
    facts: tuple[Fact, ...]
    ticks: tuple[tuple[datetime, int], ...]


def _leaf(number: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    waits = st.integers(1, 90).map(lambda hours: [{"wait": f"{hours} hours"}])
    message = st.sampled_from(["value", "ask"]).map(
        lambda kind: [{"message": f"m{number}", "template": "note", "kind": kind}]
    )
    task = st.just([{"task": f"t{number}", "title": "Call {name}", "reason": "x", "role": "owner", "due": "1 day"}])
    return st.one_of(waits, message, task)


@st.composite
def steps(draw: st.DrawFn, numbers: list[int] | None = None, depth: int = 0) -> list[dict[str, Any]]:
    """A sequence of steps, branches in it, and perhaps an end after it."""
    numbers = numbers if numbers is not None else [0]
    found: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, 3))):
        numbers[0] += 1
        number = numbers[0]
        if depth < 2 and draw(st.integers(0, 3)) == 0:
            arms = [
                {"if": {"customer": {"country": country}}, "then": draw(steps(numbers, depth + 1))}
                for country in draw(st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=2))
            ]
            branch: dict[str, Any] = {"branch": f"b{number}", "rules": arms}
            if draw(st.booleans()):
                branch["else"] = draw(steps(numbers, depth + 1))
            found.append(branch)
        else:
            found += draw(_leaf(number))
    if draw(st.integers(0, 4)) == 0:
        found.append({"end": "that was all"})
    return found


@st.composite
def journeys(draw: st.DrawFn, key: str) -> str:
    """The YAML of a journey."""
    exits = draw(st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), max_size=2))
    return yaml.safe_dump(
        {
            "key": key,
            "name": key,
            "about": "A generated plan.",
            "trigger": {"event": draw(st.sampled_from(TRIGGERS))},
            "once_per": draw(st.sampled_from(["customer", "order", "event"])),
            "control": "10%",
            "exits": [{"event": name, "same_order": same, "because": f"{name}, {same}"} for name, same in exits],
            "steps": draw(steps()),
        },
        sort_keys=False,
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Three people, one or two journeys, up to a dozen facts, and ticks over three weeks, some of them doubled."""
    people = tuple(draw(st.sampled_from(COUNTRIES)) for _ in range(3))
    texts = tuple(draw(journeys(f"plan-{number}")) for number in range(draw(st.integers(1, 2))))
    facts = []
    for number in range(draw(st.integers(2, 12))):
        happened = BEGIN + draw(st.integers(-10, 300)) * HOUR + timedelta(microseconds=number)
        known = happened + draw(st.sampled_from([0, 0, 0, 5, 47, 48, 49])) * HOUR
        facts.append(
            Fact(
                customer=draw(st.integers(0, 2)),
                name=draw(st.sampled_from(NAMES)),
                occurred_at=happened,
                known_at=known,
                visible_at=known + draw(st.sampled_from([0, 0, 50])) * timedelta(minutes=1),
                object_id=draw(st.integers(1, 3)),
            )
        )
    at, ticks = BEGIN, []
    for _ in range(draw(st.integers(3, 8))):
        at += draw(st.integers(1, 100)) * HOUR / 2
        ticks.append((at, draw(st.integers(1, 2))))
    return World(people, texts, tuple(facts), tuple(ticks))


def crowd() -> World:
    """One shop in which everything happens to somebody: for many workers at once."""
    dice = Random(7)
    texts = [
        """
        key: plan-0
        name: Plan
        about: Everything in it.
        trigger: {event: Order Completed}
        once_per: order
        control: 10%
        exits:
          - {event: Order Completed, because: again}
          - {event: Order Cancelled, same_order: true, because: cancelled}
        steps:
          - message: m1
            template: note
            kind: value
          - wait: 30 hours
          - branch: b1
            rules: [{if: {customer: {country: GB}}, then: [{wait: 10 hours}, {message: m2, template: note, kind: ask}]}]
            else: [{task: t1, title: Call, reason: x, role: owner, due: 1 day}]
          - message: m3
            template: note
            kind: value
        """,
        """
        key: plan-1
        name: Plan
        about: Once for everybody.
        trigger: {event: Shipment Delivered}
        once_per: customer
        control: 10%
        steps:
          - wait: 5 hours
          - message: m1
            template: note
            kind: ask
        """,
    ]
    facts = []
    for number in range(30):
        happened = BEGIN + dice.randint(1, 250) * HOUR + timedelta(microseconds=number)
        known = happened + dice.choice([0, 0, 0, 5, 47, 49]) * HOUR
        facts.append(Fact(number % 6, dice.choice(NAMES), happened, known, known, dice.randint(1, 3)))
    people = tuple(COUNTRIES[number % 3] for number in range(6))
    instants = tuple((BEGIN + number * 31 * HOUR, 1) for number in range(1, 10))
    return World(people, tuple(map(dedent, texts)), tuple(facts), instants)
