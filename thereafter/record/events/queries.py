"""What readers ask of events."""

from collections.abc import Sequence
from datetime import datetime

from thereafter.record.events.models import Event


def latest(names: Sequence[str], *, since: datetime, until: datetime, limit: int) -> list[Event]:
    """The newest events of these names that happened in (since, until], newest first. One index probe a name."""
    recent = Event.objects.filter(occurred_at__gt=since, occurred_at__lte=until)
    each = [recent.filter(name=name).order_by("-known_at")[:limit] for name in names]
    found = each[0].union(*each[1:], all=True)
    return sorted(found, key=lambda event: (event.occurred_at, event.pk), reverse=True)[:limit]
