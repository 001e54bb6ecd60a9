"""What happened to a task: lines that are added and never changed."""

from collections.abc import Sequence
from datetime import datetime

from thereafter.engagement.cases.models import Entry, Task
from thereafter.engagement.messaging.models import PersonalLetter
from thereafter.foundation.errors import Refusal

LONGEST_COMMENT = 2_000


class NothingSaid(Refusal):
    """A comment without a word."""


def tell(
    task: Task, what: Entry.What, *, by: str, now: datetime, words: str = "", until: datetime | None = None
) -> Entry:
    """Add a line."""
    return Entry.objects.create(task=task, at=now, by=by[:150], what=what, words=words[:LONGEST_COMMENT], until=until)


def comment(task: Task, words: str, *, by: str, now: datetime) -> Entry:
    """Say something about a task, open or closed. Raises NothingSaid."""
    if not words.strip():
        raise NothingSaid("The comment is empty. Write a word or two.")
    return tell(task, Entry.What.SAID, by=by, now=now, words=words.strip())


def wrote(task: Task, letter: PersonalLetter, *, by: str, now: datetime) -> Entry:
    """She who does the task wrote to the customer because of it."""
    entry, _ = Entry.objects.get_or_create(
        task=task, letter=letter, defaults={"at": now, "by": by[:150], "what": Entry.What.WROTE}
    )
    return entry


def of(task: Task) -> Sequence[Entry]:
    """All of it, the oldest first."""
    return list(task.entries.select_related("letter__purpose").order_by("at", "pk"))
