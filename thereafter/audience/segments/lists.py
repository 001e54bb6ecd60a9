"""Lists: segments whose members are held by hand. Coming and going are told as for every segment.

chosen.choose([...])                       # whom it is about stands in customers_chosen
lists.add_chosen(fair, by=..., now=...)    # in the same transaction
"""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from thereafter.audience.segments.define import free_key, make_alone
from thereafter.audience.segments.models import Change, Segment
from thereafter.foundation import planner
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers import chosen
from thereafter.record.events import append

SQL = Folder(__file__)
CHOICES = 200
_MANY = 10_000  # moves at once from which on the planner should hear of them without waiting for autovacuum


class NoList(Refusal):
    """What was named is no list that can be changed so."""


def make(name: str, *, now: datetime) -> Segment:
    """A new list with nobody in it."""
    with transaction.atomic():
        make_alone()
        return Segment.objects.create(
            key=free_key(name),
            name=name,
            kind=Segment.Kind.LIST,
            rule=None,
            rule_since=now,
            count=0,
            refreshed_at=now,
        )


def rename(segment: Segment, name: str) -> None:
    """Give a list another name; its key stays."""
    Segment.objects.filter(pk=_held(segment).pk).update(name=name)
    segment.name = name


def add(segment: Segment, customer_ids: Iterable[int], *, by: str, now: datetime, words: str = "") -> int:
    """Let these customers in; how many were not in. Raises NoList."""
    with transaction.atomic():
        chosen.choose(customer_ids)
        return add_chosen(segment, by=by, now=now, words=words)


def take(segment: Segment, customer_ids: Iterable[int], *, by: str, now: datetime, words: str = "") -> int:
    """Let these customers go; how many were in. Raises NoList."""
    with transaction.atomic():
        chosen.choose(customer_ids)
        return take_chosen(segment, by=by, now=now, words=words)


def add_chosen(segment: Segment, *, by: str, now: datetime, words: str = "") -> int:
    """Let everybody in `customers_chosen` in, with an event `segment.entered` each; how many were not in."""
    return _change(segment, Change.Verb.ADDED, by=by, now=now, words=words)


def take_chosen(segment: Segment, *, by: str, now: datetime, words: str = "") -> int:
    """Let everybody in `customers_chosen` go, with an event `segment.left` each; how many were in."""
    return _change(segment, Change.Verb.REMOVED, by=by, now=now, words=words)


def last_change(segment: Segment) -> Change | None:
    """The change that can be undone; None where there is none any more."""
    last = Change.objects.filter(segment=segment).order_by("-pk").first()
    return last if last and last.undone_at is None and last.people else None


def undo(segment: Segment, change_id: int, *, by: str, now: datetime) -> int:
    """Take the last change of a list back, with events; how many moved. Raises NoList where it is not the last one."""
    with transaction.atomic():
        held = _held(segment)
        last = last_change(held)
        if last is None or last.pk != change_id:
            raise NoList(f"“{held.name}” was changed again since then. Look at its last change, and undo that first.")
        chosen.prepare()
        SQL["list_choose_changed"].run(change=last.pk)
        move = _let_go if last.verb == Change.Verb.ADDED else _let_in
        moved = move(held, None, now=now)
        Change.objects.filter(pk=last.pk).update(undone_at=now)
        SQL["list_forget_changes"].run(segment=held.pk, keep=0)
    return moved


def _change(segment: Segment, verb: Change.Verb, *, by: str, now: datetime, words: str) -> int:
    """Move the chosen, and remember them as the last change of the list, instead of those of the change before."""
    with transaction.atomic():
        held = _held(segment)
        change = Change.objects.create(segment=held, at=now, by=by[:170], verb=verb, words=words[:200])
        moved = (_let_in if verb == Change.Verb.ADDED else _let_go)(held, change, now=now)
        if not moved:
            change.delete()
            return 0
        Change.objects.filter(pk=change.pk).update(people=moved)
        SQL["list_forget_changes"].run(segment=held.pk, keep=change.pk)
    segment.count = held.count
    return moved


def _let_in(held: Segment, change: Change | None, *, now: datetime) -> int:
    moved = _move("list_add", held, change, now=now)
    _count(held, moved, now)
    return moved


def _let_go(held: Segment, change: Change | None, *, now: datetime) -> int:
    moved = _move("list_take", held, change, now=now)
    _count(held, -moved, now)
    return moved


def _move(statement: str, held: Segment, change: Change | None, *, now: datetime) -> int:
    """Let the chosen in or go, and tell of it."""
    planner.tell("customers_chosen")
    append.prepare()
    with planner.expecting(SQL["list_chosen"].one().people):
        moved = SQL[statement].one(
            segment=held.pk,
            change=change.pk if change else None,
            properties=json.dumps({"segment": held.key}),
            now=now,
            instant=now.isoformat(),
        )
    if moved.people:
        append.append()
    if moved.people > _MANY:
        planner.tell("segments_membership")
    return int(moved.people)


def _count(held: Segment, more: int, now: datetime) -> None:
    held.count, held.refreshed_at = (held.count or 0) + more, now
    held.save(update_fields=["count", "refreshed_at"])


def _held(segment: Segment) -> Segment:
    """The list, locked until the transaction ends. Raises NoList for a rule, and for one that is gone."""
    held = Segment.objects.select_for_update().filter(pk=segment.pk).first()
    if held is None:
        raise NoList(f"“{segment.name}” is gone: somebody removed it. Make a new list.")
    if not held.is_list:
        raise NoList(f"“{held.name}” is held by a rule. Change the rule, or make a list of who is in it now.")
    return held


def first_lists() -> list[Segment]:
    """Lists by name, as many as somebody may want to choose from."""
    return list(Segment.objects.filter(kind=Segment.Kind.LIST).order_by("name", "key")[:CHOICES])
