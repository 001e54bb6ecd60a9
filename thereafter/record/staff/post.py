"""Letters to members of staff, such as an invitation: written down at once, handed over by the worker.

So asking for a letter takes as long for a stranger as for a member, and a mail server that is away loses none.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from thereafter.record.staff.models import Post

TRIES = 6
KEPT = timedelta(days=1)  # what was sent may hold a link that opens a door
_WAIT = timedelta(minutes=5)


def write(recipient: str, *, sender: str, content: bytes, now: datetime) -> None:
    """A finished letter waits to be handed over."""
    Post.objects.create(recipient=recipient, sender=sender, content=content, written_at=now, not_before=now)


def waiting(*, now: datetime) -> bool:
    """Whether anything is to be handed over."""
    return Post.objects.filter(sent_at=None, tries__lt=TRIES, not_before__lte=now).exists()


@transaction.atomic
def take(*, now: datetime) -> Post | None:
    """The letter that has waited longest; nobody else takes it for some minutes."""
    due = Post.objects.select_for_update(skip_locked=True).filter(sent_at=None, tries__lt=TRIES, not_before__lte=now)
    letter = due.order_by("not_before").first()
    if letter:
        letter.tries += 1
        letter.not_before = now + _WAIT * letter.tries
        letter.save(update_fields=["tries", "not_before"])
    return letter


def sent(letter: Post, *, now: datetime) -> None:
    """It was handed over; what it said is forgotten."""
    Post.objects.filter(pk=letter.pk).update(sent_at=now, content=b"")


def refused(letter: Post, words: str) -> None:
    """It will never be taken. It is not tried again, and what it said is forgotten."""
    Post.objects.filter(pk=letter.pk).update(tries=TRIES, content=b"", error=words[:300])


def undelivered() -> Iterable[Post]:
    """Letters that were given up."""
    return Post.objects.filter(sent_at=None, tries__gte=TRIES).order_by("-written_at")


def forget_old(*, now: datetime) -> int:
    """Forget letters that were written more than a day ago; how many."""
    return Post.objects.filter(written_at__lt=now - KEPT).delete()[0]
