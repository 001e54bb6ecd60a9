"""Giving a rule its name."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from thereafter.audience.segments.membership import in_order
from thereafter.audience.segments.models import Segment
from thereafter.audience.segments.rule import AnyRule, RuleError, read, segments_named, write
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
_LOCK = 7_301_002  # an arbitrary name for "segments are being made"


def make_alone() -> None:
    """In a transaction: let nobody else make or change segments until it ends."""
    SQL["make_alone"].run(lock=_LOCK)


def define(key: str, *, name: str, rule: AnyRule | dict[str, object], now: datetime) -> Segment:
    """Make a segment, or give the one of that key this name and rule; nobody moves before its next refresh.

    The same again changes nothing. Raises RuleError for a rule that cannot be read or would close a ring of segments.
    """
    plain = write(read(rule, name=f"segment {key}"))
    with transaction.atomic():
        make_alone()
        others = list(Segment.objects.select_for_update().order_by("key"))
        segment = next((one for one in others if one.key == key), None) or Segment(key=key, rule=None)
        if segment.is_list:
            raise RuleError(f"“{segment.name}” ({key}) is a list held by hand, and takes no rule. Choose another key.")
        if (segment.name, segment.rule) == (name, plain):
            return segment
        if segment.rule != plain:
            segment.rule, segment.rule_since = plain, now
        segment.name = name
        in_order([*(one for one in others if one.key != key), segment])
        segment.save()
    return segment


def free_key(name: str) -> str:
    """A key that no segment has yet, made of its name; while `make_alone` holds, it stays free."""
    plain = slugify(name)[:50] or "segment"
    taken = set(Segment.objects.filter(key__startswith=plain).values_list("key", flat=True))
    return next(
        key for number in range(1, len(taken) + 2) if (key := f"{plain}-{number}" if number > 1 else plain) not in taken
    )


def remove(segment: Segment) -> None:
    """Take a segment and its memberships away, in silence. Raises RuleError while another one asks about it.

    Whether a room above listens to it is that room's to know.
    """
    with transaction.atomic():
        others = Segment.objects.select_for_update().exclude(pk=segment.pk)
        if asking := [one.name for one in others if segment.key in segments_named(one.rule)]:
            raise RuleError(
                f"Other segments ask about “{segment.name}”: {', '.join(asking)}. Change or remove these first."
            )
        segment.delete()
