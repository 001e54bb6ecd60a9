"""Finding two records of one person, and remembering what a person decided about them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thereafter.foundation import planner, temporary
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers import turns
from thereafter.record.customers.merging import rules
from thereafter.record.customers.models import Customer, Double

SQL = Folder(__file__)
LATER = timedelta(days=30)
MOST = 1_000  # pairs of one strength that are counted before they are asked about


class NoSuchDouble(Refusal):
    """There is no such pair, or no longer."""


@dataclass(frozen=True)
class Waiting:
    """How many pairs wait for a decision, by strength."""

    certain: int
    likely: int
    possible: int

    @property
    def all(self) -> int:
        return self.certain + self.likely + self.possible

    @property
    def or_more(self) -> bool:
        """Whether of some strength no more were counted."""
        return max(self.certain, self.likely, self.possible) >= MOST

    def of(self, strength: Double.Strength) -> int:
        """Those of one strength."""
        return int(getattr(self, strength.name.lower()))


@transaction.atomic
def find(*, now: datetime) -> int:
    """Look at everybody by every rule; how many pairs look like one person, those decided about included."""
    temporary.prepare(SQL["alike"])
    for rule in rules.registered():
        rule.find()
    planner.tell("customers_alike")
    known = list(rules.registered())
    found = SQL["pair"].one(
        keys=[rule.key for rule in known],
        strengths=[int(rule.strength) for rule in known],
        namesakes=[None if rule.namesakes is None else int(rule.namesakes) for rule in known],
        now=now,
    )
    temporary.forget("customers_alike", look=True)
    return int(found.pairs)


def waiting(*, now: datetime) -> "QuerySet[Double]":
    """The pairs that wait for a decision now, the strongest first."""
    here = [Exists(Customer.objects.filter(pk=OuterRef(end))) for end in ("low_id", "high_id")]
    undecided = Double.objects.filter(Q(later_until=None) | Q(later_until__lte=now), verdict=Double.Verdict.OPEN)
    return undecided.filter(*here).order_by("-strength", "pk")


def count(*, now: datetime) -> Waiting:
    """How many wait; one query."""
    counted = dict(waiting(now=now).order_by().values_list("strength").annotate(pairs=Count("pk")))
    return Waiting(*(counted.get(strength, 0) for strength in sorted(Double.Strength, reverse=True)))


def count_some(*, now: datetime) -> Waiting:
    """How many wait, of each strength counted no further than `MOST`; one query."""
    open_ones = waiting(now=now).order_by().values("strength")
    each = [open_ones.filter(strength=strength)[:MOST] for strength in sorted(Double.Strength, reverse=True)]
    counted = Counter(row["strength"] for row in each[0].union(*each[1:], all=True))
    return Waiting(*(counted[strength] for strength in sorted(Double.Strength, reverse=True)))


def of(customer_id: int, *, now: datetime) -> Sequence[Double]:
    """The pairs that wait of which she is one."""
    return list(waiting(now=now).filter(Q(low_id=customer_id) | Q(high_id=customer_id))[:5])


def one(double_id: int) -> Double:
    """That pair. Raises NoSuchDouble."""
    found = Double.objects.filter(pk=double_id).first()
    if found is None:
        raise NoSuchDouble("There is no such pair any more. Look at the list again.")
    return found


def name(one_id: int, other_id: int, *, now: datetime) -> Double:
    """Somebody asks whether these two are one person, whatever the rules say."""
    double, made = Double.objects.get_or_create(
        low_id=min(one_id, other_id),
        high_id=max(one_id, other_id),
        defaults={"found_at": now, "rules": [rules.NAMED]},
    )
    return double if made else ask_again(double.pk)


def tell_apart(double_id: int, *, by: str, now: datetime) -> Double:
    """These are two people, and are not asked about again. Raises NoSuchDouble."""
    return _decide(double_id, verdict=Double.Verdict.DIFFERENT, decided_at=now, decided_by=by, later_until=None)


def ask_again(double_id: int) -> Double:
    """Take back what was decided. Raises NoSuchDouble."""
    return _decide(double_id, verdict=Double.Verdict.OPEN, decided_at=None, decided_by="", later_until=None)


def put_off(double_id: int, *, now: datetime) -> Double:
    """Not today: it is asked again in a month. Raises NoSuchDouble."""
    return _decide(double_id, later_until=now + LATER)


@transaction.atomic
def _decide(double_id: int, **what: object) -> Double:
    """After whoever joins at this moment: what is said of two that became one would be said of nobody."""
    turns.take()
    double = one(double_id)
    if Customer.objects.filter(pk__in=(double.low_id, double.high_id)).count() < 2:
        raise NoSuchDouble(
            "These are no longer two records: they were joined, or one was erased. Look at the list again."
        )
    for field, value in what.items():
        setattr(double, field, value)
    double.save(update_fields=list(what))
    return double
