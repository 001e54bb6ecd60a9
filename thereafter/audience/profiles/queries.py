"""What readers ask of profiles."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from thereafter.audience.profiles.models import Profile, Stage


def of(customer_id: int) -> Profile | None:
    """One customer's profile; None before anything looked at her."""
    return Profile.objects.filter(customer_id=customer_id).first()


def of_many(customer_ids: list[int]) -> dict[int, Profile]:
    """The profiles of many customers by customer; one query."""
    return Profile.objects.in_bulk(customer_ids)


def stage_counts() -> dict[Stage, int]:
    """How many customers stand in each stage, in the order of `Stage`, zeros included."""
    return stages_and_buyers()[0]


def stages_and_buyers() -> tuple[dict[Stage, int], int]:
    """How many stand in each stage, and how many ever bought: both from one look at an index."""
    rows = Profile.objects.values_list("stage").annotate(people=Count("*"), bought=Count("last_order_at"))
    counted = {stage: (people, bought) for stage, people, bought in rows}
    return {stage: counted.get(stage.value, (0, 0))[0] for stage in Stage}, sum(one for _, one in counted.values())


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
