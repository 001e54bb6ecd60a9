"""Messages, and the people of a journey, as files."""

from django.http import Http404, HttpResponseBase

from thereafter.engagement.journeys.models import Enrollment, Journey
from thereafter.engagement.messaging.models import Reason
from thereafter.surfaces.console import message_words, sheets
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.journeys.messages import filtered
from thereafter.surfaces.console.people import with_names

_MESSAGES = (
    "customer", "first name", "last name", "message", "journey", "kind", "state", "reason", "considered", "sent",
)  # fmt: skip
_PEOPLE = ("customer", "first name", "last name", "state", "step", "came in", "left", "because")


def messages(desk: Desk) -> HttpResponseBase:
    """Every message that the address asks for."""
    found = filtered(desk)
    told = (
        "customer_id", "first", "last", "purpose__label", "purpose__journey_key", "kind", "state", "reason",
        "considered_at", "sent_at",
    )  # fmt: skip
    ordered = with_names(found).order_by("considered_at", "customer_id")
    rows = (
        (*row[:6], message_words.STATE_WORDS[row[6]], Reason(row[7]).label if row[7] else "", *row[8:])
        for row in ordered.values_list(*told).iterator()
    )
    return sheets.download(desk, "messages", _MESSAGES, rows, count=found.count())


def people(desk: Desk, key: str) -> HttpResponseBase:
    """Everybody who came into a journey."""
    journey = Journey.objects.filter(key=key).first()
    if journey is None:
        raise Http404("There is no such journey.")
    found = Enrollment.objects.filter(journey=journey)
    told = ("customer_id", "first", "last", "state", "step__key", "entered_at", "ended_at", "ended_because")
    rows = with_names(found).order_by("customer_id", "entered_at").values_list(*told).iterator()
    return sheets.download(desk, journey.key, _PEOPLE, rows, count=found.count())
