"""Addresses of a customer, by hand: added, used from now on, removed and brought back."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from thereafter.foundation.errors import Refusal
from thereafter.record.customers import contact, there, typed
from thereafter.record.customers.address import normal
from thereafter.record.customers.models import Channel, ContactPoint, Identity

_WRITABLE = re.compile(r"[!-~]+@.+")  # SMTP carries no other letters before the @
_LONGEST = 320
_SOURCE = 60


class WrongAddress(Refusal):
    """An address that cannot be hers, or cannot be used."""


@transaction.atomic
def add(customer_id: int, address: str, *, by: str, now: datetime) -> ContactPoint:
    """She has this address too; it is used if she has no other in use. Raises WrongAddress or NotThere."""
    there.stays(customer_id)
    words = typed.line(address, "The address", longest=_LONGEST)
    try:
        validate_email(words)
    except ValidationError:
        raise WrongAddress("This is no e-mail address. Write it like ada@people.example.") from None
    known, _ = Identity.objects.get_or_create(
        kind="email",
        scope="",
        value=normal(words),
        defaults={"customer_id": customer_id, "source": by[:_SOURCE], "known_at": now},
    )
    if known.customer_id != customer_id:
        raise WrongAddress(
            f"This address is customer {known.customer_id}’s. If they are one person, join the two records instead."
        )
    point, _ = ContactPoint.objects.update_or_create(
        customer_id=customer_id,
        channel=Channel.EMAIL,
        address_key=normal(words),
        defaults={"address": words, "removed_at": None},
        create_defaults={"address": words, "preferred": False, "source": by[:_SOURCE], "since": now},
    )
    _use_if_none_is(point)
    return point


@transaction.atomic
def use(point: ContactPoint, *, by: str, now: datetime) -> ContactPoint | None:
    """From now on she is written to here; the address that was used before. Raises WrongAddress."""
    if point.removed_at or not _WRITABLE.fullmatch(point.address):
        raise WrongAddress("Mail cannot be sent to this address. Use another one, or add one.")
    before = ContactPoint.objects.filter(customer_id=point.customer_id, channel=point.channel, preferred=True).first()
    contact.prefer(point.customer_id, point.address, source=by[:_SOURCE], now=now)
    return before


@transaction.atomic
def remove(point: ContactPoint, *, now: datetime) -> None:
    """She is not reached here any more, whatever older files say. Raises WrongAddress for the one of several in use."""
    hers = ContactPoint.objects.select_for_update().filter(customer_id=point.customer_id, channel=point.channel)
    others = [one for one in hers if one.pk != point.pk and not one.removed_at]
    if point.preferred and any(_WRITABLE.fullmatch(one.address) for one in others):
        raise WrongAddress("This is the address in use. Use another one of hers first.")
    hers.filter(pk=point.pk).update(preferred=False, removed_at=now)


@transaction.atomic
def bring_back(point: ContactPoint) -> None:
    """Undo: it is hers again, and in use if no other is."""
    ContactPoint.objects.filter(pk=point.pk).update(removed_at=None)
    point.removed_at = None
    _use_if_none_is(point)


def _use_if_none_is(point: ContactPoint) -> None:
    hers = ContactPoint.objects.select_for_update().filter(customer_id=point.customer_id, channel=point.channel)
    if _WRITABLE.fullmatch(point.address) and not any(one.preferred for one in hers):
        hers.filter(pk=point.pk).update(preferred=True)
        point.preferred = True
