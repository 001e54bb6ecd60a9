"""What is ready and does not go out: stopped, in rehearsal, or as much as may leave has left. It can be dropped."""

from dataclasses import dataclass
from datetime import datetime

from thereafter.engagement.messaging.limits import Limits
from thereafter.engagement.messaging.models import Kind, Lane, Message, State
from thereafter.engagement.messaging.taking import handed_over, used
from thereafter.foundation.sql import Folder
from thereafter.record.customers.models import ContactPoint
from thereafter.record.shop.settings import ShopSettings

SQL = Folder(__file__)
ENOUGH = 20_000  # messages: so far is counted for a page, and beyond it says "more than"


@dataclass(frozen=True)
class Waiting:
    """So many messages are ready, decided since then; so many are of no more use. `is_more`: than was counted."""

    messages: int
    since: datetime | None
    stale: int
    is_more: bool = False


@dataclass(frozen=True)
class KeptBack:
    """What a ready message waits for, as a sentence, and until when at least, where that is known."""

    words: str
    until: datetime | None = None


def what_waits(*, now: datetime) -> Waiting:
    """Everything that was decided to go out and did not yet."""
    row = SQL["ready"].one(now=now, enough=ENOUGH + 1)
    return Waiting(min(row.messages, ENOUGH), row.since, row.stale, is_more=row.messages > ENOUGH)


def overdue(shop: ShopSettings, *, before: datetime, now: datetime) -> int:
    """How many could have gone before then, counted up to `ENOUGH`. What waits for the next hour or day could not."""
    limits = Limits.of(shop, now=now)
    left = limits.left(used(limits, now=now))
    row = SQL["overdue"].one(
        service=left.hour != 0, commercial=0 not in (left.hour, left.commercial), before=before, enough=ENOUGH
    )
    return int(row.messages)


def kept_back(message: Message, shop: ShopSettings, *, now: datetime) -> KeptBack | None:
    """What a ready message waits for; None where nothing stands in its way. `purpose` must be fetched along."""
    if message.state != State.READY:
        return None
    if shop.sending_stopped:
        return KeptBack("Sending is stopped; it waits until somebody goes on")
    if shop.mode == "rehearsal":
        return KeptBack("The shop rehearses; it waits until the shop sends again")
    if not message.purpose.sends:
        return KeptBack("Its journey rehearses; it waits until the journey sends")
    if message.not_before and message.not_before > now:
        return None
    return _by_limits(message, shop, now=now)


def _by_limits(message: Message, shop: ShopSettings, *, now: datetime) -> KeptBack | None:
    limits = Limits.of(shop, now=now)
    if not limits.any:
        return None
    left = limits.left(used(limits, now=now))
    if left.commercial == 0 and message.kind != Kind.SERVICE:  # which keeps it longer than an hour does
        return KeptBack("The day’s share of the warm-up has left; it waits for its turn", limits.next_day)
    if left.hour == 0:
        return KeptBack("As many as may leave in one hour have left; it waits for its turn", limits.next_hour)
    if limits.an_hour_to_a_domain is None:
        return None
    domain, opens_at = _full_domain(message, limits, limits.an_hour_to_a_domain, now=now)
    words = f"As many as may leave in one hour to {domain} have left; it waits for its turn"
    return KeptBack(words, opens_at) if opens_at else None


def _full_domain(message: Message, limits: Limits, most: int, *, now: datetime) -> tuple[str, datetime | None]:
    """Her domain, and when its hour is over if it is full: as the line has noted, or as it will, being looked at."""
    if message.aside:
        lane = Lane.objects.filter(pk=message.aside, opens_at__gt=now).first()
        return message.aside[1:], lane.opens_at if lane else None
    points = ContactPoint.objects.filter(
        customer=message.customer_id, channel=message.purpose.channel, preferred=True
    ).values_list("address_key", flat=True)
    domain = (points.first() or "").rpartition("@")[2]
    return domain, limits.next_hour if handed_over(limits).get(domain, 0) >= most else None


def drop(*, now: datetime) -> int:
    """Give up everything that is ready, for good; how many. What somebody hands over this moment goes out."""
    return SQL["drop"].run(now=now)
