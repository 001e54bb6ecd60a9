"""Somebody stops sending while several workers deliver: each finishes the letter in its hand, and nothing is lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connection

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import transports
from thereafter.engagement.messaging.delivery import deliver
from thereafter.engagement.messaging.models import Message, State
from thereafter.foundation.clock import VirtualClock
from thereafter.record.shop import mode

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
WORKERS = 2
LETTERS = 120


def test_two_workers_that_are_stopped_finish_one_letter_each_at_most_and_go_on_with_all_the_others() -> None:
    cast.live()
    cast.judged(cast.purpose(), *[cast.customer(f"Person{number}") for number in range(LETTERS)])
    mail, some = MailServer(), Signal()

    def count(address: str) -> str:
        if len(mail.letters) >= 20:
            some.set()
        return ""

    mail.at_content = count
    with serving(mail) as server:
        transports.register("email", lambda: Smtp(server))
        with ThreadPoolExecutor(WORKERS) as pool:
            rounds = [pool.submit(work) for _ in range(WORKERS)]
            assert some.wait(60)
            mode.stop(why="wrong prices", source="test", now=NOON)
            at_the_stop = len(mail.letters)
            for each in rounds:
                each.result()
        assert at_the_stop <= len(mail.letters) <= at_the_stop + WORKERS < LETTERS
        states = Counter(Message.objects.values_list("state", flat=True))
        assert states == {State.SENT: len(mail.letters), State.READY: LETTERS - len(mail.letters)}
        mode.go_on(source="test", now=NOON)
        deliver(VirtualClock(NOON))
    assert Counter(mail.recipients).most_common(1)[0][1] == 1, "one was sent twice"
    assert len(mail.letters) == LETTERS


def work() -> None:
    """One worker's round."""
    try:
        deliver(VirtualClock(NOON))
    finally:
        connection.close()
