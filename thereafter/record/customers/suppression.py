"""Addresses that get nothing, whoever they belong to and whatever was agreed."""

from datetime import datetime

from django.db import transaction

from thereafter.record.customers.address import normal
from thereafter.record.customers.models import Channel, Customer, Suppression


def suppress(address: str, *, reason: str, source: str, now: datetime, channel: Channel = Channel.EMAIL) -> bool:
    """From now on this address gets nothing. False if it was suppressed already; the first reason stays."""
    _, created = Suppression.objects.get_or_create(
        channel=channel,
        address_key=normal(address),
        lifted_at=None,
        defaults={"reason": reason[:40], "source": source, "since": now, "known_at": now},
    )
    return created


@transaction.atomic
def suppress_of(customer_id: int, address: str, *, reason: str, source: str, now: datetime) -> bool:
    """`suppress` an address because of what happened to a letter to this customer; False if she is there no more.

    She cannot be erased meanwhile: an address of hers kept a moment later would stay, for nobody knew whose it is.
    """
    if not Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).exists():
        return False
    return suppress(address, reason=reason, source=source, now=now)


def lift(address: str, *, source: str, now: datetime, because: str = "", channel: Channel = Channel.EMAIL) -> bool:
    """A person decided that this address may be written to again. False if it was not suppressed. Imports never do."""
    held = Suppression.objects.filter(channel=channel, address_key=normal(address), lifted_at=None)
    return held.update(lifted_at=now, lifted_by=source, lifted_because=because) > 0
