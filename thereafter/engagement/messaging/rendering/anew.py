"""What a mail that went out long ago is drawn with: its own version of the text, and the shop as it is today.

The text, the order and the parcel are told as of its instant. The shop's look and address are not kept for each mail:
where they were changed since, whoever sees it is told.
"""

from datetime import datetime

from thereafter.record.shop import settings
from thereafter.record.shop.models import Logo

_SEEN = {
    "name": "name",
    "logo_text": "name",
    "postal_address": "postal address",
    "colour": "colour",
    "public_url": "address for links",
    "sender_name": "sender",
    "sender_address": "sender",
    "reply_to": "address for answers",
}


def what_changed(since: datetime) -> list[str]:
    """What of the shop that its mails show was changed after an instant."""
    changed = settings.decided_since(_SEEN, since)
    found = dict.fromkeys(words for key, words in _SEEN.items() if key in changed)
    return [*found, *(["logo"] if Logo.objects.filter(since__gt=since).exists() else [])]


def note(since: datetime) -> str:
    """What differs from the mail as it went out at that instant; empty where nothing of the shop was changed since."""
    changed = what_changed(since)
    if not changed:
        return ""
    *others, last = changed
    words, were = (f"{', '.join(others)} and {last}", "were") if others else (last, "was")
    return f"Drawn anew: the shop’s {words} {were} changed after this mail went out, and stand here as they are today."
