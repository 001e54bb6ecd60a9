"""Rehearsal, test, live; and, beside all three, stopped.

In rehearsal all is decided and recorded, and nothing is sent. In a test only named addresses get mail, and the rest is
as in rehearsal. Live begins at an instant. Stopped, nothing leaves whatever the mode: what is decided waits.
"""

from datetime import datetime

from django.db import transaction

from thereafter.foundation.errors import Refusal
from thereafter.record.shop import settings
from thereafter.record.shop.models import Setting
from thereafter.record.shop.settings import Stopped

NO_ADDRESS = "No public address is decided, where the links of mails lead. Name it under Settings, or set PUBLIC_URL."


class NotReady(Refusal):
    """A shop that sends must say who writes, and from where."""


def lacking(shop: settings.ShopSettings) -> list[str]:
    """What the shop must decide before it may send, a sentence with its remedy each."""
    needed = {
        "The shop has no sender address, so nothing can be sent. Name one under Settings.": shop.sender_address,
        "The shop has no postal address, which the law asks for under every mail. Add it under Settings.": (
            shop.postal_address.strip()
        ),
        NO_ADDRESS: settings.is_decided("public_url"),
    }
    return [sentence for sentence, said in needed.items() if not said]


@transaction.atomic
def start_sending(*, source: str, now: datetime) -> None:
    """From `now` on what is decided is also sent. What was rehearsed before is not. Raises NotReady."""
    shop = settings.read()
    _must_lack_nothing(shop)
    if shop.mode == "live":
        return
    settings.change("live_since", now, source=source, now=now)
    settings.change("mode", "live", source=source, now=now)


@transaction.atomic
def start_test(*, source: str, now: datetime) -> None:
    """From `now` on the shop's test addresses get what is decided for them; for the rest it is a rehearsal.

    Raises NotReady.
    """
    shop = settings.read()
    _must_lack_nothing(shop)
    if not shop.test_addresses:
        raise NotReady("No test address is named, so a test would reach nobody. Name some under Limits.")
    settings.change("mode", "test", source=source, now=now)


def rehearse(*, source: str, now: datetime) -> None:
    """From `now` on nothing is sent. What a transport has already taken is gone; what is ready waits."""
    settings.change("mode", "rehearsal", source=source, now=now)


def stop(*, why: str = "", source: str, now: datetime) -> bool:
    """Nothing leaves any more, whatever the mode: what is decided waits. False if it is stopped already."""
    if settings.read().sending_stopped:
        return False
    stopped = Stopped(at=now, by=source, why=" ".join(why.split())[:300])
    settings.change("sending_stopped", stopped.model_dump(mode="json"), source=source, now=now)
    return True


@transaction.atomic
def go_on(*, source: str, now: datetime) -> bool:
    """The mode holds again, and what waited goes out where it is still of use. False if nothing is stopped.

    Of two who say so at one moment the second waits for the first, and then finds nothing stopped.
    """
    Setting.objects.select_for_update().filter(key="sending_stopped").first()
    if not settings.read().sending_stopped:
        return False
    settings.change("sending_stopped", None, source=source, now=now)
    return True


def _must_lack_nothing(shop: settings.ShopSettings) -> None:
    if lacks := lacking(shop):
        raise NotReady(" ".join(lacks))
