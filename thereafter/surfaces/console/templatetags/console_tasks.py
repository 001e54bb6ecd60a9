"""A task's history in templates: `{{ entry|told:zone }}`."""

from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse

from thereafter.engagement.cases.models import Entry
from thereafter.surfaces.ui import wording

register = template.Library()


@register.filter
def told(entry: Entry, zone: ZoneInfo) -> str:
    """What was done, in words: "Put it off until Mon 16 Mar 2026, 09:00"."""
    what = Entry.What(entry.what).label
    match entry.what:
        case Entry.What.SNOOZED if entry.until:
            words = f"{what} {wording.instant(entry.until, zone)}"
        case Entry.What.HANDED:
            words = f"{what} {entry.words}"
        case _:
            words = f"{what}: {entry.words}" if entry.words else what
    return words[:1].upper() + words[1:]


@register.filter
def letter_page(entry: Entry) -> str:
    """The page of the letter that was written."""
    return reverse("console:message", args=[entry.letter.customer_id, entry.letter_id, 0, 1]) if entry.letter else ""
