"""Whose tasks they are when two records become one."""

from thereafter.engagement.cases.models import Task
from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows


def register_all() -> None:
    """Tasks move."""
    register(Rows(Task))
