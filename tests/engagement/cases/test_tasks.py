"""Tasks: opened once, closed once."""

from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.cases import assigning, history, queries, snoozing, tasks
from thereafter.engagement.cases.models import Task
from thereafter.record.staff import members
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


def test_what_is_put_off_waits_for_nobody_until_it_comes_back_by_itself() -> None:
    opened("a", "b")
    task = Task.objects.earliest("pk")
    snoozing.snooze(task, NOON + days(3), by="eve", now=NOON)
    ruth = cast.member("ruth", Role.OWNER)
    assert queries.counts(ruth, now=NOON) == queries.Counts(mine=0, role=1, everybody=1, overdue=0, snoozed=1)
    assert queries.counts(ruth, now=NOON + days(3)) == queries.Counts(mine=0, role=2, everybody=2, overdue=2, snoozed=0)
    assert list(queries.snoozed(now=NOON)) == [task]


def test_the_mornings_offered_lie_ahead_in_the_shops_own_zone() -> None:
    auckland = ZoneInfo("Pacific/Auckland")  # where it is the first hour of Wednesday, 11 March
    ahead = {until: until.morning(auckland, now=NOON).isoformat()[:16] for until in snoozing.Until}
    assert ahead[snoozing.Until.TOMORROW] == "2026-03-12T09:00"
    assert ahead[snoozing.Until.MONDAY] == "2026-03-16T09:00"
    assert all(until.morning(auckland, now=NOON) > NOON for until in snoozing.Until)


def test_a_task_that_is_closed_is_not_put_off_handed_on_or_given_back() -> None:
    opened("a")
    task, eve = Task.objects.get(), cast.member("eve", Role.AGENT)
    stale = Task.objects.get()
    tasks.done(task, outcome="Done.", by="bob", now=NOON)
    with pytest.raises(tasks.NotOpen, match="was done by bob"):
        snoozing.snooze(stale, NOON + days(1), by="eve", now=NOON)
    with pytest.raises(tasks.NotOpen, match="was done by bob"):
        assigning.hand_to_member(stale, eve, by="eve", now=NOON)
    with pytest.raises(tasks.NotOpen, match="was done by bob"):
        assigning.hand_to_role(stale, Role.MARKETER, by="eve", now=NOON)


def test_of_two_who_take_a_task_at_once_one_has_it_and_the_other_is_told_who() -> None:
    opened("a")
    eve, bob = cast.member("eve", Role.AGENT), cast.member("bob", Role.AGENT)
    as_eve_sees_it, as_bob_sees_it = Task.objects.get(), Task.objects.get()
    assigning.hand_to_member(as_eve_sees_it, eve, by="eve", now=NOON)
    with pytest.raises(assigning.HandedMeanwhile, match=r'"Call Ada" .* waits for eve now\. Nothing was changed\.'):
        assigning.hand_to_member(as_bob_sees_it, bob, by="bob", now=NOON)
    assert Task.objects.get().assignee == eve
    assert [entry.by for entry in history.of(Task.objects.get())] == ["eve"]


def test_taking_what_one_has_already_is_taking_it_once() -> None:
    opened("a")
    eve = cast.member("eve", Role.AGENT)
    for seen in (Task.objects.get(), Task.objects.get()):
        assigning.hand_to_member(seen, eve, by="eve", now=NOON)
    assert len(history.of(Task.objects.get())) == 1


def test_history_is_only_ever_added_to() -> None:
    opened("a")
    task = Task.objects.get()
    history.comment(task, "She is away.", by="eve", now=NOON)
    tasks.drop(task, why="She moved.", by="eve", now=NOON + days(1))
    tasks.reopen(task, by="bob", now=NOON + days(2))
    tasks.reopen(task, by="bob", now=NOON + days(2))
    history.comment(task, "She is back.", by="bob", now=NOON + days(3))
    assert [(entry.what, entry.by, entry.words) for entry in history.of(task)] == [
        ("said", "eve", "She is away."),
        ("dropped", "eve", "She moved."),
        ("reopened", "bob", ""),
        ("said", "bob", "She is back."),
    ]


def test_whoever_leaves_or_may_do_no_tasks_any_more_leaves_hers_to_the_role() -> None:
    opened("a", "b")
    cast.member("ruth")
    eve, bob = cast.member("eve", Role.AGENT), cast.member("bob", Role.AGENT)
    first, second = Task.objects.order_by("pk")
    assigning.hand_to_member(first, eve, by="ruth", now=NOON)
    assigning.hand_to_member(second, bob, by="ruth", now=NOON)
    assert members.dismiss(eve, now=NOON) == ["1 open task of eve waits for the role again."]
    assert members.change_role(bob, Role.MARKETER, now=NOON) == []
    assert members.change_role(bob, Role.ANALYST, now=NOON) == ["1 open task of bob waits for the role again."]
    assert not Task.objects.exclude(assignee=None, role=Role.OWNER).exists()
    with pytest.raises(assigning.NotTheirs):
        assigning.hand_to_member(first, bob, by="ruth", now=NOON)
