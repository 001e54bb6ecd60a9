"""On and off. Switched on, a journey starts by what happens from then on; switched off, nobody stays in it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from thereafter.audience.segments import membership
from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys import engine
from thereafter.engagement.journeys.models import Exit, Journey
from thereafter.engagement.messaging import purposes
from thereafter.foundation.errors import Refusal

SWITCHED_OFF = "the journey was switched off"


class NothingPublished(Refusal):
    """A journey without a version can start nobody."""


@transaction.atomic
def switch_on(journey: Journey, *, now: datetime) -> bool:
    """Let the journey start by what happens after `now`. False if it is on already.

    The segments it listens to are brought up to date first, so that who belongs to them already starts nothing.
    """
    held = Journey.objects.select_for_update(of=("self",)).select_related("live").get(pk=journey.pk)
    if held.live is None:
        raise NothingPublished(f'The journey "{held.name}" has no published version. Publish one first.')
    if held.state == Journey.State.ON:
        return False
    heard = {held.live.trigger_object_id, *Exit.objects.filter(version=held.live).values_list("object_id", flat=True)}
    for segment in Segment.objects.filter(pk__in=filter(None, heard)):
        settle = membership.refresh if segment.refreshed_at else membership.seed
        settle(segment, now=now)
    _set(journey, Journey.State.ON, now=now)
    return True


@transaction.atomic
def switch_off(journey: Journey, *, now: datetime) -> engine.Ticked:
    """Nobody enters any more, who is in it leaves, and what is held for her is given up; what that came to."""
    done = engine.Ticked()
    held = Journey.objects.select_for_update(of=("self",)).get(pk=journey.pk)
    if held.state == Journey.State.ON:
        engine.clear(journey, done, because=SWITCHED_OFF, now=now)
        _set(journey, Journey.State.OFF, now=now)
    return done


@transaction.atomic
def let_all_send() -> None:
    """Every journey sends, in a shop that is live."""
    let_send(Journey.objects.values_list("key", flat=True))


@transaction.atomic
def let_send(keys: Collection[str]) -> None:
    """These journeys send, in a shop that is live; all others rehearse."""
    Journey.objects.update(sends=Q(key__in=keys))
    purposes.let_send(keys)


def _set(journey: Journey, state: Journey.State, *, now: datetime) -> None:
    journey.state, journey.state_since, journey.looked_until = state, now, now
    journey.save(update_fields=["state", "state_since", "looked_until"])
