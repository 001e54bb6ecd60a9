"""What came back for a mail, on the pages about it."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON
from tests.engagement.journeys.plans import NOTE, on, tick
from thereafter.engagement.messaging import returns
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Message, Purpose, State
from thereafter.record.customers.models import Customer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ada(db: None) -> Customer:
    """Ada, who was sent a note an hour ago."""
    ada = cast.ada()
    on(NOTE)
    cast.happened(ada, at=NOON - 3 * HOUR)
    tick(NOON - 2 * HOUR)
    Message.objects.update(state=State.SENT, sent_at=NOON - HOUR, error="250 OK")
    return ada


def page(console: Client, address: str) -> str:
    return console.get(address).content.decode()


def of_the_message() -> str:
    return "/journeys/messages/{}/{}/{}/{}/".format(*Message.objects.get().pk)


def test_a_mail_that_came_back_is_not_told_as_one_that_went_out(console: Client, ada: Customer) -> None:
    before = page(console, of_the_message())
    assert "Yes: the mail server took it" in before
    assert "came back" not in before
    key = MessageKey(*Message.objects.get().pk)
    returns.bounced(key, for_good=True, words="5.1.1 nobody here", source="smtp", now=NOON - HOUR / 2)
    html = page(console, of_the_message())
    assert f"<h1>Was sent “{Purpose.objects.get().label}”, and it came back</h1>" in html
    assert "Yes: the mail server took it" not in html
    assert "It did, and it came back: the mail server took it and said “250 OK”" in html
    told = "It came back for good: 5.1.1 nobody here; her address gets nothing any more"
    assert html.count(told) == 2  # under the headline, and in the chain
    assert told in page(console, f"/customers/{ada.pk}/why/")
    assert "5.1.1 nobody here" in page(console, f"/customers/{ada.pk}/")


def test_a_complaint_stands_on_the_page_of_its_mail_and_of_her(console: Client, ada: Customer) -> None:
    key = MessageKey(*Message.objects.get().pk)
    returns.complained(key, words="abuse", source="smtp", now=NOON - HOUR / 2)
    assert "She called it spam; her address gets nothing any more" in page(console, of_the_message())
    assert "Yes: the mail server took it" in page(console, of_the_message())
    assert "Called a mail spam" in page(console, f"/customers/{ada.pk}/")


def test_what_came_of_a_mail_that_no_journey_asked_for_is_told_as_well(console: Client, db: None) -> None:
    ada = cast.ada()
    cast.judged(cast.purpose(key="by hand"), ada)
    Message.objects.update(state=State.SENT, sent_at=NOON - HOUR)
    key = MessageKey(*Message.objects.get().pk)
    returns.bounced(key, for_good=False, words="4.2.2 full", source="smtp", now=NOON - HOUR / 2)
    assert "It came back: 4.2.2 full" in page(console, of_the_message())
