"""What segment rules can ask about journeys: {journey: {key: win-back, within: {days: 90}}}."""

from thereafter.audience.segments.sources import Column, Source, Type, register
from thereafter.engagement.journeys.models import Enrollment, Journey


def _keys() -> list[str]:
    return list(Journey.objects.order_by("key").values_list("key", flat=True))


JOURNEY = Source(
    name="journey",
    about="Passages through journeys; a period asks when somebody came in.",
    relation="journeys_enrollment AS enrollment JOIN journeys_journey AS journey ON journey.id = enrollment.journey_id",
    customer="enrollment.customer_id",
    many=True,
    instant="enrollment.entered_at",
    main="key",
    words=("came into the journey {}", "have not come into the journey {}"),
    columns={
        "key": Column(Type.CHOICE, "journey.key", "{}", choices=_keys),
        "state": Column(
            Type.CHOICE, "enrollment.state", "that is {}", choices=tuple(state.value for state in Enrollment.State)
        ),
    },
)


def register_all() -> None:
    """Make the source known."""
    register(JOURNEY)
