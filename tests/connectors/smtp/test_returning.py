"""Mail that comes back: bounces, complaints and unsubscriptions find their message and its person."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests import cast
from tests.cast import NOON
from thereafter.connectors.smtp.incoming import Says
from thereafter.connectors.smtp.returning import take_back, take_back_all
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.message_ids import message_id
from thereafter.foundation.errors import Refusal
from thereafter.record.customers.merging.merge import join
from thereafter.record.customers.models import Consent, Customer, Suppression
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Customer:
    return cast.ada()


@pytest.fixture
def name(ada: Customer) -> str:
    """The Message-ID of a message to Ada."""
    cast.live()
    guide = cast.purpose()
    cast.judged(guide, ada)
    return message_id(MessageKey(ada.pk, guide.pk, 0, 1), domain="shop.example")


def notification(name: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery status notification as Postfix writes it."""
    return f"""From: MAILER-DAEMON@mx.example
To: shop@shop.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@people.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} user unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {name}
Subject: About your order

--b--
""".encode()


def complaint(name: str, kind: str = "abuse") -> bytes:
    """A feedback report as mailbox providers send it."""
    return f"""From: feedback@provider.example
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1

--b
Content-Type: message/rfc822

Message-ID: {name}
Subject: About your order

Hello
--b--
""".encode()


def test_an_address_that_does_not_exist_gets_nothing_more_and_the_bounce_is_an_event(ada: Customer, name: str) -> None:
    assert take_back(notification(name), now=NOON) is Says.GONE
    assert Suppression.objects.get().address_key == "ada@people.example"
    event = Event.objects.get(name="message.bounced")
    assert (event.customer_id, event.properties["for_good"]) == (ada.pk, True)


def test_a_bounce_that_comes_twice_counts_once(name: str) -> None:
    take_back(notification(name), now=NOON)
    take_back(notification(name), now=NOON)
    assert Event.objects.filter(name="message.bounced").count() == 1


def test_a_full_mailbox_is_told_and_suppresses_nobody(name: str) -> None:
    assert take_back(notification(name, status="5.2.2"), now=NOON) is Says.NOT_TAKEN
    assert not Suppression.objects.exists()
    assert Event.objects.filter(name="message.bounced").exists()


def test_a_delay_is_no_bounce(name: str) -> None:
    assert take_back(notification(name, action="delayed", status="4.4.1"), now=NOON) is Says.DELAYED
    assert not Event.objects.filter(name="message.bounced").exists()


def test_whoever_complains_hears_nothing_more(ada: Customer, name: str) -> None:
    assert take_back(complaint(name), now=NOON) is Says.COMPLAINT
    assert Suppression.objects.get().reason == "complained"
    assert Consent.objects.get(customer=ada).state == "withdrawn"


def test_a_report_that_it_was_no_spam_changes_nothing(name: str) -> None:
    assert take_back(complaint(name, kind="not-spam"), now=NOON) is None
    assert not Suppression.objects.exists()


def test_a_new_mail_with_the_subject_that_we_proposed_withdraws_consent(ada: Customer, name: str) -> None:
    mail = f"From: ada@people.example\nSubject: unsubscribe {name.strip('<>')}\nMessage-ID: <1@people.example>\n\n"
    assert take_back(mail.encode(), now=NOON) is Says.UNSUBSCRIBE
    assert Consent.objects.get(customer=ada).state == "withdrawn"


def test_an_answer_that_says_unsubscribe_withdraws_consent(ada: Customer, name: str) -> None:
    answer = f"From: ada@people.example\nSubject: unsubscribe\nIn-Reply-To: {name}\n\nplease\n".encode()
    assert take_back(answer, now=NOON) is Says.UNSUBSCRIBE
    assert Consent.objects.get(customer=ada).state == "withdrawn"


@pytest.mark.parametrize(
    "content",
    [
        notification("<forged@shop.example>"),
        notification(f"<{'a' * 56}@shop.example>"),
        b"",
        b"\x00\xff not a mail",
        b"Subject: A question\n\nWhere is my parcel?\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n",
    ],
)
def test_mail_that_names_none_of_our_messages_changes_nothing(name: str, content: bytes) -> None:
    assert take_back(content, now=NOON) is None
    assert not Suppression.objects.exists()


def test_a_maildir_is_emptied_into_its_folder_of_read_mail(name: str, tmp_path: Path) -> None:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(notification(name))
    (tmp_path / "new" / "2.host").write_bytes(b"Subject: hello\n\n")
    assert take_back_all(tmp_path, now=NOON) == {Says.GONE: 1, None: 1}
    assert not list((tmp_path / "new").iterdir())
    assert take_back_all(tmp_path, now=NOON) == {}


def test_a_folder_that_is_no_maildir_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is no maildir"):
        take_back_all(tmp_path, now=NOON)


def test_a_complaint_about_a_mail_to_a_record_that_was_joined_to_another_is_heeded(ada: Customer, name: str) -> None:
    first = cast.customer("Ada", email="first@people.example", since=NOON - timedelta(days=900))
    join(first.pk, ada.pk, by="console:ruth", now=NOON)
    assert take_back(complaint(name), now=NOON) is Says.COMPLAINT
    assert Consent.objects.get(customer=first).state == "withdrawn"
