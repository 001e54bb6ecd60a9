"""The steps of setting up a shop, and how far it is. Each looks at what is there, so none can be forgotten or faked."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from thereafter.engagement.journeys.models import Journey
from thereafter.record.commerce.models import Order
from thereafter.record.shop import logo
from thereafter.record.shop import settings as shop_settings
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.settings import readiness


class Standing(StrEnum):
    """How a step stands."""

    DONE = "done"
    OPEN = "open"
    LATER = "later"


@dataclass(frozen=True)
class Step:
    """One step: its key, what it is about, what it is for, where it is, and how it stands."""

    key: str
    title: str
    words: str
    url: str
    standing: Standing


_ALL: tuple[tuple[str, str, str, Callable[[Desk], bool]], ...] = (
    ("shop", "The shop", "Its name, currency, time zone and language.", lambda desk: shop_settings.is_decided("name")),
    (
        "face",
        "Its face",
        "The logo and the colour of its mails and customer pages.",
        lambda desk: bool(shop_settings.is_decided("colour") or logo.digest()),
    ),
    (
        "sender",
        "Who writes",
        "The address that mails come from, and the DNS records that let others believe it.",
        lambda desk: bool(desk.shop.sender_address and desk.shop.postal_address),
    ),
    (
        "address",
        "Where links lead",
        "The address under which customers reach their pages.",
        lambda desk: not readiness.links_trouble(desk.shop),
    ),
    ("files", "Your history", "Orders, customers and consents, from files.", lambda desk: Order.objects.exists()),
    (
        "playbooks",
        "What happens after the sale",
        "Ready-made journeys, each with how many people it would take today.",
        lambda desk: Journey.objects.filter(state=Journey.State.ON).exists(),
    ),
)
KEYS = tuple(key for key, *_ in _ALL)


def steps(desk: Desk) -> list[Step]:
    """Every step, in its order."""
    return [
        Step(key, title, words, reverse(f"console:setup-{key}"), _standing(key, is_done(desk), desk))
        for key, title, words, is_done in _ALL
    ]


def first_open(desk: Desk) -> Step | None:
    """The step to go on with; None where nothing is open."""
    return next((step for step in steps(desk) if step.standing is Standing.OPEN), None)


def onward(found: list[Step], key: str) -> Step | None:
    """The step to go on with after this one: the next that is open, else the first; None where no other is open."""
    place = KEYS.index(key)
    ordered = [*found[place + 1 :], *found[:place]]
    return next((step for step in ordered if step.standing is Standing.OPEN), None)


def is_untouched() -> bool:
    """Whether nobody has decided anything yet: a shop that was just made."""
    return not shop_settings.is_anything_decided()


def _standing(key: str, is_done: bool, desk: Desk) -> Standing:
    if is_done:
        return Standing.DONE
    return Standing.LATER if key in desk.shop.setup_later else Standing.OPEN
