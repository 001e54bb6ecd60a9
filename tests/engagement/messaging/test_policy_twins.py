"""The policy in SQL and the policy in Python are one: over generated people, they decide alike."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from thereafter.engagement.experiments.arms import arm
from thereafter.engagement.experiments.define import define
from thereafter.engagement.experiments.models import Experiment
from thereafter.engagement.messaging import judge, requests
from thereafter.engagement.messaging.models import Kind, Message, Purpose, State
from thereafter.engagement.messaging.nights import Quiet
from thereafter.engagement.messaging.policy import BITS, USEFUL_FOR, Facts, Policy, decide
from thereafter.record.customers import trouble
from thereafter.record.customers.models import ConsentState, Customer
from thereafter.record.shop import settings as shop

pytestmark = pytest.mark.django_db

CHANGES = [  # of the clocks: Europe, North America, Australia, Chile; and a day without one
    datetime(2026, month, day, hour, tzinfo=UTC)
    for month, day, hour in [
        (3, 29, 1),
        (10, 25, 1),
        (3, 8, 10),
        (11, 1, 9),
        (4, 4, 16),
        (10, 3, 16),
        (4, 5, 3),
        (6, 10, 12),
    ]
]
OUT = [State.SENT, State.UNKNOWN, State.REHEARSED, State.READY, State.ATTEMPTING]
NOT_OUT = [State.SKIPPED, State.FAILED, State.HELD]
PEOPLE = count()


@dataclass(frozen=True)
class Before:
    """An earlier message of hers, so many minutes ago."""

    kind: Kind
    state: State
    minutes_ago: int


@dataclass(frozen=True)
class Wish:
    """A request; `held` if it was judged before, and held until now (True) or until later (False)."""

    kind: Kind
    priority: int
    useful_for: timedelta | None
    measured: bool
    journey_sends: bool
    exited: bool
    held: bool | None


@dataclass(frozen=True)
class Person:
    time_zone: str
    reachable: bool
    suppressed: bool
    consent: ConsentState | None
    troubled: bool
    hold_ends_in: int | None  # minutes from now; at its end it is over
    tests: bool
    befores: list[Before]
    wishes: list[Wish]


mostly = st.sampled_from([True, True, True, True, False])
rarely = mostly.map(lambda yes: not yes)
kinds = st.sampled_from(list(Kind))
zones = st.sampled_from(["", "Mars/Phobos", *sorted(available_timezones())])
befores = st.builds(
    Before,
    kind=kinds,
    state=st.sampled_from([*OUT, *NOT_OUT]),
    minutes_ago=st.one_of(
        st.integers(1, 95 * 1440), st.integers(1, 8 * 1440), st.sampled_from([1440, 7 * 1440, 90 * 1440])
    ),
)
wishes = st.builds(
    Wish,
    kind=kinds,
    priority=st.sampled_from([10, 50]),
    useful_for=st.sampled_from([None, timedelta(hours=3), timedelta(hours=30)]),
    measured=st.booleans(),
    journey_sends=mostly,
    exited=rarely,
    held=st.sampled_from([None, None, True, False]),
)
people = st.builds(
    Person,
    time_zone=zones,
    reachable=mostly,
    suppressed=rarely,
    consent=st.sampled_from([*[ConsentState.GRANTED] * 5, ConsentState.WITHDRAWN, None]),
    troubled=rarely,
    hold_ends_in=st.sampled_from([None, None, None, -1, 0, 1]),
    tests=st.booleans(),
    befores=st.lists(befores, max_size=6),
    wishes=st.lists(wishes, min_size=1, max_size=5),
)
policies = st.builds(
    Policy,
    time_zone=st.sampled_from(["Europe/London", "Pacific/Auckland", "UTC"]),
    quiet=st.sampled_from([Quiet(time(21), time(8)), Quiet(time(1, 30), time(2, 30)), Quiet(time(0), time(0))]),
    daily_cap=st.integers(0, 3),
    weekly_cap=st.integers(0, 5),
    asks_per_value=st.sampled_from([0, 0.5, 1, 2]),
    mode=st.sampled_from(["rehearsal", "test", "live"]),
)
instants = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-2_000, 2_000)
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(policy=policies, at=instants, crowd=st.lists(people, min_size=1, max_size=6))
def test_the_statements_and_the_pure_function_decide_alike(policy: Policy, at: datetime, crowd: list[Person]) -> None:
    obey(policy)
    measured = define("twins", control_share=4_000, now=at)
    everybody = [(person, settle(person, at=at, number=number)) for number, person in enumerate(crowd)]
    shop.change("test_addresses", [reached(row) for person, row in everybody if person.tests], source="test", now=at)
    requests.prepare()
    for person, row in everybody:
        for trigger_key, wish in enumerate(person.wishes):
            cast.ask_for(purpose_of(wish, measured), row, at=at, trigger_key=trigger_key, exited=wish.exited)
    judge.judge(now=at)
    for person, row in everybody:
        compare(person, row, policy, measured, at=at)


def compare(person: Person, row: Customer, policy: Policy, measured: Experiment, *, at: datetime) -> None:
    asked = [
        (trigger_key, wish) for trigger_key, wish in enumerate(person.wishes) if wish.held is not False or wish.exited
    ]
    facts = [facts_of(person, wish, row, measured, trigger_key=trigger_key, at=at) for trigger_key, wish in asked]
    for (trigger_key, wish), fact, decision in zip(asked, facts, decide(facts, policy), strict=True):
        message = Message.objects.get(
            customer_id=row.pk, purpose=purpose_of(wish, measured), trigger_key=trigger_key, visit=1
        )
        stored = (message.state, message.reason, message.failed_rules, message.not_before, message.arm)
        failed = sum(BITS[reason] for reason in decision.failed)
        assert stored == (decision.state, decision.reason, failed, decision.not_before, fact.arm), (person, wish, fact)


def obey(policy: Policy) -> None:
    for key, value in {
        "time_zone": policy.time_zone,
        "quiet_from": policy.quiet.begins,
        "quiet_until": policy.quiet.ends,
        "daily_cap": policy.daily_cap,
        "weekly_cap": policy.weekly_cap,
        "asks_per_value": policy.asks_per_value,
        "mode": policy.mode,
    }.items():
        shop.change(key, value, source="test", now=CHANGES[0])


def reached(row: Customer) -> str:
    return f"{row.first_name.lower()}@people.example"


def purpose_of(wish: Wish, measured: Experiment) -> Purpose:
    key = f"twins/{wish.kind}/{wish.priority}-{wish.useful_for}-{wish.measured}-{wish.journey_sends}"
    return cast.purpose(
        wish.kind,
        key.replace(" ", "").replace(":", ""),
        priority=wish.priority,
        useful_for=wish.useful_for,
        experiment=measured if wish.measured else None,
        sends=wish.journey_sends,
    )


def settle(person: Person, *, at: datetime, number: int) -> Customer:
    """The person with everything that went before, in the database."""
    name = f"twin{next(PEOPLE)}"
    row = cast.customer(
        name, email=None if person.reachable else "", time_zone=person.time_zone, consent=person.consent
    )
    if person.suppressed:
        cast.suppress(f"{name}@people.example")
    if person.troubled:
        cast.trouble(row, since=at - timedelta(days=3))
    if person.hold_ends_in is not None:
        until, begun = at + timedelta(minutes=person.hold_ends_in), at - timedelta(days=9)
        trouble.hold(row.pk, until=until, words="On holiday", source="console:ruth", now=begun)
    past = cast.purpose(key="twins/past/any")
    for index, before in enumerate(person.befores):
        when = at - timedelta(minutes=before.minutes_ago)
        Message.objects.create(
            customer_id=row.pk, purpose=past, trigger_key=index, kind=before.kind, state=before.state,
            considered_at=when, decided_at=when, attempted_at=when, sent_at=when, not_before=at + timedelta(days=9),
        )  # fmt: skip
    measured = Experiment.objects.get(key="twins")
    for trigger_key, wish in enumerate(person.wishes):
        if wish.held is not None:
            considered_at = at - timedelta(hours=5)
            Message.objects.create(
                customer_id=row.pk, purpose=purpose_of(wish, measured), trigger_key=trigger_key, kind=wish.kind,
                state=State.HELD, reason="priority", considered_at=considered_at, decided_at=considered_at,
                not_before=at if wish.held else at + timedelta(minutes=1),
                stale_at=considered_at + (wish.useful_for or USEFUL_FOR),
            )  # fmt: skip
    return row


def facts_of(
    person: Person, wish: Wish, row: Customer, measured: Experiment, *, trigger_key: int, at: datetime
) -> Facts:
    """The facts as a person would count them."""
    heard = []
    for before in person.befores:
        if before.kind is not Kind.SERVICE and before.state in OUT:
            waits = before.state in (State.READY, State.ATTEMPTING)
            heard.append((before.kind, at if waits else at - timedelta(minutes=before.minutes_ago)))
    heard = [(kind, when) for kind, when in heard if when > at - timedelta(days=90)]
    day = [when for _, when in heard if when > at - timedelta(days=1)]
    week = [when for _, when in heard if when > at - timedelta(days=7)]
    eligible = person.reachable and not person.suppressed and person.consent is ConsentState.GRANTED
    judged_under_it = eligible and wish.measured and wish.kind is not Kind.SERVICE
    considered_at = at if wish.held is None else at - timedelta(hours=5)
    return Facts(
        purpose_id=purpose_of(wish, measured).pk,
        kind=wish.kind,
        at=at,
        stale_at=considered_at + (wish.useful_for or USEFUL_FOR),
        priority=wish.priority,
        trigger_key=trigger_key,
        reachable=person.reachable,
        suppressed=person.reachable and person.suppressed,
        consented=person.reachable and person.consent is ConsentState.GRANTED,
        arm=arm("twins", row.pk, 4_000) if judged_under_it else "",
        exited=wish.exited,
        troubled=person.troubled or (person.hold_ends_in or 0) > 0,
        time_zone=person.time_zone if person.reachable else "",
        heard_day=len(day),
        day_began_at=min(day, default=None),
        heard_week=len(week),
        week_began_at=min(week, default=None),
        asks_heard=sum(kind is Kind.ASK for kind, _ in heard),
        values_heard=sum(kind is Kind.VALUE for kind, _ in heard),
        journey_sends=wish.journey_sends,
        test_address=person.reachable and person.tests,
    )
