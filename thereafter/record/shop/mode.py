"""Rehearsal and live. In rehearsal all is decided and recorded, and nothing is sent; live begins at an instant."""

from datetime import datetime

from django.db import transaction

from thereafter.foundation.errors import Refusal
from thereafter.record.shop import settings


class NoSender(Refusal):
    """A shop that sends must say who writes."""


@transaction.atomic
def start_sending(*, source: str, now: datetime) -> None:
    """From `now` on what is decided is also sent. What was rehearsed before is not. Raises NoSender."""
    shop = settings.read()
    if not shop.sender_address:
        raise NoSender(
            "The shop has no sender address, so nothing can be sent. Name one under Settings, then start again."
        )
    if shop.mode == "live":
        return
    settings.change("live_since", now, source=source, now=now)
    settings.change("mode", "live", source=source, now=now)


def rehearse(*, source: str, now: datetime) -> None:
    """From `now` on nothing is sent. What a transport has already taken is gone."""
    settings.change("mode", "rehearsal", source=source, now=now)
