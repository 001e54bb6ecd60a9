"""Arms: by hash, alike in SQL and in Python, and kept."""

import pytest
from django.db import connection

from tests.cast import NOON, days
from thereafter.engagement.experiments import assign
from thereafter.engagement.experiments.arms import arm
from thereafter.engagement.experiments.define import define
from thereafter.engagement.experiments.models import Arm, Assignment, Experiment

pytestmark = pytest.mark.django_db


def expose(experiment: Experiment, customers: range) -> int:
    """These customers are about to be decided upon."""
    assign.prepare()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO experiments_candidate SELECT customer_id, %s, %s FROM unnest(%s::bigint[]) AS customer_id",
            [experiment.pk, NOON, list(customers)],
        )
    return assign.assign()


def arms(experiment: Experiment) -> dict[int, str]:
    return dict(Assignment.objects.filter(experiment=experiment).values_list("customer_id", "arm"))


@pytest.mark.parametrize("share", [1, 500, 5_000])
def test_the_hash_in_sql_and_the_hash_in_python_are_one(share: int) -> None:
    experiment = define("win-back", control_share=share, now=NOON)
    expose(experiment, range(1, 3_000))
    assert arms(experiment) == {customer: arm("win-back", customer, share) for customer in range(1, 3_000)}


def test_a_share_is_about_that_share_and_two_experiments_divide_people_differently() -> None:
    one, other = (define(key, control_share=1_000, now=NOON) for key in ("one", "other"))
    for experiment in (one, other):
        expose(experiment, range(1, 10_001))
    held_out = [
        {customer for customer, arm in arms(experiment).items() if arm == Arm.CONTROL} for experiment in (one, other)
    ]
    assert all(900 < len(people) < 1_100 for people in held_out)
    assert 50 < len(held_out[0] & held_out[1]) < 150


def test_who_has_an_arm_keeps_it_when_the_share_changes() -> None:
    experiment = define("win-back", control_share=5_000, now=NOON)
    expose(experiment, range(1, 101))
    before = arms(experiment)
    changed = define("win-back", control_share=100, now=NOON + days(1))
    assert expose(changed, range(1, 201)) == 100
    assert {customer: arm for customer, arm in arms(experiment).items() if customer <= 100} == before


def test_without_a_control_share_nobody_is_assigned() -> None:
    assert expose(define("win-back", control_share=0, now=NOON), range(1, 101)) == 0


def test_more_than_half_is_refused() -> None:
    with pytest.raises(ValueError, match="not between 0 and 50 %"):
        define("win-back", control_share=5_001, now=NOON)
