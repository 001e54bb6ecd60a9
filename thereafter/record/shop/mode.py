"""Rehearsal and live. In rehearsal all is decided and recorded, and nothing is sent; live begins at an instant."""

from datetime import datetime

from django.db import transaction

from thereafter.foundation.errors import Refusal
from thereafter.record.shop import settings


class NotReady(Refusal):
    """A shop that sends must say who writes, and from where."""


def lacking(shop: settings.ShopSettings) -> list[str]:
    """What the shop must decide before it may send, a sentence with its remedy each."""
    needed = {
        "The shop has no sender address, so nothing can be sent. Name one under Settings.": shop.sender_address,
        "The shop has no postal address, which the law asks for under every mail. Add it under Settings.": (
            shop.postal_address.strip()
        ),
    }
    return [sentence for sentence, said in needed.items() if not said]


@transaction.atomic
def start_sending(*, source: str, now: datetime) -> None:
    """From `now` on what is decided is also sent. What was rehearsed before is not. Raises NotReady."""
    shop = settings.read()
    if lacks := lacking(shop):
        raise NotReady(" ".join(lacks))
    if shop.mode == "live":
        return
    settings.change("live_since", now, source=source, now=now)
    settings.change("mode", "live", source=source, now=now)


def rehearse(*, source: str, now: datetime) -> None:
    """From `now` on nothing is sent. What a transport has already taken is gone."""
    settings.change("mode", "rehearsal", source=source, now=now)
