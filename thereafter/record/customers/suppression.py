"""Addresses that get nothing, whoever they belong to and whatever was agreed."""

from datetime import datetime

from thereafter.record.customers.address import normal
from thereafter.record.customers.models import Channel, Suppression


def suppress(address: str, *, reason: str, source: str, now: datetime, channel: Channel = Channel.EMAIL) -> bool:
    """From now on this address gets nothing. False if it was suppressed already; the first reason stays."""
    _, created = Suppression.objects.get_or_create(
        channel=channel,
        address_key=normal(address),
        lifted_at=None,
        defaults={"reason": reason[:40], "source": source[:60], "since": now, "known_at": now},
    )
    return created


def lift(address: str, *, source: str, now: datetime, because: str = "", channel: Channel = Channel.EMAIL) -> bool:
    """A person decided that this address may be written to again. False if it was not suppressed. Imports never do."""
    held = Suppression.objects.filter(channel=channel, address_key=normal(address), lifted_at=None)
    return held.update(lifted_at=now, lifted_by=source[:60], lifted_because=because) > 0
