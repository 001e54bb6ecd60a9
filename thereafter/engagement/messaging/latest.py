"""The messages of a span of time, the latest first, a page at a time.

There is no index by time that could be walked: it would cost every message that is written, and a BRIN costs nothing.
So the span is looked through in pieces from its end, and no further than the page leads.
"""

from dataclasses import dataclass
from datetime import datetime

from thereafter.engagement.messaging.models import Message
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
_PIECES = 28


@dataclass(frozen=True)
class Latest:
    """Messages first considered in (since, until]; of one state, one reason, these purposes, where they are said."""

    since: datetime
    until: datetime
    state: str = ""
    reason: str = ""
    purposes: list[int] | None = None

    def __getitem__(self, span: slice) -> list[Message]:
        """Some of them with their purposes; as many queries for many as for few."""
        rows = SQL["latest"].rows(
            until=self.until,
            length=(self.until - self.since) / _PIECES,
            pieces=_PIECES,
            state=self.state,
            reason=self.reason,
            purposes=self.purposes,
            offset=span.start or 0,
            limit=(span.stop or 0) - (span.start or 0),
        )
        keys = [tuple(row) for row in rows]
        found = {
            (message.customer_id, message.purpose_id, message.trigger_key, message.visit): message
            for message in Message.objects.filter(pk__in=keys).select_related("purpose")
        }
        return [found[key] for key in keys if key in found]
