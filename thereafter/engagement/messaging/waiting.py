"""What is ready and does not go out: while sending is stopped, or the shop rehearses. It can be dropped."""

from dataclasses import dataclass
from datetime import datetime

from thereafter.foundation.sql import Folder

SQL = Folder(__file__)


@dataclass(frozen=True)
class Waiting:
    """So many messages are ready, decided since then; so many of them are of no more use."""

    messages: int
    since: datetime | None
    stale: int


def what_waits(*, now: datetime) -> Waiting:
    """Everything that was decided to go out and did not yet."""
    row = SQL["ready"].one(now=now)
    return Waiting(row.messages, row.since, row.stale)


def drop(*, now: datetime) -> int:
    """Give up everything that is ready, for good; how many. What somebody hands over this moment goes out."""
    return SQL["drop"].run(now=now)
