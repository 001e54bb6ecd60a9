"""Who waits for us, and what was done about whoever did."""

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.cases import tasks
from thereafter.engagement.cases.models import Role, Task

pytestmark = pytest.mark.django_db


def opened(title: str, role: Role = Role.OWNER, *, number: int = 1) -> Task:
    """A task that is due tomorrow."""
    said = {"origin": f"test {title} {number}", "title": title, "reason": "Because.", "role": role}
    return Task.objects.create(**said, opened_at=NOON - days(3), due_at=NOON + days(1))


def page(console: Client, query: str = "") -> str:
    """The inbox."""
    return console.get(f"/inbox/{query}").content.decode()


def test_all_that_was_closed_has_a_tab_the_latest_first(console: Client) -> None:
    for number in range(60):
        tasks.done(opened("Call", number=number), outcome=f"Came to {number}.", by="ruth", now=NOON - days(number))
    front = page(console)
    assert 'href="/inbox/?state=closed">Closed <span class="tab-count">60</span>' in front
    assert front.count("Came to") == 5
    closed = page(console, "?state=closed")
    assert closed.index("Came to 0.") < closed.index("Came to 49.")
    assert "Came to 50." not in closed and "Came to 59." in page(console, "?state=closed&page=2")
    assert 'href="/inbox/?state=closed" aria-current="page"' in closed


def test_where_every_task_is_closed_the_inbox_says_so_and_leads_to_them(console: Client) -> None:
    tasks.drop(opened("Call"), why="She moved away.", by="ruth", now=NOON)
    html = page(console)
    assert "Nobody waits for us." in html
    assert "Every task was done or dropped." in html
    assert "Journeys hand tasks to a person" not in html
    assert 'class="button" href="/inbox/?state=closed"' in html.replace(' data-kind="quiet"', "")


def test_where_there_never_was_a_task_the_inbox_says_where_they_come_from(console: Client) -> None:
    html = page(console)
    assert "Journeys hand tasks to a person" in html
    assert "Every task was done or dropped." not in html
    assert "Nothing was closed yet." in page(console, "?state=closed")


def test_a_roles_own_inbox_keeps_to_the_role(console: Client) -> None:
    opened("Write to Ada", Role.AGENT)
    tasks.done(opened("Call Grace", Role.OWNER), outcome="She was glad.", by="ruth", now=NOON)
    tasks.done(opened("Thank Linus", Role.AGENT), outcome="He was glad.", by="ruth", now=NOON)
    owners = page(console, "?role=owner")
    assert "Nobody waits for the owner." in owners
    assert "Write to Ada" not in owners
    assert 'href="/inbox/?state=closed&amp;role=owner">Closed for the owner <span class="tab-count">1</span>' in owners
    closed = page(console, "?state=closed&role=owner")
    assert "Call Grace" in closed and "Thank Linus" not in closed and "Write to Ada" not in closed


def test_a_closed_task_is_opened_again_from_its_tab(console: Client) -> None:
    task = opened("Call Ada")
    tasks.done(task, outcome="No answer.", by="ruth", now=NOON)
    assert f'action="/inbox/{task.pk}/undo/"' in page(console, "?state=closed")
    console.post(f"/inbox/{task.pk}/undo/")
    assert "Call Ada" in page(console) and "Call Ada" not in page(console, "?state=closed")


def test_who_a_closed_task_was_about_is_named(console: Client) -> None:
    task = opened("Call")
    Task.objects.update(customer_id=cast.ada().pk)
    task.refresh_from_db()
    tasks.done(task, outcome="She was glad.", by="ruth", now=NOON)
    assert "Ada Byron" in page(console, "?state=closed")
