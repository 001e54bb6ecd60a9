"""The set-based engine comes to what a small pure one comes to, on generated shops, ticked twice and by two workers."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from tests import cast
from tests.engagement.journeys import reference
from tests.engagement.journeys.reference import Fact, Plan
from tests.engagement.journeys.worlds import BEGIN, World, crowd, worlds
from thereafter.engagement.cases.models import Task
from thereafter.engagement.experiments.models import Experiment
from thereafter.engagement.journeys import definition, engine, publishing, switching
from thereafter.engagement.journeys.models import Enrollment, Step
from thereafter.engagement.messaging.models import Message
from thereafter.record.customers.models import Customer
from thereafter.record.events import append

_COPIES = 60
State = dict[tuple[str, int, datetime], tuple[Any, ...]]


def open_shop(world: World, copies: int = 1) -> list[int]:
    """The people and journeys of a world; the ids of the people, in order, `copies` times over."""
    cast.live()
    cast.template()
    people = [
        Customer.objects.create(first_name="P", country=country, known_at=BEGIN) for country in world.people * copies
    ]
    for text in world.texts:
        journey = publishing.publish(text, source="generated", now=BEGIN).version.journey
        switching.switch_on(journey, now=BEGIN)
    Experiment.objects.update(control_share=0)  # whom chance left out would get no task
    return [person.pk for person in people]


def learn(facts: Iterable[tuple[int, Fact]]) -> None:
    """The events of these facts, by customer id."""
    with transaction.atomic(), connection.cursor() as cursor:
        append.prepare()
        cursor.executemany(
            "INSERT INTO events_incoming VALUES (%s, %s, %s, %s, %s, 'test', %s, %s)",
            [
                (who, fact.name, fact.occurred_at, fact.known_at, fact.object_id, f"{who}:{fact}", json.dumps({}))
                for who, fact in facts
            ],
        )
        append.append()


def expected(world: World, people: Sequence[int], *, until: int | None = None) -> State:
    """What the pure engine comes to."""
    plans = {}
    for text in world.texts:
        read = definition.read(text, "generated")[0]
        plans[read.key] = Plan(read, BEGIN)
    countries = dict(enumerate(world.people))

    def holds(customer: int, rule: Any) -> bool:
        return bool(rule.where["country"].value == countries[customer])

    for at, _ in world.ticks[:until]:
        reference.tick(plans, world.facts, holds, now=at)
    copies = len(people) // len(world.people)
    return {
        (key, people[customer + copy * len(world.people)], passage.triggered_at): (
            passage.entered_at,
            passage.ended,
            None if passage.ended else passage.due_at,
            passage.trail,
        )
        for key, plan in plans.items()
        for (customer, _), passage in plan.passages.items()
        for copy in range(copies)
    }


def found() -> State:
    """What the statements came to."""
    keys = {step.pk: step.key if step.kind not in {"wait", "end"} else step.kind for step in Step.objects.all()}
    return {
        (row.journey.key, row.customer_id, row.triggered_at): (
            row.entered_at,
            (row.ended_at, row.ended_because) if row.state == Enrollment.State.ENDED else None,
            row.due_at if row.state == Enrollment.State.ACTIVE else None,
            [(keys[step], at) for step, at in zip(row.trail, row.trail_at, strict=True)],
        )
        for row in Enrollment.objects.select_related("journey")
    }


def considered(state: State) -> tuple[int, int]:
    """How many messages and tasks a state has led to."""
    passed = [key for *_, trail in state.values() for key, _ in trail]
    return sum(key[0] == "m" for key in passed), sum(key[0] == "t" for key in passed)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(worlds())
def test_on_any_shop_the_statements_come_to_what_the_pure_engine_comes_to(world: World) -> None:
    with transaction.atomic():
        people = open_shop(world)
        unseen = sorted(world.facts, key=lambda fact: fact.visible_at)
        for number, (at, times) in enumerate(world.ticks, start=1):
            learn((people[fact.customer], fact) for fact in unseen if fact.visible_at <= at)
            unseen = [fact for fact in unseen if fact.visible_at > at]
            for _ in range(times):
                engine.tick(now=at)
            assert found() == expected(world, people, until=number)
        assert (Message.objects.count(), Task.objects.count()) == considered(found())
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_come_to_the_same_and_pass_nobody_twice() -> None:
    live_through_a_crowd(both)


@pytest.mark.django_db(transaction=True)
def test_two_hands_of_one_worker_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_WORTH_HANDS", 1)
    live_through_a_crowd(lambda at: engine.tick(now=at))


def live_through_a_crowd(go_on: Callable[[datetime], object]) -> None:
    """Many copies of a generated world, worked through by `go_on` at each instant, end as the pure engine says."""
    world = crowd()
    people = open_shop(world, copies=_COPIES)
    size = len(world.people)
    unseen = list(world.facts)
    for at, _ in world.ticks:
        learn(
            (people[fact.customer + copy * size], fact)
            for fact in unseen
            if fact.visible_at <= at
            for copy in range(_COPIES)
        )
        unseen = [fact for fact in unseen if fact.visible_at > at]
        go_on(at)
        engine.tick(now=at)  # what one worker left because the other had it
    state = found()
    assert state == expected(world, people)
    assert (Message.objects.count(), Task.objects.count()) == considered(state)


def both(at: datetime) -> None:
    """Two workers tick at one instant, each on a connection of its own."""
    ready = Barrier(2)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            ready.wait(timeout=10)
            engine.tick(now=at)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert not failed
