"""What somebody says on a page or with one click that a message led to: she wants to hear from us, or no more."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from thereafter.engagement.messaging.keys import MessageKey
from thereafter.record.customers import consent, there
from thereafter.record.customers.models import Channel, Consent, ConsentState
from thereafter.record.events import append

SOURCE = "portal"


def state(customer_id: int) -> ConsentState | None:
    """Whether she agreed to marketing mail; None where she never said."""
    said = Consent.objects.filter(customer_id=customer_id, channel=Channel.EMAIL, topic=consent.MARKETING).first()
    return ConsentState(said.state) if said else None


@transaction.atomic
def say(message: MessageKey, wish: ConsentState, *, method: str, wording: str, now: datetime) -> bool:
    """Keep her wish with its proof: the message that led here, and the words she chose. True if that changed anything.

    What is held for her falls at the next look, because every message is judged again before it goes. Who was erased
    since has nothing to say it about: nobody will write to her.
    """
    her = there.stays_as_of_today(message.customer_id)  # her two records may be joined at this moment
    if her is None:
        return False
    message = message._replace(customer_id=her)
    proof = {"message": list(message), "wording": wording}
    if not consent.say(message.customer_id, wish, source=SOURCE, method=method, proof=proof, now=now):
        return False
    append.prepare()
    _tell(message, "consent.changed", None, {"state": wish, "method": method}, now=now)
    if wish == ConsentState.WITHDRAWN:
        about = {"method": method, "trigger_key": message.trigger_key, "visit": message.visit}
        _tell(message, "message.unsubscribed", message.purpose_id, about, now=now)
    append.append()
    return True


def _tell(
    message: MessageKey, name: str, object_id: int | None, properties: Mapping[str, object], *, now: datetime
) -> None:
    named = f"{name}:{'.'.join(map(str, message))}:{now.isoformat()}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_incoming"
            " (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [message.customer_id, name, now, now, object_id, SOURCE, named, json.dumps(properties)],
        )
