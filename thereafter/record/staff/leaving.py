"""What becomes of what somebody held in her hands when she leaves: each room that hands things to members registers.

A room above registers in its `AppConfig.ready()`:    leaving.register(assigning.take_back)
"""

from datetime import datetime
from typing import Protocol

from thereafter.record.staff.models import Member


class TakeBack(Protocol):
    """Take from a member what she held; what was done, in a sentence, or nothing where she held nothing."""

    def __call__(self, member: Member, *, now: datetime) -> str: ...


_registered: list[TakeBack] = []


def register(take_back: TakeBack) -> None:
    """From now on this is done as well when somebody leaves."""
    _registered.append(take_back)


def take_back(member: Member, *, now: datetime) -> list[str]:
    """Everything that she held goes back; a sentence for each kind of thing."""
    return [said for each in _registered if (said := each(member, now=now))]
