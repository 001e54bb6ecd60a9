"""The demo's tasks are done by invented people, some days after they were opened."""

from datetime import datetime, timedelta

import pytest

from tests.cast import NOON
from thereafter.engagement.cases.models import Task
from thereafter.foundation.clock import VirtualClock
from thereafter.project.demo import staff
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console.door import signin

pytestmark = pytest.mark.django_db
LONG_AFTER = NOON + timedelta(days=100)


def task(origin: str, *, opened_at: datetime = NOON) -> Task:
    """Something to do for the account manager."""
    return Task.objects.create(
        origin=origin,
        title="Call Ada",
        reason="She has bought ten times.",
        role=Role.ACCOUNT_MANAGER,
        opened_at=opened_at,
        due_at=opened_at + timedelta(days=3),
    )


def test_a_task_is_not_done_at_once_and_is_done_within_three_days() -> None:
    called = task("call ada")
    staff.work(VirtualClock(NOON + timedelta(hours=2)), ends=LONG_AFTER)
    called.refresh_from_db()
    assert called.state == Task.State.OPEN
    staff.work(VirtualClock(NOON + timedelta(days=3)), ends=LONG_AFTER)
    called.refresh_from_db()
    assert called.state == Task.State.DONE
    assert called.done_by == "Harriet Kemp (invented)"
    assert called.outcome


def test_who_works_there_is_a_member_and_the_one_who_visits_is_the_owner() -> None:
    staff.move_in(now=NOON)
    staff.move_in(now=NOON)
    owner, manager = Member.objects.order_by("user__username")
    assert [str(owner), str(manager)] == ["Beatrice Wren (invented)", "Harriet Kemp (invented)"]
    assert (owner.role, manager.role) == (Role.OWNER, Role.ACCOUNT_MANAGER)
    assert manager.mail_address == "harriet@wren-and-thistle.example"
    signin.owner_link(now=NOON)
    assert Member.objects.count() == 2


def test_some_are_done_the_same_day_and_some_wait() -> None:
    for number in range(30):
        task(f"call number {number}")
    staff.work(VirtualClock(NOON + timedelta(days=1)), ends=LONG_AFTER)
    assert 5 < Task.objects.filter(state=Task.State.DONE).count() < 20


def test_of_the_last_days_tasks_some_are_left_and_of_earlier_ones_none() -> None:
    for number in range(30):
        task(f"call number {number}")
        task(f"call earlier, number {number}", opened_at=NOON - timedelta(days=10))
    for days in (5, 20):  # however long nobody looks
        staff.work(VirtualClock(NOON + timedelta(days=days)), ends=NOON + timedelta(days=1))
        left = Task.objects.filter(state=Task.State.OPEN)
        assert 5 < left.count() < 20
        assert {one.opened_at for one in left} == {NOON}
