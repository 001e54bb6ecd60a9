"""Filters for numbers, money and time. `{% load words %}`. What is None reads as a dash.

{{ n|number }}  {{ share|percent }}  {{ n|count:"order" }}  {{ n|count:"person,people" }}  {{ n|plural:"is,are" }}
{{ price|money }}  {{ total|whole_money }}
{{ span|duration }}  {{ at|instant:zone }}  {{ at|day:zone }}  {{ at|time_of_day:zone }}  {{ at|relative:now }}
{{ sentence|coded }}
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from thereafter.foundation.money import Money
from thereafter.foundation.plural import Number
from thereafter.surfaces.ui import wording

register = template.Library()

NOTHING = "\N{EN DASH}"
_BACKTICKS = re.compile(r"`([^`]*)`")
_NO_MINOR = re.compile(r"\.0+(?=\D|$)")
_PENCE_MATTER = 100  # units: of less than so many, pence are shown


def zone_of(zone: ZoneInfo | str) -> ZoneInfo:
    """A zone by itself or by its name."""
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)


@register.filter
def number(value: Number | None, places: int = 0) -> str:
    """4338 as "4,338"; `number:1` keeps one decimal."""
    return NOTHING if value is None else wording.number(value, places)


@register.filter
def percent(share: Number | None) -> str:
    """0.123 as "12 %"."""
    return NOTHING if share is None else wording.percent(share)


@register.filter
def count(value: Number | None, words: str) -> str:
    """A number with its word: `3|count:"order"` is "3 orders", `3|count:"person,people"` is "3 people"."""
    one, _, many = words.partition(",")
    return NOTHING if value is None else wording.count(value, one, many or None)


@register.filter
def plural(value: Number, words: str) -> str:
    """The word alone: `1|plural:"waits,wait"` is "waits"."""
    one, _, many = words.partition(",")
    return wording.plural(value, one, many or None)


@register.filter
def coded(sentence: str) -> SafeString:
    """A sentence whose words in backticks stand as code; all of it escaped."""
    return mark_safe(_BACKTICKS.sub(r"<code>\1</code>", escape(sentence)))


@register.filter
def money(amount: Money | None) -> str:
    """£1,234.50"""
    return NOTHING if amount is None else str(amount)


@register.filter
def whole_money(amount: Money | None) -> str:
    """£1,235: for sums whose pence nobody reads, rounded half to even. Of less than £100 they are read: £12.50."""
    if amount is None:
        return NOTHING
    if abs(amount.major) < _PENCE_MATTER:
        return str(amount)
    whole = Money.parse(amount.major.quantize(Decimal(1), ROUND_HALF_EVEN), amount.currency)
    return _NO_MINOR.sub("", str(whole))


@register.filter
def duration(span: timedelta | None) -> str:
    """3 days 4 hours"""
    return NOTHING if span is None else wording.duration(span)


@register.filter
def instant(at: datetime | None, zone: ZoneInfo | str) -> str:
    """Tue 14 Oct 2025, 09:40"""
    return NOTHING if at is None else wording.instant(at, zone_of(zone))


@register.filter
def day(at: datetime | None, zone: ZoneInfo | str) -> str:
    """14 Oct 2025"""
    return NOTHING if at is None else wording.day(at, zone_of(zone))


@register.filter
def time_of_day(at: datetime | None, zone: ZoneInfo | str) -> str:
    """09:40"""
    return NOTHING if at is None else wording.time_of_day(at, zone_of(zone))


@register.filter
def relative(at: datetime | None, now: datetime) -> str:
    """in 3 days"""
    return NOTHING if at is None else wording.relative(at, now=now)
