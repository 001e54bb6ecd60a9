"""Whether a fact starts a journey for somebody, and if not, why not. One person's reading of sql/entering.sql. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEARNED_WITHIN = timedelta(hours=48)


class NotStarted(StrEnum):
    """Why something that happened started no passage."""

    OTHER = "it was not of the kind that the journey's condition describes"
    BEFORE = "it happened before the journey was switched on"
    OFF = "the journey is off"
    LATE = "we learned of it more than 48 hours after it happened"
    ALREADY = "a passage for it had begun already"
    NOT_YET = "it will be looked at in the next tick"


@dataclass(frozen=True)
class Fact:
    """Something that happened to one customer and that a journey listens for."""

    occurred_at: datetime
    known_at: datetime
    fits: bool  # the journey's condition on its properties
    started_by: datetime | None  # what began the passage with this trigger key, if there is one


def why_not(fact: Fact, *, on: bool, state_since: datetime, looked_until: datetime | None) -> NotStarted | None:
    """The first reason why the fact started nothing; None if it is what started the passage."""
    if fact.started_by == fact.occurred_at:
        return None
    if not fact.fits:
        return NotStarted.OTHER
    if fact.started_by is not None:
        return NotStarted.ALREADY
    if not on:
        return NotStarted.OFF
    if fact.occurred_at <= state_since:
        return NotStarted.BEFORE
    if fact.occurred_at < fact.known_at - LEARNED_WITHIN:
        return NotStarted.LATE
    return NotStarted.NOT_YET
