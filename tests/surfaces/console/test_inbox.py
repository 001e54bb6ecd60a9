"""Who waits for us, and what was done about whoever did."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.cast import NOON, days
from thereafter.audience.profiles import daily
from thereafter.engagement.cases import assigning, tasks
from thereafter.engagement.cases.models import Entry, Task
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers import trouble
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db


def opened(title: str, role: Role = Role.OWNER, *, number: int = 1) -> Task:
    """A task that is due tomorrow."""
    said = {"origin": f"test {title} {number}", "title": title, "reason": "Because.", "role": role}
    return Task.objects.create(**said, opened_at=NOON - days(3), due_at=NOON + days(1))


def page(console: Client, query: str = "") -> str:
    """The inbox."""
    return console.get(f"/inbox/{query}").content.decode()


def test_a_deed_leads_back_to_the_list_that_she_came_from(console: Client) -> None:
    for number in range(60):
        opened("Call", Role.AGENT, number=number)
    html = page(console, "?show=everybody&page=2")
    task = Task.objects.get(pk=int(re.findall(r'href="/inbox/(\d+)/\?show=everybody&amp;page=2">Call', html)[0]))
    address = f"/inbox/{task.pk}/"
    shown = console.get(f"{address}?show=everybody&page=2").content.decode()
    for deed in ("done", "drop", "snooze", "take", "hand", "comment"):
        assert f'"{address}{deed}/?show=everybody&amp;page=2"' in shown, deed
    taken = console.post(f"{address}take/?show=everybody&page=2")
    assert taken.headers["Location"] == f"{address}?show=everybody&page=2"
    done = console.post(f"{address}done/?show=everybody&page=2", {"outcome": "She was glad."})
    assert done.headers["Location"] == "/inbox/?show=everybody&page=2"
    assert console.post(f"{address}undo/?show=//evil.example&page=x").headers["Location"] == address


def test_all_that_was_closed_has_a_tab_the_latest_first(console: Client) -> None:
    for number in range(60):
        tasks.done(opened("Call", number=number), outcome=f"Came to {number}.", by="ruth", now=NOON - days(number))
    front = page(console)
    assert 'href="/inbox/?show=closed">Closed <span class="tab-count">60</span>' in front
    assert front.count("Came to") == 5
    closed = page(console, "?show=closed")
    assert closed.index("Came to 0.") < closed.index("Came to 49.")
    assert "Came to 50." not in closed and "Came to 59." in page(console, "?show=closed&page=2")
    assert 'href="/inbox/?show=closed" aria-current="page"' in closed


def test_where_every_task_is_closed_the_inbox_says_so_and_leads_to_them(console: Client) -> None:
    tasks.drop(opened("Call"), why="She moved away.", by="ruth", now=NOON)
    html = page(console)
    assert "Nobody waits for you." in html
    assert "Every task was done or dropped." in html
    assert "Journeys hand tasks to a person" not in html
    assert 'class="button" href="/inbox/?show=closed"' in html.replace(' data-kind="quiet"', "")


def test_where_there_never_was_a_task_the_inbox_says_where_they_come_from(console: Client) -> None:
    html = page(console)
    assert "Journeys hand tasks to a person" in html
    assert "Every task was done or dropped." not in html
    assert "Nothing was closed yet." in page(console, "?show=closed")


def test_the_inbox_begins_with_what_waits_for_her_and_the_rail_counts_that(console: Client, owner: User) -> None:
    agent = cast.member("anna", Role.AGENT)
    opened("Thank Ada")
    mine = opened("Write to Grace", Role.AGENT)
    assigning.hand_to_member(mine, owner.member, by="anna", now=NOON)
    opened("Call Linus", Role.AGENT)
    lent = opened("Lent out")
    assigning.hand_to_member(lent, agent, by="owner", now=NOON)
    front = page(console)
    assert "Thank Ada" in front and "Write to Grace" in front
    assert "Call Linus" not in front and "Lent out" not in front
    assert 'Inbox <span class="room-count">2' in front.replace("\n", "") or ">2<" in front
    assert "Write to Grace" in page(console, "?show=mine") and "Thank Ada" not in page(console, "?show=mine")
    assert "Thank Ada" in page(console, "?show=role") and "Write to Grace" not in page(console, "?show=role")
    assert all(title in page(console, "?show=everybody") for title in ("Call Linus", "Lent out", "Thank Ada"))


def test_who_has_nothing_to_do_is_led_to_what_waits_for_others(console: Client) -> None:
    opened("Call Linus", Role.AGENT)
    html = page(console)
    assert "Nobody waits for you." in html and "Look at everybody’s" in html


def test_an_analyst_sees_everybodys_and_no_button(db: None) -> None:
    opened("Call Linus", Role.AGENT)
    browser = Client()
    browser.force_login(cast.member("anna", Role.ANALYST).user)
    html = page(browser)
    assert "Call Linus" in html and "New task" not in html
    assert "Put it off" not in browser.get(f"/inbox/{Task.objects.get().pk}/").content.decode()


def test_what_is_put_off_is_gone_until_its_morning_and_then_there_again(console: Client, clock: VirtualClock) -> None:
    task = opened("Call Ada")
    said = console.post(f"/inbox/{task.pk}/snooze/", {"until": "in 3 days"}, follow=True).content.decode()
    assert "Put off until Fri 13 Mar 2026, 09:00: Call Ada." in said
    assert f'action="/inbox/{task.pk}/wake/"' in said  # undo stands beside the sentence
    assert "Call Ada" not in rows(page(console))
    assert "Call Ada" in rows(page(console, "?show=snoozed"))
    clock.move_to(NOON + days(3))
    assert "Call Ada" in rows(page(console))
    assert "Call Ada" in rows(page(console, "?show=overdue"))  # its promise stayed as it was


def test_a_task_is_put_off_to_a_day_of_ones_own_and_taken_up_before(console: Client) -> None:
    task = opened("Call Ada")
    console.post(f"/inbox/{task.pk}/snooze/", {"until": "tomorrow", "day": "2026-04-01"})
    task.refresh_from_db()
    assert task.snoozed_until and task.snoozed_until.isoformat() == "2026-04-01T09:00:00+00:00"
    console.post(f"/inbox/{task.pk}/wake/")
    assert "Call Ada" in rows(page(console))


@pytest.mark.parametrize("day", ["2026-03-10", "2020-01-01", "soon", "9999-12-31"])
def test_no_task_is_put_off_to_the_past_or_for_ever(console: Client, day: str) -> None:
    task = opened("Call Ada")
    console.post(f"/inbox/{task.pk}/snooze/", {"day": day})
    task.refresh_from_db()
    assert task.snoozed_until is None


def test_a_comment_stands_with_who_and_when_and_changes_nothing_before_it(console: Client) -> None:
    task = opened("Call Ada")
    for words in ("She is away.", "Back on Monday <b>"):
        console.post(f"/inbox/{task.pk}/comment/", {"comment": words})
    console.post(f"/inbox/{task.pk}/comment/", {"comment": "  "})
    html = console.get(f"/inbox/{task.pk}/").content.decode()
    assert "She is away." in html and "Back on Monday &lt;b&gt;" in html
    assert [entry.words for entry in Entry.objects.order_by("pk")] == ["She is away.", "Back on Monday <b>"]
    assert {entry.by for entry in Entry.objects.all()} == {"owner"}


def test_a_task_is_taken_handed_on_and_given_back(console: Client, owner: User) -> None:
    anna = cast.member("anna", Role.AGENT)
    task = opened("Call Ada")
    console.post(f"/inbox/{task.pk}/take/")
    task.refresh_from_db()
    assert task.assignee_id == owner.pk
    console.post(f"/inbox/{task.pk}/hand/", {"whom": f"member:{anna.pk}"})
    task.refresh_from_db()
    assert (task.assignee_id, task.role) == (anna.pk, Role.OWNER)
    console.post(f"/inbox/{task.pk}/give-back/")
    console.post(f"/inbox/{task.pk}/hand/", {"whom": "role:marketer"})
    task.refresh_from_db()
    assert (task.assignee_id, task.role) == (None, Role.MARKETER)
    html = console.get(f"/inbox/{task.pk}/").content.decode()
    assert [words in html for words in ("Handed it to owner", "Handed it to anna", "Handed it to the marketer")] == [
        True
    ] * 3


@pytest.mark.parametrize("whom", ["role:analyst", "member:999999", "", "owner"])
def test_a_task_is_handed_to_nobody_who_does_none(console: Client, whom: str) -> None:
    task = opened("Call Ada")
    said = console.post(f"/inbox/{task.pk}/hand/", {"whom": whom}, follow=True).content.decode()
    assert "Choose a role or a person from the list." in said
    task.refresh_from_db()
    assert (task.assignee_id, task.role) == (None, Role.OWNER)


def test_who_presses_take_it_on_an_old_page_is_told_who_has_it(console: Client) -> None:
    anna, task = cast.member("anna", Role.AGENT), opened("Call Ada", Role.AGENT)
    (seen,) = re.findall(r'name="seen" value="([^"]+)">Take it', console.get(f"/inbox/{task.pk}/").content.decode())
    assigning.hand_to_member(task, anna, by="anna", now=NOON)
    for deed, form in (("take", {}), ("hand", {"whom": "role:owner"})):
        said = console.post(f"/inbox/{task.pk}/{deed}/", {"seen": seen, **form}, follow=True).content.decode()
        assert "it waits for anna now. Nothing was changed." in said
    task.refresh_from_db()
    assert task.assignee == anna


def test_take_it_and_give_it_back_pressed_twice_are_pressed_once(console: Client, owner: User) -> None:
    task = opened("Call Ada")
    for _ in range(2):
        said = console.post(f"/inbox/{task.pk}/take/", {"seen": "role:owner"}, follow=True).content.decode()
        assert "Yours now: Call Ada." in said
    for _ in range(2):
        form = {"seen": f"member:{owner.member.pk}"}
        said = console.post(f"/inbox/{task.pk}/give-back/", form, follow=True).content.decode()
        assert "It waits for the owner again: Call Ada." in said
    assert Entry.objects.filter(task=task).count() == 2


def test_whoever_is_dismissed_leaves_her_tasks_to_the_role_and_that_is_said(console: Client) -> None:
    anna = cast.member("anna", Role.AGENT)
    task = opened("Call Ada", Role.AGENT)
    assigning.hand_to_member(task, anna, by="owner", now=NOON)
    said = console.post(reverse("console:staff-dismiss", args=[anna.pk]), follow=True).content.decode()
    assert "1 open task of anna waits for the role again." in said
    task.refresh_from_db()
    assert (task.assignee_id, task.role) == (None, Role.AGENT)


def wanted(**said: str) -> dict[str, str]:
    form = {
        "title": "Send a spare lid",
        "reason": "Hers broke.",
        "due": "2026-03-12",
        "whom": "role:agent",
        "key": "k1",
    }
    return form | said


def test_a_task_is_made_by_hand_about_her_order_and_twice_pressed_it_is_one(console: Client) -> None:
    ada = cast.ada()
    placed = cast.order(ada)
    form = wanted(order=str(placed.pk))
    assert "Send a spare lid" not in console.get(f"/inbox/new/?customer={ada.pk}").content.decode()
    for _ in range(2):
        said = console.post(f"/inbox/new/?customer={ada.pk}", form, follow=True).content.decode()
    assert "It waits for the support agent: Send a spare lid." in said
    task = Task.objects.get()
    assert (task.customer_id, task.order_id, task.role) == (ada.pk, placed.pk, Role.AGENT)
    assert task.due_at.isoformat() == "2026-03-12T18:00:00+00:00"
    html = console.get(f"/inbox/{task.pk}/").content.decode()
    assert f">{placed.number}</a>" in html and "Made it by hand" in html
    assert "Send a spare lid" in console.get(f"/customers/{ada.pk}/").content.decode()


def test_a_task_for_one_person_is_hers_and_falls_back_to_her_role(console: Client) -> None:
    anna = cast.member("anna", Role.AGENT)
    console.post("/inbox/new/", wanted(whom=f"member:{anna.pk}"))
    task = Task.objects.get()
    assert (task.assignee_id, task.role, task.customer_id) == (anna.pk, Role.AGENT, None)


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"due": "2026-03-01"}, {"due": "4000-01-01"}, {"whom": "role:analyst"}]
)
def test_a_task_that_is_not_finished_comes_back_with_its_words(console: Client, wrong: dict[str, str]) -> None:
    response = console.post("/inbox/new/", wanted(**wrong))
    assert response.status_code == 400 and "Hers broke." in response.content.decode()
    assert not Task.objects.exists()


def test_on_home_what_is_late_and_concerns_her_comes_first(console: Client, owner: User) -> None:
    profiles_of_somebody()
    for title, role in (("Somebody else’s", Role.AGENT), ("My role’s", Role.OWNER), ("Mine", Role.MARKETER)):
        opened(title, role)
    assigning.hand_to_member(Task.objects.get(title="Mine"), owner.member, by="anna", now=NOON)
    Task.objects.update(due_at=NOON - days(1))
    Task.objects.filter(title="Somebody else’s").update(due_at=NOON - days(9))
    home = console.get("/").content.decode()
    assert home.index("Mine") < home.index("My role’s") < home.index("Somebody else’s")


def profiles_of_somebody() -> None:
    """Home has something to show."""
    cast.order(cast.ada())
    daily.recompute(now=NOON)


def rows(html: str) -> str:
    """What stands in the list, without what was just said above it."""
    return html.partition('class="todo"')[2]


def test_a_closed_task_is_opened_again_from_its_tab(console: Client) -> None:
    task = opened("Call Ada")
    tasks.done(task, outcome="No answer.", by="ruth", now=NOON)
    assert f'action="/inbox/{task.pk}/undo/"' in page(console, "?show=closed")
    console.post(f"/inbox/{task.pk}/undo/")
    assert "Call Ada" in page(console) and "Call Ada" not in page(console, "?show=closed")


def test_who_a_closed_task_was_about_is_named(console: Client) -> None:
    task = opened("Call")
    Task.objects.update(customer_id=cast.ada().pk)
    task.refresh_from_db()
    tasks.done(task, outcome="She was glad.", by="ruth", now=NOON)
    assert "Ada Byron" in page(console, "?show=closed")


def test_the_page_of_a_task_says_what_trouble_stands_open_and_nothing_of_what_is_settled(console: Client) -> None:
    task, ada = opened("Call Ada"), cast.ada()
    Task.objects.update(customer_id=ada.pk)
    trouble.open(ada.pk, kind="late", key="1", words="The first parcel is late.", source="test", now=NOON - days(2))
    assert "The first parcel is late." in console.get(f"/inbox/{task.pk}/").content.decode()
    trouble.close(ada.pk, kind="late", key="1", now=NOON)
    assert "Open trouble" not in console.get(f"/inbox/{task.pk}/").content.decode()
