"""R1, short form: the delivering process is killed at every named point, for real, and the mailbox is counted."""

import signal
from collections import Counter
from email import message_from_bytes
from itertools import product

import pytest

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from tests.engagement.messaging.deliver_and_die import POINTS, worker
from thereafter.engagement.messaging.models import Kind, Message, State
from thereafter.engagement.messaging.taking import LEASE
from thereafter.record.events.models import Event

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
DEATHS = list(product(POINTS, (1, 3)))


@pytest.mark.parametrize("kind", [Kind.VALUE, Kind.SERVICE])
def test_killed_at_any_point_value_is_never_sent_twice_and_service_is_never_lost(kind: Kind) -> None:
    cast.live()
    people = [cast.customer(f"Person{number}") for number in range(16)]
    cast.judged(cast.purpose(kind, f"plan/1/{kind}"), *people)
    mail = MailServer()
    with serving(mail) as server:
        url = f"smtp://{server.host}:{server.port}?reserved=yes"
        instant = NOON
        for point, letters in [*DEATHS, ("", 0), ("", 0)]:  # the last but one finds what the last death left
            ended = worker(instant, url, point, letters)
            assert ended == (-signal.SIGKILL if point else 0)
            instant += LEASE
    arrived = Counter(message_from_bytes(content)["Message-ID"] for _, content in mail.letters)
    messages = list(Message.objects.all())
    if kind is Kind.SERVICE:
        assert {message.state for message in messages} == {State.SENT}
        assert all(arrived[message.message_id] >= 1 for message in messages), "one was lost"
    else:  # a death costs at most the letter in hand and the one just accepted, whose answer the next mark stores
        assert Counter(message.state for message in messages) == {State.SENT: 11, State.UNKNOWN: 5}
        assert max(arrived.values()) == 1, "one was sent twice"
        assert all(arrived[message.message_id] == 1 for message in messages if message.state == State.SENT)
    assert set(arrived) <= {message.message_id for message in messages}
    told = Event.objects.filter(name="message.sent", customer_id__in=[person.pk for person in people])
    assert told.count() == sum(message.state == State.SENT for message in messages)
    assert not Message.objects.filter(state=State.SENT, told=False).exists()
