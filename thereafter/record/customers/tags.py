"""Tags: words on customers, put on and taken off by people, brought along by files. Known in small letters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers import chosen, typed
from thereafter.record.customers.models import Tag

SQL = Folder(__file__)
LONGEST = 255
_TYPED = 10_000  # letters that anybody looks at: what is too long for a tag has a sentence of its own
_SOURCE = 60  # letters of it are kept


class WrongTag(Refusal):
    """A word that can be no tag."""


def normal(word: str) -> str:
    """The tag that is meant: in small letters, white space made one space. Raises WrongTag. As sql/tags_import.sql."""
    tag = spelled(word).lower()
    if not tag or "," in tag:
        raise WrongTag(f"“{word.strip()[:60]}” can be no tag. Write one word or a few, without a comma.")
    if len(tag) > LONGEST:
        raise WrongTag(f"“{tag[:60]}…” is too long for a tag. Use at most {LONGEST} letters.")
    return tag


def spelled(word: str) -> str:
    """The tag as it was typed, white space made one space. Raises WrongWords."""
    return typed.line(" ".join(word.replace("\0", "").split()), "The tag", longest=_TYPED)


def put(customer_ids: Iterable[int], word: str, *, source: str, now: datetime) -> int:
    """Put a tag on these customers; how many did not have it. Raises WrongTag."""
    with transaction.atomic():
        chosen.choose(customer_ids)
        return put_on_chosen(word, source=source, now=now)


def take(customer_ids: Iterable[int], word: str, *, source: str, now: datetime) -> int:
    """Take a tag off these customers; how many had it. Raises WrongTag."""
    with transaction.atomic():
        chosen.choose(customer_ids)
        return take_off_chosen(word, source=source, now=now)


def put_on_chosen(word: str, *, source: str, now: datetime) -> int:
    """Put a tag on everybody in `customers_chosen`; how many did not have it. Raises WrongTag."""
    tag, written = normal(word), spelled(word)
    return SQL["tags_put"].run(word=tag, written="" if written == tag else written, source=source[:_SOURCE], now=now)


def take_off_chosen(word: str, *, source: str, now: datetime) -> int:
    """Take a tag off everybody in `customers_chosen`; how many had it. Raises WrongTag."""
    return SQL["tags_take"].run(word=normal(word), source=source[:_SOURCE], now=now)


def undo_putting(word: str, *, by: str, at: datetime, now: datetime) -> int:
    """Take a tag off from whom `by` gave it at that instant, and nobody else; from how many. Raises WrongTag."""
    return SQL["tags_unput"].run(word=normal(word), by=by[:_SOURCE], at=at, now=now)


def undo_taking(word: str, *, by: str, at: datetime) -> int:
    """Give a tag back to whom `by` took it from at that instant, and nobody else; to how many. Raises WrongTag."""
    return SQL["tags_untake"].run(word=normal(word), by=by[:_SOURCE], at=at)


def of(customer_id: int) -> list[Tag]:
    """The tags that a customer has, by word."""
    return list(Tag.objects.filter(customer_id=customer_id, removed_at=None).order_by("word"))


def beginning(words: str, *, limit: int) -> list[str]:
    """Tags that somebody has and that begin so, by word; found one after the other, however many have them."""
    return [row.word for row in SQL["tags_beginning"].rows(beginning=words, limit=limit)]


@dataclass(frozen=True)
class Used:
    """A tag and how many customers have it."""

    word: str
    people: int


def used(*, limit: int = 200) -> list[Used]:
    """The tags that somebody has, by word, with how many have them."""
    words = Tag.objects.filter(removed_at=None).values_list("word")
    return [Used(*row) for row in words.annotate(people=Count("customer_id")).order_by("word")[:limit]]
