"""Giving a rule its name."""

from datetime import datetime

from django.db import transaction

from thereafter.audience.segments.membership import in_order
from thereafter.audience.segments.models import Segment
from thereafter.audience.segments.rule import AnyRule, read, write


def define(key: str, *, name: str, rule: AnyRule | dict[str, object], now: datetime) -> Segment:
    """Make a segment, or give the one of that key this name and rule; nobody moves before its next refresh.

    The same again changes nothing. Raises RuleError for a rule that cannot be read or would close a ring of segments.
    """
    plain = write(read(rule, name=f"segment {key}"))
    with transaction.atomic():
        others = list(Segment.objects.select_for_update().order_by("key"))
        segment = next((one for one in others if one.key == key), None) or Segment(key=key, rule=None)
        if (segment.name, segment.rule) == (name, plain):
            return segment
        if segment.rule != plain:
            segment.rule, segment.rule_since = plain, now
        segment.name = name
        in_order([*(one for one in others if one.key != key), segment])
        segment.save()
    return segment
