"""What readers ask of profiles."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Sum

from thereafter.audience.profiles.models import Profile, Stage
from thereafter.record.shop import figures


def of(customer_id: int) -> Profile | None:
    """One customer's profile; None before anything looked at her."""
    return Profile.objects.filter(customer_id=customer_id).first()


def of_many(customer_ids: list[int]) -> dict[int, Profile]:
    """The profiles of many customers by customer; one query."""
    return Profile.objects.in_bulk(customer_ids)


@dataclass(frozen=True)
class Standing:
    """How many customers stand in each stage, in the order of `Stage`, zeros included, and how many ever bought."""

    stages: dict[Stage, int]
    buyers: int
    counted: figures.Counted

    @property
    def known(self) -> int:
        """How many customers there are."""
        return sum(self.stages.values())


def standing(*, now: datetime) -> Standing:
    """Where everybody stands; of a large shop as it was counted a few minutes ago."""
    found = figures.look(_STANDING, now=now)
    stages = {stage: found.value.get(stage.value, (0, 0))[0] for stage in Stage}
    return Standing(stages, sum(bought for _, bought in found.value.values()), found)


def _stages_and_buyers(*, now: datetime) -> dict[str, tuple[int, int]]:
    """By stage, how many stand in it and how many of them ever bought: both from one look at an index."""
    rows = Profile.objects.values_list("stage").annotate(people=Count("*"), bought=Count("last_order_at"))
    return {stage: (people, bought) for stage, people, bought in rows}


_STANDING = "profiles: stages"
NUMBERS = figures.Number(_STANDING, ("profiles_profile",), timedelta(minutes=2), _stages_and_buyers)


@dataclass(frozen=True)
class Scored:
    """The people of one recency and frequency score, and what they brought in, in minor units."""

    recency_score: int
    frequency_score: int
    people: int
    revenue_minor: int


def buyers() -> QuerySet[Profile]:
    """Everybody who ever bought, whatever her stage: the day's judgement may not have come to her yet."""
    return Profile.objects.exclude(last_order_at=None)


def rfm_table() -> list[Scored]:
    """People and revenue by recency and frequency score; at most 25 rows, best first."""
    scores = ("recency_score", "frequency_score")
    rows = Profile.objects.exclude(recency_score=None).values_list(*scores)
    counted = rows.annotate(people=Count("pk"), revenue=Sum("revenue_minor"))
    return [Scored(*row) for row in counted.order_by("-recency_score", "-frequency_score")]


def register_all() -> None:
    """Let the worker count what takes long."""
    figures.register(NUMBERS)
