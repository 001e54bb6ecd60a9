"""Tasks: opened once, closed once."""

import pytest
from django.db import connection

from tests.cast import NOON, days
from thereafter.engagement.cases import queries, tasks
from thereafter.engagement.cases.models import Task
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db


def ask(origin: str, *, role: Role = Role.OWNER, due_in: float = 1) -> None:
    """One row in `cases_request`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_request (customer_id, origin, title, reason, role, due_at)"
            " VALUES (7, %s, %s, %s, %s, %s)",
            [origin, "Call Ada", "Ada spent £900 within a month.", role, NOON + days(due_in)],
        )


def opened(*origins: str, role: Role = Role.OWNER) -> int:
    tasks.prepare()
    for number, origin in enumerate(origins, start=1):
        ask(origin, role=role, due_in=number)
    return tasks.open_requested(now=NOON)


def test_an_origin_has_one_task_ever() -> None:
    assert opened("plan/1/call, customer 7", "plan/1/call, customer 8") == 2
    assert opened("plan/1/call, customer 7") == 0
    tasks.done(Task.objects.earliest("pk"), outcome="She was pleased", by="eve", now=NOON)
    assert opened("plan/1/call, customer 7") == 0
    assert Task.objects.count() == 2


def test_what_was_asked_for_twice_in_one_set_is_opened_once() -> None:
    assert opened("a", "a") == 1


def test_done_says_who_and_what_came_of_it_and_is_said_once() -> None:
    opened("a")
    task = Task.objects.get()
    tasks.done(task, outcome="She was pleased", by="eve", now=NOON + days(1))
    stored = Task.objects.get()
    assert (stored.state, stored.outcome, stored.done_by, stored.done_at) == (
        "done", "She was pleased", "eve", NOON + days(1),
    )  # fmt: skip
    with pytest.raises(tasks.NotOpen, match='"Call Ada" was done by eve'):
        tasks.drop(task, why="too late", by="bob", now=NOON + days(2))


def test_a_role_sees_what_waits_for_it_the_earliest_promise_first() -> None:
    opened("late", "later")
    opened("agent", role=Role.AGENT)
    assert [task.origin for task in queries.of_role(Role.OWNER, now=NOON)] == ["late", "later"]
    assert [task.origin for task in queries.of_role(Role.AGENT, now=NOON)] == ["agent"]
    assert queries.waiting(now=NOON).count() == 3


def test_a_promise_that_passed_is_overdue_until_it_is_kept() -> None:
    opened("a")
    assert not queries.overdue(now=NOON + days(1))
    [task] = queries.overdue(now=NOON + days(2))
    tasks.done(task, outcome="", by="eve", now=NOON + days(2))
    assert not queries.overdue(now=NOON + days(2))
