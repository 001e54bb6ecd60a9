"""What messaging keeps about a person."""

import json
from collections.abc import Mapping
from typing import Any

from thereafter.engagement.messaging import claims
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import State
from thereafter.engagement.messaging.rendering.letters import Seen, as_sent
from thereafter.foundation.sql import Folder
from thereafter.record.customers import keepings
from thereafter.record.customers.keepings import Customers, Rows

SQL = Folder(__file__)
_MAY_HAVE_ARRIVED = {State.SENT, State.ATTEMPTING, State.UNKNOWN}
_AGAIN = "written again, from the version of the template that was sent and what is known of her"


class Messages(Rows):
    """Every contact that was considered; with what she read, where she may have got it.

    No mail is kept as it was sent: it is written again, as on the message's page, and the row says so.
    """

    def tell(self, customers: Customers) -> list[Mapping[str, Any]]:
        """All of them, by column."""
        return [_with_text(dict(row)) for row in super().tell(customers)]


def _with_text(row: dict[str, Any]) -> dict[str, Any]:
    key = MessageKey(row["customer"], row.pop("purpose_id"), row.pop("trigger_key"), row.pop("visit"))
    row["decided_before"] = json.loads(row["decided_before"] or "[]")
    words: dict[str, Any] = {"from": "", "to": "", "subject": "", "text": "", "html": "", "how_the_text_was_found": ""}
    if row["state"] in _MAY_HAVE_ARRIVED:
        seen = as_sent(key, now=row["sent_at"] or row["attempted_at"] or row["decided_at"])
        if isinstance(seen, Seen):
            read = {"from": seen.sender, "to": seen.to, "subject": seen.subject, "text": seen.text, "html": seen.html}
            words |= {**read, "how_the_text_was_found": _AGAIN}
        else:
            words["how_the_text_was_found"] = f"it cannot be written again: {seen.words}"
    return row | words


KEPT = (
    Messages("messages", "message", ("messaging_message", "messaging_decision"), SQL),
    Rows("letters", "letter", ("messaging_personalletter",), SQL),
)


def register_all() -> None:
    """Say so, once the apps are there."""
    for rows in KEPT:
        keepings.register(rows)
    keepings.register_gate(claims.wait_for_customers)
