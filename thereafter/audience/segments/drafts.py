"""Who is to come into a list, looked at before it is kept: whom each line means, who is not known, who is suppressed.

with drafts.from_lines(...) as write: ...write(1, "ada@people.example")
chosen.prepare(); ...fill it...; drafts.from_chosen(...)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from thereafter.audience.segments import lists
from thereafter.audience.segments.models import Draft, DraftLine, Segment
from thereafter.foundation import planner
from thereafter.foundation.ids import run_key
from thereafter.foundation.sql import Folder
from thereafter.record.commerce.models import Store
from thereafter.record.customers import chosen, meant

SQL = Folder(__file__)
_KEPT_FOR = timedelta(days=1)


class Write(Protocol):
    """Writes one word with its line."""

    def __call__(self, line: int, word: str, /) -> object: ...


@dataclass(frozen=True)
class Summary:
    """What a draft comes to: its lines, whom they mean, and who of them is in the list already or gets nothing."""

    lines: int
    found: int
    unknown: int
    several: int
    again: int
    inside: int
    suppressed: int


@contextmanager
def from_lines(draft: Draft) -> Iterator[Write]:
    """Keep a draft of the lines that are written inside: in one transaction, set against set."""
    with transaction.atomic():
        with meant.written() as write:
            yield write
        meant.look_up(stores=list(Store.objects.values_list("key", flat=True)))
        draft.save(force_insert=True)
        SQL["draft_from_meant"].run(draft=draft.key)
        planner.tell("segments_draftline")


def from_chosen(draft: Draft) -> None:
    """Keep a draft of everybody in `customers_chosen`, in the transaction that filled it."""
    with transaction.atomic():
        draft.save(force_insert=True)
        planner.tell("customers_chosen")
        SQL["draft_from_chosen"].run(draft=draft.key)
        planner.tell("segments_draftline")


def begin(*, name: str, words: str, by: str, now: datetime, segment: Segment | None = None) -> Draft:
    """A draft that is not kept yet: of a new list, or of who is to come into one that is there."""
    return Draft(key=run_key(), segment=segment, name=name[:120], words=words[:200], by=by[:170], at=now)


def summary(draft: Draft) -> Summary:
    """What a draft comes to."""
    return Summary(*SQL["draft_summary"].one(draft=draft.key, segment=draft.segment_id))


def keep(draft: Draft, *, name: str, now: datetime) -> tuple[Segment, int]:
    """Let everybody whom the draft found into its list, made now if it is new; the list, and how many came in.

    Raises NoList where that was done meanwhile.
    """
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).select_related("segment").filter(pk=draft.pk).first()
        if held is None:
            raise lists.NoList("These were added already, or somebody decided to add nobody. Look at the list.")
        segment = held.segment or lists.make(name, now=now)
        choose(held)
        came = lists.add_chosen(segment, by=held.by, now=now, words=held.words)
        leave(held)
    return segment, came


def choose(draft: Draft) -> None:
    """Have everybody chosen whom a draft found, in a transaction."""
    chosen.prepare()
    SQL["draft_choose"].run(draft=draft.key)


def leave(draft: Draft) -> None:
    """Forget a draft and all its lines."""
    DraftLine.objects.filter(draft=draft).delete()
    draft.delete()


def forget_old(*, now: datetime) -> int:
    """Forget the drafts of yesterday: their lines hold addresses that nobody asked us to keep."""
    old = Draft.objects.filter(at__lt=now - _KEPT_FOR)
    DraftLine.objects.filter(draft__in=old).delete()
    return old.delete()[0]
