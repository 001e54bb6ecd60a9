"""Which purposes send and which rehearse, as their journeys decided. What belongs to no journey always sends."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db.models import Q

from thereafter.engagement.messaging.models import Purpose
from thereafter.engagement.messaging.taking import let_go

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # at once, whatever the clock of whoever delivers says


def let_send(journeys: Collection[str]) -> None:
    """What these journeys say is sent, in a shop that is live; what other journeys say is rehearsed.

    What of theirs was ready already waits until they send.
    """
    Purpose.objects.update(sends=Q(journey_key__in=[*journeys, ""]))
    let_go(now=_LONG_AGO)
