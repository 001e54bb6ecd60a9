"""How a customer is reached: one preferred address per channel."""

from datetime import datetime

from django.db import transaction

from thereafter.record.customers.address import normal
from thereafter.record.customers.models import Channel, ContactPoint


def prefer(
    customer_id: int, address: str, *, source: str, now: datetime, channel: Channel = Channel.EMAIL
) -> ContactPoint:
    """From now on she is reached at this address; others she has are kept, not used."""
    key = normal(address)
    with transaction.atomic():
        hers = ContactPoint.objects.select_for_update().filter(customer_id=customer_id, channel=channel)
        present = hers.filter(address_key=key, preferred=True).first()
        if present:
            return present
        hers.filter(preferred=True).update(preferred=False)
        return ContactPoint.objects.update_or_create(
            customer_id=customer_id,
            channel=channel,
            address_key=key,
            defaults={
                "address": address.strip(),
                "preferred": True,
                "source": source,
                "since": now,
                "removed_at": None,
            },
        )[0]
