"""Random towns: a few people who are alike in all that can collide when two of them become one."""

from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random
from typing import TypeVar

from django.db import transaction

from tests import cast
from tests.cast import NOON, days
from thereafter.audience.profiles import refresh
from thereafter.audience.segments.models import Membership, Segment
from thereafter.engagement.cases.models import Task
from thereafter.engagement.experiments.models import Arm, Assignment, Experiment
from thereafter.engagement.journeys.models import Enrollment, Journey, Step, Version
from thereafter.engagement.messaging.models import Decision, Message, State
from thereafter.record.commerce.models import Refund
from thereafter.record.customers.models import (
    Consent,
    ConsentRecord,
    ConsentState,
    ContactPoint,
    Customer,
    Identity,
    Note,
    Tag,
    Trouble,
)

T = TypeVar("T")
_STATES = [state for state in State if state != State.ATTEMPTING]


def build(luck: Random) -> list[Customer]:
    """Three to five people, everything of theirs drawn by luck, with their profiles."""
    people = [_person(luck, number) for number in range(luck.randint(3, 5))]
    for who in people:
        for part in (_names, _consents, _troubles, _orders, _messages, _elsewhere):
            part(luck, who)
    refresh.refresh_everybody(now=NOON)
    return people


def _ago(luck: Random, furthest: int = 6) -> datetime:
    return NOON - days(luck.randint(1, furthest))


def _some(luck: Random, values: Iterable[T]) -> list[T]:
    return [value for value in values if luck.random() < 0.5]


def _person(luck: Random, number: int) -> Customer:
    told: dict[str, list[str]] = {}
    for field in _some(luck, ["first_name", "last_name", "country", "custom.size", "custom.note"]):
        told[field] = [f"import:{number}", _ago(luck).isoformat()]
    return Customer.objects.create(
        first_name=luck.choice(["Ada", "A.", "", "Grace"]),
        last_name=luck.choice(["Byron", ""]),
        country=luck.choice(["GB", "FR", ""]),
        custom={key: luck.choice([1.5, "x", "", None, True]) for key in _some(luck, ["size", "note", "age"])},
        provenance=told,
        known_at=_ago(luck, 3),
    )


def _names(luck: Random, who: Customer) -> None:
    used = luck.random() < 0.8
    for place, key in enumerate(_some(luck, ["a@x.example", "b@x.example", "c@x.example"])):
        ContactPoint.objects.create(
            customer=who, channel="email", address=key.title(), address_key=key, preferred=used and place == 0,
            source="t", since=_ago(luck),
        )  # fmt: skip
    Identity.objects.create(customer=who, kind="number", scope="web", value=str(who.pk), source="t", known_at=NOON)


def _consents(luck: Random, who: Customer) -> None:
    for topic in _some(luck, ["marketing", "news"]):
        said = {"customer": who, "channel": "email", "topic": topic}
        state, since = luck.choice(list(ConsentState)), _ago(luck, 3)
        Consent.objects.create(**said, state=state, since=since)
        ConsentRecord.objects.create(
            **said, state=state, occurred_at=since, known_at=since, source="t", proof={"wording": f"by {who.pk}"}
        )


def _troubles(luck: Random, who: Customer) -> None:
    for key in _some(luck, ["P1", "P2"]):
        closed = luck.choice([None, NOON])
        Trouble.objects.create(
            customer=who, kind="late_parcel", key=key, words="late", source="t", opened_at=_ago(luck), closed_at=closed
        )
        Note.objects.create(customer=who, text=f"a note on {key}", by="ruth", at=_ago(luck))
    for word in _some(luck, ["wholesale", "press"]):
        Tag.objects.create(customer=who, word=word, source="t", since=_ago(luck), removed_at=luck.choice([None, NOON]))


def _orders(luck: Random, who: Customer) -> None:
    for _ in range(luck.randint(0, 3)):
        placed = cast.order(who, at=_ago(luck, 300), amount_minor=luck.randint(100, 9000))
        cast.happened(who, at=placed.placed_at, about=placed)
        if luck.random() < 0.3:
            Refund.objects.create(
                store=placed.store, number=placed.number, order=placed, customer=who, refunded_at=NOON, currency="EUR",
                amount_minor=5, known_at=NOON,
            )  # fmt: skip


def _messages(luck: Random, who: Customer) -> None:
    for key in _some(luck, range(3)):
        what = cast.purpose(key=f"care/1/{key}")
        at = _ago(luck)
        Message.objects.create(
            customer_id=who.pk, purpose=what, trigger_key=luck.choice([0, 1]), kind="value", state=luck.choice(_STATES),
            considered_at=at, decided_at=at,
        )  # fmt: skip
        for trigger_key in (0, 1):
            Decision.objects.create(
                customer_id=who.pk, purpose_id=what.pk, trigger_key=trigger_key, visit=1, decided_at=at, state="held"
            )


def _elsewhere(luck: Random, who: Customer) -> None:
    def sometimes(make: Callable[[], object]) -> None:
        if luck.random() < 0.6:
            make()

    segment, _ = Segment.objects.get_or_create(key="s", defaults={"name": "S", "rule": {}, "rule_since": NOON})
    trial, _ = Experiment.objects.get_or_create(
        key="global", defaults={"salt": "s", "control_share": 1000, "since": NOON}
    )
    step = _step()
    at = _ago(luck)
    sometimes(lambda: Membership.objects.create(customer_id=who.pk, segment=segment, entered_at=at))
    sometimes(
        lambda: Assignment.objects.create(
            customer_id=who.pk, experiment=trial, arm=luck.choice(list(Arm)), exposed_at=at
        )
    )
    sometimes(
        lambda: Task.objects.create(
            customer_id=who.pk, origin=str(who.pk), title="t", reason="r", role="agent", opened_at=at, due_at=at
        )
    )
    sometimes(
        lambda: Enrollment.objects.create(
            customer_id=who.pk, journey=step.version.journey, trigger_key=luck.choice([0, 1]), version=step.version,
            step=step, state=luck.choice(["active", "ended"]), triggered_at=at, entered_at=at, due_at=at,
            trail=[1, 2], trail_at=[at, at],
        )
    )  # fmt: skip


@transaction.atomic
def _step() -> Step:
    if step := Step.objects.select_related("version__journey").first():
        return step
    journey = Journey.objects.create(key="care", name="Care", state_since=NOON)
    version = Version.objects.create(
        journey=journey, number=1, text="", published_at=NOON, trigger_event="Order Completed", once_per="order"
    )
    return Step.objects.create(version=version, key="end", position=1, kind="end")
