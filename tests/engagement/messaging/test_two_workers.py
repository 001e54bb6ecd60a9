"""Two workers at once, on two connections: they never break a cap, and never do the same work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, transaction

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import claims, judge, requests, transports
from thereafter.engagement.messaging.company import WORTH_COMPANY, deliver_together
from thereafter.engagement.messaging.holding import rejudge_due
from thereafter.engagement.messaging.models import Message, Purpose, State
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Customer
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


Answer = TypeVar("Answer")


def at_once(*works: Callable[[], Answer]) -> list[Answer]:
    """Each in a thread and on a connection of its own, begun together."""
    barrier = Barrier(len(works))

    def begin(work: Callable[[], Answer]) -> Answer:
        barrier.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def test_a_cap_of_one_holds_when_two_workers_judge_the_same_people_for_different_reasons() -> None:
    cast.live()
    people = [cast.customer(f"Person{number}") for number in range(30)]

    def judging(what: Purpose) -> Callable[[], object]:
        return lambda: cast.judged(what, *people)

    at_once(*(judging(cast.purpose(key=f"plan{number}/1/say")) for number in range(4)))
    out = Message.objects.filter(state__in=Message.WENT_OUT)
    assert sorted(out.values_list("customer_id", flat=True)) == sorted(person.pk for person in people)
    assert Message.objects.count() == 4 * len(people)


def test_held_messages_that_are_due_are_judged_once_by_whoever_comes_first() -> None:
    cast.live()
    night = NOON.replace(hour=23)
    people = [cast.customer(f"Person{number}") for number in range(30)]
    for number in range(3):
        cast.judged(cast.purpose(key=f"plan{number}/1/say"), *people, at=night)
    morning = night + timedelta(hours=9)
    outcomes = at_once(*[lambda: rejudge_due(now=morning)] * 3)
    assert sum(counted.total() for counted in outcomes) == 90
    assert Message.objects.filter(state=State.READY).count() == len(people)


def test_a_bucket_that_somebody_works_on_is_passed_over() -> None:
    with transaction.atomic():
        assert claims.claim({3: 10, 5: 10}) == [3, 5]
        [others] = at_once(lambda: claimed({3: 10, 5: 10, 7: 10}))
        assert others == [7]
    [later] = at_once(lambda: claimed({3: 10}))
    assert later == [3]


def claimed(due: dict[int, int]) -> list[int]:
    with transaction.atomic():
        return claims.claim(due)


def test_a_claim_takes_about_a_batch_and_a_small_amount_of_work_at_once() -> None:
    with transaction.atomic():
        assert claims.claim(dict.fromkeys(range(64), 1)) == list(range(64))
    with transaction.atomic():
        assert claims.claim(dict.fromkeys(range(64), 400), batch=1_000) == [0, 1, 2]


def test_whoever_judges_waits_for_the_customers_of_somebody_else() -> None:
    cast.live()
    ada, what = cast.ada(), cast.purpose()
    done: list[str] = []

    def asking(person: Customer) -> None:
        with transaction.atomic():
            requests.prepare()
            cast.ask_for(what, person, at=NOON)
            judge.judge(now=NOON)
        done.append("judged")
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            claims.claim({ada.pk % claims.BUCKETS: 1})
            waiting = pool.submit(asking, ada)
            assert not waiting.done()
            done.append("let go")
        waiting.result(timeout=30)
    assert done == ["let go", "judged"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_many_letters_are_delivered_by_several_workers_at_once_and_each_letter_once() -> None:
    cast.live()
    what, people = cast.purpose(), [cast.customer(f"Person{number}") for number in range(WORTH_COMPANY + 30)]
    cast.judged(what, *people)
    mail = MailServer()
    with serving(mail) as server:
        transports.register("email", lambda: Smtp(server))
        assert deliver_together(VirtualClock(NOON)) == {State.SENT: len(people)}
    assert len(mail.recipients) == len(set(mail.recipients)) == len(people)
    told = Event.objects.filter(name="message.sent", customer_id__in=[person.pk for person in people])
    assert told.count() == len(people)
