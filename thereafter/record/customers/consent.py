"""What a customer agrees to. Every word stands in `ConsentRecord`; `Consent` is the latest of them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from thereafter.foundation.errors import Refusal
from thereafter.record.customers import there, typed
from thereafter.record.customers.models import Channel, Consent, ConsentRecord, ConsentState

MARKETING = "marketing"
METHODS = ("letter", "telephone", "in the shop", "mail", "form on paper")  # by which people say so beside our pages
_WORDS = 2000


class WrongConsent(Refusal):
    """A word that cannot have been said so."""


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
    """She says yes or no, herself, now. True if that changed what holds; saying the same again stores nothing.

    A yes to what only a file without dates had said so far is kept: it is the better proof.
    """
    with transaction.atomic():
        held = Consent.objects.select_for_update().filter(customer_id=customer_id, channel=channel, topic=topic).first()
        if held and held.dated and (held.state == state or held.since > now):
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
            customer_id=customer_id,
            channel=channel,
            topic=topic,
            defaults={"state": state, "since": now, "dated": True},
        )
    return held is None or held.state != state


@transaction.atomic
def record(
    customer_id: int,
    state: ConsentState,
    *,
    occurred_at: datetime,
    method: str,
    wording: str,
    by: str,
    now: datetime,
    channel: Channel = Channel.EMAIL,
    topic: str = MARKETING,
) -> bool:
    """Somebody of the shop keeps what she said, when, how and by which words. True if that changed what holds.

    What holds is the latest word; of a yes and a no at one instant, the no. Raises WrongConsent or NotThere.
    """
    words = typed.text(wording, "The wording", longest=_WORDS)
    if not words:
        raise WrongConsent("Say by which words she agreed or withdrew: they are the proof.")
    if occurred_at > now:
        raise WrongConsent(f"{occurred_at:%d %b %Y, %H:%M} is yet to come. Say when she said so.")
    there.stays(customer_id)
    held = Consent.objects.select_for_update().filter(customer_id=customer_id, channel=channel, topic=topic).first()
    ConsentRecord.objects.get_or_create(
        customer_id=customer_id,
        channel=channel,
        topic=topic,
        occurred_at=occurred_at,
        state=state,
        defaults={"known_at": now, "source": by, "method": method[:60], "proof": {"wording": words}},
    )
    said = ConsentRecord.objects.filter(customer_id=customer_id, channel=channel, topic=topic)
    latest = said.order_by("-dated", "-occurred_at", "-state").first()  # "withdrawn" comes after "granted"
    if latest is None or (held and _rank(held) >= (latest.dated, latest.occurred_at, latest.state)):
        return False
    Consent.objects.update_or_create(
        customer_id=customer_id,
        channel=channel,
        topic=topic,
        defaults={"state": latest.state, "since": latest.occurred_at, "dated": latest.dated},
    )
    return held is None or held.state != latest.state


def _rank(held: Consent) -> tuple[bool, datetime, str]:
    return held.dated, held.since, held.state
