"""What segment rules can ask about messages: {message: {kind: ask, within: {days: 60}}}."""

from thereafter.audience.segments.sources import Column, Source, Type, register
from thereafter.engagement.messaging.models import Kind, Message

_WENT_OUT = ", ".join(f"'{state}'" for state in Message.WENT_OUT)

MESSAGE = Source(
    name="message",
    about="Messages that went out, or would have in rehearsal; clicks are events.",
    relation="messaging_message AS message JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id",
    customer="message.customer_id",
    many=True,
    instant="coalesce(message.sent_at, message.attempted_at, message.decided_at)",
    always=f"message.state IN ({_WENT_OUT})",
    main="kind",
    words=("heard from us", "have not heard from us"),
    verbs={
        Kind.SERVICE: ("got a service mail", "have not got a service mail"),
        Kind.VALUE: ("got help by mail", "have not got help by mail"),
        Kind.ASK: ("were asked for something", "have not been asked for anything"),
    },
    columns={
        "kind": Column(Type.CHOICE, "message.kind", "of the kind {}", choices=tuple(kind.value for kind in Kind)),
        "journey": Column(Type.TEXT, "purpose.journey_key", "in the journey {}"),
        "purpose": Column(Type.TEXT, "purpose.key", "for {}"),
    },
)


def register_all() -> None:
    """Make the source known."""
    register(MESSAGE)
