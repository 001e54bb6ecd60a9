"""What readers ask of profiles."""

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
    counted = dict(Profile.objects.values_list("stage").annotate(people=Count("pk")))
    return {stage: counted.get(stage.value, 0) for stage in Stage}


def rfm_table() -> QuerySet[Profile, dict[str, int]]:
    """People and revenue (minor units) by recency and frequency score; at most 25 rows, best first.

    Each is a dict of recency_score, frequency_score, people, revenue_minor.
    """
    return (
        Profile.objects.exclude(recency_score=None)
        .values("recency_score", "frequency_score")
        .annotate(people=Count("pk"), revenue_minor=Sum("revenue_minor"))
        .order_by("-recency_score", "-frequency_score")
    )
