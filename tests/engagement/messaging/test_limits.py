"""Limits hold for an hour, for a domain and for a day of the warm-up, however many deliver; and nothing is lost."""

import re
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from tests.engagement.messaging.deliver_and_die import worker
from thereafter.connectors.smtp.server import Server
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import transports
from thereafter.engagement.messaging.delivery import deliver
from thereafter.engagement.messaging.forecast import Alike, turns
from thereafter.engagement.messaging.limits import Used, share
from thereafter.engagement.messaging.models import HandedOver, Kind, Lane, Message, State
from thereafter.engagement.messaging.taking import LEASE, forget_counts, let_go
from thereafter.engagement.messaging.waiting import kept_back
from thereafter.foundation.clock import VirtualClock
from thereafter.record.shop import settings

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
HOUR = timedelta(hours=1)


@pytest.fixture
def mail() -> MailServer:
    return MailServer()


@pytest.fixture(autouse=True)
def shop(mail: MailServer) -> Iterator[Server]:
    cast.live()
    with serving(mail) as server:
        transports.register("email", lambda: Smtp(server))
        yield server


def decide(**decided: object) -> None:
    for key, value in decided.items():
        settings.change(key, value, source="test", now=NOON)


def ready(many: int, domain: str, kind: Kind = Kind.VALUE) -> None:
    people = [cast.customer(f"P{kind[0]}{number}", email=f"{kind}{number}@{domain}") for number in range(many)]
    cast.judged(cast.purpose(kind, f"plan/1/{kind}", useful_for=timedelta(days=60)), *people)


def waits(*, at: datetime) -> Counter[tuple[str, datetime | None]]:
    """What the ready messages say they wait for, by the end of the first clause, and until when."""
    kept = [kept_back(message, settings.read(), now=at) for message in Message.objects.filter(state=State.READY)]
    return Counter(
        (re.split("many as may leave |day’s ", one.words)[1].split(";")[0], one.until) for one in kept if one
    )


def came(mail: MailServer) -> Counter[str]:
    return Counter(address.partition("@")[2] for address in mail.recipients)


def together(clock: VirtualClock, workers: int = 2) -> None:
    """Several deliver at once, until nobody finds anything."""

    def work() -> None:
        try:
            while deliver(clock).total():
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        for each in [pool.submit(work) for _ in range(workers)]:
            each.result()


def test_two_workers_never_exceed_the_hour_nor_a_domain_of_it_and_everything_goes_out_in_time(mail: MailServer) -> None:
    decide(hourly_limit=40, hourly_domain_limit=18)
    for many, domain in ((60, "big.example"), (25, "small.example"), (9, "tiny.example")):
        ready(many, domain)
    clock = VirtualClock(NOON)
    before: Counter[str] = Counter()
    for _ in range(6):
        together(clock)
        this_hour = came(mail) - before
        assert this_hour.total() <= 40 and max(this_hour.values(), default=0) <= 18
        counted = HandedOver.objects.filter(hour=clock.now()).values_list("messages", flat=True)
        assert sum(counted) == this_hour.total()
        before = came(mail)
        clock.move_to(clock.now() + HOUR)
    assert came(mail) == {"big.example": 60, "small.example": 25, "tiny.example": 9}
    assert set(Message.objects.values_list("state", "reason")) == {("sent", "")}


def test_what_waits_for_the_next_hour_says_so(mail: MailServer) -> None:
    decide(hourly_limit=3)
    ready(5, "big.example")
    deliver(VirtualClock(NOON + timedelta(minutes=20)))
    assert waits(at=NOON + timedelta(minutes=20)) == {("in one hour have left", NOON + HOUR): 2}
    assert deliver(VirtualClock(NOON + HOUR)) == {State.SENT: 2}


def test_when_a_limit_is_raised_what_waits_for_it_goes_out_in_the_same_hour(mail: MailServer) -> None:
    decide(hourly_limit=3)
    ready(5, "big.example")
    clock = VirtualClock(NOON + timedelta(minutes=20))
    deliver(clock)
    decide(hourly_limit=4)
    assert deliver(clock) == {State.SENT: 1}
    assert waits(at=clock.now()).total() == 1


def test_when_a_domains_limit_is_lifted_what_was_set_aside_for_it_goes_out_at_once(mail: MailServer) -> None:
    decide(hourly_domain_limit=3)
    ready(5, "big.example")
    clock = VirtualClock(NOON)
    deliver(clock)
    assert waits(at=NOON) == {("in one hour to big.example have left", NOON + HOUR): 2}
    decide(hourly_domain_limit=None)
    assert let_go(now=NOON) == 1
    deliver(clock)
    assert came(mail) == {"big.example": 5} and not Lane.objects.exists()


