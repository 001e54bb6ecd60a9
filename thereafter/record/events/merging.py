"""Whose events they are when two records become one. What happened, and when, stays as it was told."""

from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows
from thereafter.record.events.models import Event


def register_all() -> None:
    """Events move."""
    register(Rows(Event))
