"""Writing to one customer from her page or from a task, with the policy's answer beside the button."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.cases.models import Entry, Task
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import HandedOver, Message, PersonalLetter, State
from thereafter.engagement.messaging.returns import bounced
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings
from thereafter.record.staff.models import Deed, Member
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db
LETTER = {"kind": "service", "subject": "Your lid", "text": "It is on its way.\n\nRuth", "key": "one-form"}


@pytest.fixture(autouse=True)
def shop(owner: User) -> None:
    cast.live()
    Member.objects.update(mail_name="Ruth Miller", mail_address="ruth@shop.example")


def page(console: Client, address: str) -> str:
    return console.get(address).content.decode()


def wrote(console: Client, whom: Customer, query: str = "", **said: str) -> str:
    """The page that a letter leads to."""
    return console.post(f"/customers/{whom.pk}/write/{query}", LETTER | said, follow=True).content.decode()


def test_from_her_page_to_a_letter_that_goes_out_now(console: Client) -> None:
    ada = cast.ada()
    assert f'href="/customers/{ada.pk}/write/"' in page(console, f"/customers/{ada.pk}/")
    form = page(console, f"/customers/{ada.pk}/write/")
    assert "Check first" in form and "Ruth Miller &lt;ruth@shop.example&gt;" in form
    assert "Your letter goes out now." in wrote(console, ada)
    message = Message.objects.get()
    assert (message.customer_id, message.kind, message.state) == (ada.pk, "service", State.READY)
    assert Deed.objects.get().what == "letter-new"
    assert "lid" not in str(vars(Deed.objects.get()))  # the log holds nothing of what was written


@pytest.mark.parametrize(
    ("whom", "kind", "words"),
    [
        (cast.ada, "value", "May go now"),
        (cast.grace, "value", "no consent to marketing"),
        (cast.linus, "value", "Held until Wed 11 Mar 2026, 08:00 her time"),
        (cast.margaret, "service", "the address is suppressed"),
    ],
)
def test_the_policy_answers_as_the_kind_changes_and_asking_changes_nothing(
    console: Client, whom: object, kind: str, words: str
) -> None:
    person = whom()  # type: ignore[operator]
    part = console.post(f"/customers/{person.pk}/may-i-write/", {"kind": kind}, headers={"HX-Request": "true"})
    assert words in part.content.decode() and "<html" not in part.content.decode()
    checked = console.post(f"/customers/{person.pk}/write/", LETTER | {"kind": kind, "text": "", "check": "yes"})
    html = checked.content.decode()
    assert words in html and "Your lid" in html and "required" not in html.partition("field-error")[1]
    assert not (Message.objects.exists() or PersonalLetter.objects.exists() or Deed.objects.exists())


@pytest.mark.parametrize(
    ("limit", "kind", "words"),
    [
        ("warm_up_first_day", "value", "the day’s share of the warm-up has left; it waits for its turn, at"),
        ("warm_up_first_day", "service", ""),
        ("hourly_limit", "service", "as many as may leave in one hour have left; it waits for its turn"),
        ("hourly_domain_limit", "value", "as many as may leave in one hour to people.example have left"),
    ],
)
def test_the_answer_knows_the_limits_before_the_button_and_after(
    console: Client, limit: str, kind: str, words: str
) -> None:
    ada = cast.ada()
    settings.change(limit, 1, source="test", now=NOON)
    HandedOver.objects.create(hour=NOON, domain="people.example", worker=1, messages=1)
    asked = console.post(f"/customers/{ada.pk}/may-i-write/", {"kind": kind}).content.decode()
    became = wrote(console, ada, kind=kind)
    if words:
        assert "May go, but not now" in asked and words in asked
        assert f"Your letter waits: {words}" in became
    else:
        assert "May go now" in asked and "Your letter goes out now." in became


def test_in_rehearsal_she_is_told_that_nothing_leaves(console: Client) -> None:
    settings.change("mode", "rehearsal", source="test", now=NOON)
    ada = cast.ada()
    assert "nothing leaves" in console.post(f"/customers/{ada.pk}/may-i-write/", {"kind": "ask"}).content.decode()
    assert "Recorded as would have been sent" in wrote(console, ada)


def test_what_may_not_go_comes_back_with_its_text_and_the_reason(console: Client) -> None:
    grace = cast.grace()
    response = console.post(f"/customers/{grace.pk}/write/", LETTER | {"kind": "ask"})
    html = response.content.decode()
    assert response.status_code == 400
    assert "She may not be written to: no consent to marketing." in html and "It is on its way." in html
    assert not Message.objects.exists()


def test_a_form_with_a_mistake_comes_back_with_its_text(console: Client) -> None:
    response = console.post(f"/customers/{cast.ada().pk}/write/", LETTER | {"subject": ""})
    assert response.status_code == 400 and "It is on its way." in response.content.decode()


def test_a_double_click_is_one_letter(console: Client) -> None:
    ada = cast.ada()
    for _ in range(2):
        wrote(console, ada)
    assert Message.objects.count() == 1


@pytest.fixture
def task(owner: User) -> Task:
    return Task.objects.create(
        customer_id=cast.ada().pk,
        origin="test",
        title="Answer Ada",
        reason="She asked about a lid.",
        role=Role.OWNER,
        opened_at=NOON - days(1),
        due_at=NOON + days(1),
    )


def test_a_letter_from_a_task_closes_it_and_stands_in_its_history_and_in_her_time_line(
    console: Client, task: Task
) -> None:
    ada = Customer.objects.get()
    assert f'href="/customers/{ada.pk}/write/?task={task.pk}"' in page(console, f"/inbox/{task.pk}/")
    said = wrote(console, ada, f"?task={task.pk}", close="on")
    assert "Wrote to her" in said and "“Your lid”" in said
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "Wrote to her: “Your lid”.")
    assert [entry.what for entry in Entry.objects.order_by("pk")] == ["wrote", "done"]
    assert "Letter from Ruth Miller" in page(console, f"/customers/{ada.pk}/")
    wrote(console, ada, f"?task={task.pk}", close="on")  # the second click
    assert (Entry.objects.count(), Message.objects.count()) == (2, 1)


def test_a_letter_from_a_task_may_leave_it_open(console: Client, task: Task) -> None:
    wrote(console, Customer.objects.get(), f"?task={task.pk}")
    task.refresh_from_db()
    assert (task.state, Entry.objects.get().what) == ("open", "wrote")


def test_the_task_of_somebody_else_is_not_touched(console: Client, task: Task) -> None:
    wrote(console, cast.linus(), f"?task={task.pk}", close="on")
    task.refresh_from_db()
    assert task.state == "open" and not Entry.objects.exists()


def test_the_page_of_a_letter_says_from_whom_it_is_and_shows_it(console: Client) -> None:
    ada = cast.ada()
    wrote(console, ada)
    html = page(console, message_page())
    assert "from Ruth Miller &lt;ruth@shop.example&gt;" in html
    assert "Ruth Miller wrote it by hand" in html and "Your lid" in html
    assert "It is on its way." in page(console, f"{message_page()}mail/")


def message_page() -> str:
    """Of the one letter."""
    message = Message.objects.get()
    return reverse("console:message", args=[message.customer_id, message.purpose_id, 0, 1])


def test_what_came_back_is_said_wherever_it_is_listed(console: Client) -> None:
    ada = cast.ada()
    wrote(console, ada)
    Message.objects.update(state=State.SENT, sent_at=NOON)
    message = Message.objects.get()
    assert "Came back" not in page(console, f"/customers/{ada.pk}/")
    key = MessageKey(message.customer_id, message.purpose_id, message.trigger_key, message.visit)
    bounced(key, for_good=False, words="mailbox full", source="smtp", now=NOON + days(0.1))
    for address in (f"/customers/{ada.pk}/", f"/journeys/messages/?customer={ada.pk}"):
        html = page(console, address)
        assert "Came back" in html and ">Sent<" not in html.replace("</svg>", "").replace(" ", ""), address