def test_a_full_domain_stops_no_other(mail: MailServer) -> None:
    decide(hourly_domain_limit=2)
    ready(70, "big.example")
    ready(3, "small.example", Kind.ASK)
    deliver(VirtualClock(NOON))
    assert came(mail) == {"big.example": 2, "small.example": 2}


@pytest.mark.parametrize(
    "decided", [{"hourly_limit": 7, "warm_up_first_day": 12}, {"hourly_domain_limit": 4}, {"hourly_limit": 3}]
)
def test_what_is_forecast_is_what_leaves_hour_by_hour_also_over_the_night(
    mail: MailServer, decided: dict[str, int]
) -> None:
    decide(**decided)
    ready(5, "big.example", Kind.SERVICE)
    ready(22, "big.example")
    ready(9, "small.example", Kind.ASK)
    stands = Message.objects.filter(state=State.READY).values_list("kind", "not_before", "stale_at")
    domains = {kind: "small.example" if kind == "ask" else "big.example" for kind in Kind.values}
    alike = [
        Alike(at, kind == "service", domains[kind], "Europe/London", stale, many)
        for (kind, at, stale), many in Counter(stands).items()
        if at
    ]
    foreseen: Counter[datetime | None] = Counter()
    for turn in turns(alike, settings.read(), used=Used(0, 0), handed_over={}, now=NOON):
        foreseen[turn.at] += turn.messages
    left: Counter[datetime | None] = Counter()
    for hour in range(40):
        clock, before = VirtualClock(NOON + hour * HOUR), len(mail.letters)
        while deliver(clock).total():
            pass
        left[clock.now()] += len(mail.letters) - before
    assert +left == foreseen and left.total() == 36


def test_service_goes_first_counts_in_every_limit_and_no_warm_up_holds_it_back(mail: MailServer) -> None:
    decide(warm_up_first_day=5, warm_up_factor=2)
    ready(20, "big.example")
    ready(7, "big.example", Kind.SERVICE)
    clock = VirtualClock(NOON)
    together(clock)
    assert Counter(address[:5] for address in mail.recipients) == {"servi": 7}, "it used up the day's five"
    midnight = NOON.replace(hour=0) + timedelta(days=1)
    assert waits(at=NOON) == {("share of the warm-up has left", midnight): 20}
    decide(hourly_limit=8)
    ready(4, "other.example", Kind.SERVICE)
    deliver(clock)
    assert len(mail.letters) == 8, "the hour's limit holds for service too"


def test_a_warm_up_doubles_day_by_day_from_the_first_letter_on(mail: MailServer) -> None:
    decide(warm_up_first_day=3)
    ready(40, "big.example")
    days = []
    for day in range(5):
        before = len(mail.letters)
        together(VirtualClock(NOON + timedelta(days=day)))
        days.append(len(mail.letters) - before)
    assert days == [3, 6, 12, 19, 0]
    assert settings.read().first_sent_at == NOON


@given(st.integers(0, 60), st.integers(1, 10_000), st.floats(1.1, 10))
def test_a_share_never_shrinks_and_ends_at_last(day: int, first: int, factor: float) -> None:
    today, tomorrow = share(day, first, factor), share(day + 1, first, factor)
    assert tomorrow is None or (today is not None and today <= tomorrow)
    assert share(0, first, factor) == first
    assert share(400, first, factor) is None


def test_whoever_is_killed_uses_up_no_more_than_what_left(mail: MailServer, shop: Server) -> None:
    decide(hourly_limit=10)
    ready(30, "big.example")
    assert worker(NOON, f"smtp://{shop.host}:{shop.port}?reserved=yes", "after the mark", 4) == -signal.SIGKILL
    assert len(mail.letters) == 3
    deliver(VirtualClock(NOON))
    assert len(mail.letters) == 3, "what the dead had in hand counts until its lease is over"
    together(VirtualClock(NOON + LEASE))
    assert len(mail.letters) == 9, "the letter that was marked counts: it may have gone out"
    assert sum(HandedOver.objects.values_list("messages", flat=True)) == 10
    for hour in (1, 2):
        together(VirtualClock(NOON + hour * HOUR))
    assert Counter(Message.objects.values_list("state", flat=True)) == {"sent": 29, "unknown": 1}


def test_counts_are_forgotten_after_a_month(mail: MailServer) -> None:
    ready(2, "big.example")
    deliver(VirtualClock(NOON))
    assert forget_counts(now=NOON + timedelta(days=31)) == 0
    assert forget_counts(now=NOON + timedelta(days=31, hours=1)) == 1
