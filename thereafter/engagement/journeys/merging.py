"""Passages when two records become one: two by one trigger are one, and the one who stays goes on with hers."""

from thereafter.engagement.journeys.models import Enrollment, Expected
from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows

_KEY = ("journey_id", "trigger_key")


def register_all() -> None:
    """Enrollments move, and what an outlook expected of them."""
    register(Rows(Enrollment, key=_KEY, one_per=_KEY))
    register(Rows(Expected))
