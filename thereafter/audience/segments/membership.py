"""Who is in a segment: kept by comparing whom its rule describes now with who is in, set against set."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from graphlib import CycleError, TopologicalSorter

from django.db import connection, transaction

from thereafter.audience.segments.compile import query
from thereafter.audience.segments.models import Segment
from thereafter.audience.segments.rule import RuleError, read, segments_named
from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.record.events import append

SQL = Folder(__file__)
_log = logging.getLogger(__name__)
_MANY = 10_000  # moves at once from which on the planner should hear of them without waiting for autovacuum


@dataclass(frozen=True)
class Moved:
    """Who came and went in one refresh, and how many are in now."""

    entered: int
    left: int
    people: int


def refresh(segment: Segment, *, now: datetime) -> Moved:
    """Let people in and out as of `now`, with events `segment.entered` and `segment.left`, in one transaction.

    The first refresh lets in everybody whom the rule describes, aloud: they entered now. A journey switched on before
    takes them; one switched on afterwards does not, because their entry lies before it. `seed` lets them in in silence.
    A list is left alone: people decide who is in it. Raises RuleError if the rule no longer fits the sources.
    """
    return _move(segment, now=now, aloud=True)


def seed(segment: Segment, *, now: datetime) -> Moved:
    """As `refresh`, but in silence: for people who were in already when we began to look."""
    return _move(segment, now=now, aloud=False)


def refresh_all(*, now: datetime) -> dict[str, Moved]:
    """Refresh every segment, those that others ask about first; what moved, by key.

    A segment whose rule no longer fits keeps its people and gets a `problem`; the others are refreshed all the same.
    """
    moved = {}
    for segment in in_order(list(Segment.objects.order_by("key"))):
        if segment.is_list:
            continue
        try:
            moved[segment.key] = refresh(segment, now=now)
        except RuleError as error:
            _log.warning("Segment %s was not refreshed: %s", segment.key, error)
            Segment.objects.filter(pk=segment.pk).update(problem=str(error)[:500])
    return moved


def in_order(segments: list[Segment]) -> list[Segment]:
    """Segments so that each comes after those its rule asks about. Raises RuleError for a ring."""
    by_key = {segment.key: segment for segment in segments}
    graph = {segment.key: segments_named(segment.rule) & set(by_key) for segment in segments}
    try:
        return [by_key[key] for key in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        ring = " → ".join(error.args[1])
        raise RuleError(f"Segments ask about each other in a ring: {ring}. Take one of these conditions out.") from None


def _move(segment: Segment, *, now: datetime, aloud: bool) -> Moved:
    with transaction.atomic(), connection.cursor() as cursor:
        held = Segment.objects.select_for_update().get(pk=segment.pk)
        if held.is_list:
            return Moved(0, 0, held.count or 0)
        people = query(read(held.rule, name=f"segment {held.key}"), now=now)
        temporary.prepare(SQL["found"])
        cursor.execute(f"INSERT INTO segments_found (customer_id) {people.sql}", people.params)
        append.prepare()
        with planner.little(cursor.rowcount):
            planner.tell("segments_found")
            row = SQL["move"].one(
                segment=held.pk,
                properties=json.dumps({"segment": held.key}),
                now=now,
                instant=now.isoformat(),
                aloud=aloud,
            )
        if moves := row.entered + row.gone:
            append.append()
        held.count, held.refreshed_at, held.problem = row.people, now, ""
        held.save(update_fields=["count", "refreshed_at", "problem"])
        if moves > _MANY:
            planner.tell("segments_membership")
    segment.count, segment.refreshed_at, segment.problem = held.count, held.refreshed_at, held.problem
    return Moved(row.entered, row.gone, row.people)
