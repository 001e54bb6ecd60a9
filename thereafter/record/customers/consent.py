"""What a customer agrees to. Every word stands in `ConsentRecord`; `Consent` is the latest of them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from thereafter.record.customers.models import Channel, Consent, ConsentRecord, ConsentState

MARKETING = "marketing"


def say(
    customer_id: int,
    state: ConsentState,
    channel: Channel = Channel.EMAIL,
    *,
    source: str,
    method: str,
    proof: Mapping[str, object],
    now: datetime,
    topic: str = MARKETING,
) -> bool:
    """She says yes or no, herself, now. True if that changed what holds; saying the same again stores nothing."""
    with transaction.atomic():
        held = Consent.objects.select_for_update().filter(customer_id=customer_id, channel=channel, topic=topic).first()
        if held and (held.state == state or held.since > now):
            return False
        ConsentRecord.objects.get_or_create(
            customer_id=customer_id,
            channel=channel,
            topic=topic,
            occurred_at=now,
            state=state,
            defaults={"known_at": now, "source": source, "method": method, "proof": dict(proof)},
        )
        Consent.objects.update_or_create(
            customer_id=customer_id, channel=channel, topic=topic, defaults={"state": state, "since": now}
        )
    return True
