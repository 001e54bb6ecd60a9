"""Arms when two records become one: the one who stays keeps hers, and the instant at which she was exposed.

An arm of the other's in the same experiment is set aside in the merge: she may have heard what a control never hears,
so whoever reads an effect loses one person of it. In an experiment of which only the other was part, hers moves.
"""

from thereafter.engagement.experiments.models import Assignment
from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows


def register_all() -> None:
    """Assignments move."""
    register(Rows(Assignment, key=("experiment_id",), one_per=("experiment_id",)))
