"""One of the best customers hears from a person: from the playbook to the task, to the letter, to done."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.audience.profiles import refresh
from thereafter.audience.segments.models import Segment
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.cases.models import Task
from thereafter.engagement.experiments.models import Experiment
from thereafter.engagement.journeys import engine, playbooks, switching
from thereafter.engagement.messaging import transports
from thereafter.engagement.messaging.delivery import deliver
from thereafter.engagement.messaging.models import Message, State
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Customer
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console import present

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> VirtualClock:
    stands = VirtualClock(NOON)
    monkeypatch.setattr(present, "clock", stands)
    return stands


@pytest.fixture
def mail() -> Iterator[MailServer]:
    cast.live()
    server = MailServer()
    with serving(server) as place:
        transports.register("email", lambda: Smtp(place))
        yield server


@pytest.fixture
def harriet(db: None) -> Client:
    """The account manager at her desk."""
    user = cast.member("harriet", Role.ACCOUNT_MANAGER).user
    Member.objects.update(mail_name="Harriet Kemp", mail_address="harriet@shop.example")
    browser = Client()
    browser.force_login(user)
    return browser


def becomes_one_of_the_best(ada: Customer) -> None:
    """The playbook is on, she enters its segment, a day passes, and she is in no control group."""
    switching.switch_on(playbooks.install("high-value-follow-up", now=NOON - days(2)), now=NOON - days(2))
    for number in range(4):
        cast.order(ada, at=NOON - days(40 - number), amount_minor=25_000)
    refresh.refresh_everybody(now=NOON - days(1))
    cast.happened(ada, "segment.entered", at=NOON - days(1), object_id=Segment.objects.get(key="best-customers").pk)
    Experiment.objects.update(control_share=0)  # whom chance left out would get no task
    engine.tick(now=NOON - days(1))
    engine.tick(now=NOON)


def test_from_the_playbook_to_a_letter_in_her_own_name(clock: VirtualClock, mail: MailServer, harriet: Client) -> None:
    ada = cast.ada()
    becomes_one_of_the_best(ada)
    task = Task.objects.get()
    assert (task.role, task.title, task.due_at) == (Role.ACCOUNT_MANAGER, "Call or write to Ada Byron", NOON + days(3))
    assert "Ada has just become one of the best customers, with 4 orders and €1,000.00 in all" in task.reason

    inbox = harriet.get("/inbox/").content.decode()
    assert "Call or write to Ada Byron" in inbox
    page = harriet.get(f"/inbox/{task.pk}/").content.decode()
    assert "Personal follow-up for high value" in page and f"/customers/{ada.pk}/write/?task={task.pk}" in page
    letter = {
        "kind": "value",
        "subject": "Thank you",
        "text": "Dear Ada,\n\nhow does the teapot pour?\n\nHarriet",
        "key": "form",
        "close": "on",
    }
    said = harriet.post(f"/customers/{ada.pk}/write/?task={task.pk}", letter, follow=True).content.decode()
    assert "Your letter goes out now." in said
    assert deliver(clock) == {State.SENT: 1}
    received = mail.letter("ada@people.example")
    assert received["From"] == '"Harriet Kemp" <harriet@shop.example>'
    assert "List-Unsubscribe" in received
    task.refresh_from_db()
    assert (task.state, task.done_by, task.outcome) == ("done", "harriet", "Wrote to her: “Thank you”.")
    assert Message.objects.get().state == State.SENT
    hers = harriet.get(f"/customers/{ada.pk}/").content.decode()
    assert "Was sent “Letter from Harriet Kemp”" in hers and "Task done: Call or write to Ada Byron" in hers
