"""What recurs goes on when the clock is set back or ahead, and makes up for nothing that never was."""

import asyncio
from datetime import timedelta

import pytest
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from thereafter.foundation.clock import Clock
from thereafter.project import worker
from thereafter.project.schedule import Recurring
from thereafter.project.ticks import Ticks, Worker

NOON = 1_772_452_800.3  # 2 March 2026, and a moment: a loop wakes a little after its tick


def nothing(clock: Clock) -> None:
    """Do nothing, at any time."""


def recurring(every: timedelta) -> App:
    app = App(connector=InMemoryConnector())
    worker.add(app, Recurring("nothing", every, nothing))
    return app


@pytest.fixture
def app() -> App:
    return recurring(timedelta(seconds=5))


def due(ticks: Ticks, at: float) -> list[int]:
    return [timestamp for _, timestamp in ticks.get_previous_tasks(at=at)]


@pytest.mark.parametrize("back", [timedelta(seconds=5), timedelta(hours=3), timedelta(days=400)])
def test_what_recurs_goes_on_at_once_on_a_clock_that_was_set_back(app: App, back: timedelta) -> None:
    ticks = Ticks(registry=app.periodic_registry)
    assert due(ticks, NOON) == [1_772_452_800]
    there = NOON - back.total_seconds()
    assert due(ticks, there) == [int(there)]
    assert due(ticks, there + 1) == []
    assert due(ticks, there + 5) == [int(there) + 5]


def test_a_clock_that_was_set_ahead_makes_one_tick_due_and_not_every_one_between(app: App) -> None:
    ticks = Ticks(registry=app.periodic_registry)
    assert due(ticks, NOON) == [1_772_452_800]
    assert due(ticks, NOON + timedelta(days=3).total_seconds()) == [1_772_712_000]


def test_what_recurs_seldom_is_not_missed_by_a_machine_that_slept_over_its_tick() -> None:
    ticks = Ticks(registry=recurring(timedelta(days=1)).periodic_registry)
    midnight = 1_772_409_600
    assert due(ticks, midnight + 1) == [midnight]
    assert due(ticks, midnight + 86_400 + 7_200) == [midnight + 86_400]


def test_the_worker_goes_by_these_ticks(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    began = []

    async def begin(ticks: Ticks) -> None:
        began.append(ticks.registry)

    monkeypatch.setattr(Ticks, "worker", begin)
    asyncio.run(Worker(app)._periodic_deferrer())
    assert began == [app.periodic_registry]
