"""The sources over the rooms below: profile, customer, consent, bought, did, segment, list, tag, trouble and others."""

from collections.abc import Mapping

from thereafter.audience.profiles.models import Stage
from thereafter.audience.segments.models import Segment
from thereafter.audience.segments.sources import Column, Source, Type, register
from thereafter.record.customers.models import Channel, ConsentState, FieldDefinition

_FIELD_TYPES = {"text": Type.TEXT, "number": Type.NUMBER, "flag": Type.FLAG, "instant": Type.INSTANT}


def _custom_fields() -> Mapping[str, Type]:
    return {key: _FIELD_TYPES[type_] for key, type_ in FieldDefinition.objects.values_list("key", "type")}


def _segment_keys() -> list[str]:
    return list(Segment.objects.order_by("key").values_list("key", flat=True))


def _list_keys() -> list[str]:
    return list(Segment.objects.filter(kind=Segment.Kind.LIST).order_by("key").values_list("key", flat=True))


PROFILE = Source(
    name="profile",
    about=(
        "What follows from everything about a customer; computed after imports and every day. "
        "Money is of the orders in the shop's currency."
    ),
    relation="profiles_profile AS profile",
    customer="profile.customer_id",
    columns={
        "orders": Column(Type.NUMBER, "profile.orders", "{} orders", singular="{} order"),
        "items": Column(Type.NUMBER, "profile.items", "{} items", singular="{} item"),
        "revenue": Column(Type.MONEY, "profile.revenue_minor", "a revenue of {}"),
        "refunded": Column(Type.MONEY, "profile.refunded_minor", "refunds of {}"),
        "margin": Column(Type.MONEY, "profile.margin_minor", "a margin of {}"),
        "average_order": Column(Type.MONEY, "profile.average_order_minor", "an average order of {}"),
        "median_gap_days": Column(Type.NUMBER, "profile.median_gap_days", "a median gap between orders of {} days"),
        "first_order_at": Column(
            Type.INSTANT, "profile.first_order_at", "first ordered", "verb", "did not first order"
        ),
        "last_order_at": Column(Type.INSTANT, "profile.last_order_at", "last ordered", "verb", "have not ordered"),
        "last_visit_at": Column(Type.INSTANT, "profile.last_visit_at", "last visited", "verb", "have not visited"),
        "last_click_at": Column(Type.INSTANT, "profile.last_click_at", "last clicked", "verb", "have not clicked"),
        "last_reply_at": Column(Type.INSTANT, "profile.last_reply_at", "last replied", "verb", "have not replied"),
        "recency_score": Column(Type.NUMBER, "profile.recency_score", "a recency score of {}"),
        "frequency_score": Column(Type.NUMBER, "profile.frequency_score", "a frequency score of {}"),
        "monetary_score": Column(Type.NUMBER, "profile.monetary_score", "a monetary score of {}"),
        "top_categories": Column(Type.TEXTS, "profile.top_categories", "{} among their top categories"),
        "stage": Column(
            Type.CHOICE, "profile.stage", "are {}", "verb", "are not {}", choices=tuple(stage.value for stage in Stage)
        ),
        "stage_since": Column(
            Type.INSTANT, "profile.stage_since", "came to their stage", "verb", "have not changed stage"
        ),
    },
)

CUSTOMER = Source(
    name="customer",
    about="Who somebody is. `custom` asks about the shop's own fields, as in `custom.size`.",
    relation="customers_customer AS customer",
    customer="customer.id",
    known="customer.known_at",
    columns={
        "first_name": Column(Type.TEXT, "customer.first_name", "a first name that is {}"),
        "last_name": Column(Type.TEXT, "customer.last_name", "a last name that is {}"),
        "country": Column(Type.TEXT, "customer.country", "live in {}", "verb", "do not live in {}"),
        "language": Column(Type.TEXT, "customer.language", "read {}", "verb", "do not read {}"),
        "time_zone": Column(
            Type.TEXT, "customer.time_zone", "live in the zone {}", "verb", "do not live in the zone {}"
        ),
        "known_at": Column(Type.INSTANT, "customer.known_at", "became known", "verb", "did not become known"),
        "custom": Column(Type.FIELDS, "customer.custom", "{field} {}", fields=_custom_fields),
    },
)

CONSENT = Source(
    name="consent",
    about="What somebody said about being written to, as it stands. Suppressions are judged when a message is.",
    relation="customers_consent AS consent",
    customer="consent.customer_id",
    many=True,
    instant="consent.since",
    main="state",
    words=("have a consent", "have no consent"),
    verbs={
        ConsentState.GRANTED: ("agreed to hear from us", "have not agreed to hear from us"),
        ConsentState.WITHDRAWN: ("asked us to stop", "have not asked us to stop"),
    },
    columns={
        "state": Column(
            Type.CHOICE, "consent.state", "that is {}", choices=tuple(state.value for state in ConsentState)
        ),
        "channel": Column(Type.CHOICE, "consent.channel", "by {}", choices=tuple(channel.value for channel in Channel)),
        "topic": Column(Type.TEXT, "consent.topic", "on {}"),
    },
)

BOUGHT = Source(
    name="bought",
    about="Lines of orders that count and were not cancelled; `times` counts orders.",
    relation="commerce_line AS line JOIN commerce_product AS product ON product.id = line.product_id",
    customer="line.customer_id",
    many=True,
    instant="line.placed_at",
    known="line.known_at",
    always="line.excluded = '' AND NOT EXISTS (SELECT FROM commerce_order AS placed WHERE placed.id = line.order_id"
    " AND placed.status = 'cancelled' AND placed.status_since <= %(now)s::timestamptz)",
    counted="count(DISTINCT line.order_id)",
    words=("bought", "have not bought"),
    columns={
        "category": Column(Type.TEXT, "product.category", "in {}"),
        "sku": Column(Type.TEXT, "product.sku", "number {}"),
        "product": Column(Type.TEXT, "product.title", "“{}”"),
        "quantity": Column(Type.NUMBER, "line.quantity", "{} at once"),
        "amount": Column(Type.MONEY, "line.amount_minor", "for {}"),
    },
)

DID = Source(
    name="did",
    about="Events by name. `properties` asks about what an event carries, as in `properties.price`.",
    relation="events_event AS event",
    customer="event.customer_id",
    many=True,
    instant="event.occurred_at",
    known="event.known_at",
    main="event",
    words=("did {}", "have not done {}"),
    verbs={
        "message.clicked": ("clicked", "have not clicked"),
        "message.replied": ("replied", "have not replied"),
        "message.sent": ("were written to", "have not been written to"),
        "message.bounced": ("could not be reached", "have been reachable"),
        "Product Viewed": ("viewed a product", "have not viewed a product"),
        "Cart Viewed": ("viewed their cart", "have not viewed their cart"),
        "page": ("visited", "have not visited"),
        "Order Completed": ("completed an order", "have not completed an order"),
        "Order Refunded": ("got a refund", "have not got a refund"),
        "Shipment Delivered": ("received a parcel", "have not received a parcel"),
    },
    columns={
        "event": Column(Type.TEXT, "event.name", "{}"),
        "source": Column(Type.TEXT, "event.source", "according to {}"),
        "properties": Column(Type.FIELDS, "event.properties", "with {field} {}"),
    },
)

SEGMENT = Source(
    name="segment",
    about="Who is in another segment, as of its last refresh; a period asks when they came in.",
    relation="segments_membership AS membership JOIN segments_segment AS segment ON segment.id = membership.segment_id",
    customer="membership.customer_id",
    many=True,
    instant="membership.entered_at",
    main="key",
    words=("are in the segment {}", "are not in the segment {}"),
    columns={"key": Column(Type.CHOICE, "segment.key", "{}", choices=_segment_keys)},
)


SUPPRESSION = Source(
    name="suppression",
    about="Whose address in use gets nothing, whatever she agreed to. It asks nothing more: `suppression: {}`.",
    relation="customers_suppression AS suppression JOIN customers_contactpoint AS point"
    " ON point.channel = suppression.channel AND point.address_key = suppression.address_key AND point.preferred",
    customer="point.customer_id",
    many=True,
    instant="suppression.since",
    known="suppression.known_at",
    always="(suppression.lifted_at IS NULL OR suppression.lifted_at > %(now)s::timestamptz)",
    words=("are suppressed", "are not suppressed"),
    columns={"reason": Column(Type.TEXT, "suppression.reason", "because {}")},
)

TROUBLE = Source(
    name="trouble",
    about="Open reasons to ask nothing of somebody; a period asks when they were opened. Any: `trouble: {}`.",
    relation="customers_trouble AS trouble",
    customer="trouble.customer_id",
    many=True,
    instant="trouble.opened_at",
    always="(trouble.closed_at IS NULL OR trouble.closed_at > %(now)s::timestamptz)"
    " AND (trouble.ends_at IS NULL OR trouble.ends_at > %(now)s::timestamptz)",
    words=("have open trouble", "have no open trouble"),
    columns={"kind": Column(Type.TEXT, "trouble.kind", "of the kind {}")},
)

LIST = Source(
    name="list",
    about="Who is in a list, which people hold by hand; a period asks when they came in.",
    relation="segments_membership AS listed JOIN segments_segment AS list ON list.id = listed.segment_id",
    customer="listed.customer_id",
    many=True,
    instant="listed.entered_at",
    always="list.kind = 'list'",
    main="key",
    words=("are in the list {}", "are not in the list {}"),
    columns={"key": Column(Type.CHOICE, "list.key", "{}", choices=_list_keys)},
)

TAG = Source(
    name="tag",
    about="Words on customers, upper or lower case; a period asks when they were put on.",
    relation="customers_tag AS tag",
    customer="tag.customer_id",
    many=True,
    instant="tag.since",
    always="(tag.removed_at IS NULL OR tag.removed_at > %(now)s::timestamptz)",
    main="word",
    words=("are tagged {}", "are not tagged {}"),
    columns={
        "word": Column(Type.TEXT, "tag.word", "{}", small=True),
        "source": Column(Type.TEXT, "tag.source", "according to {}"),
    },
)


def register_all() -> None:
    """Make the built-in sources known."""
    for source in (PROFILE, CUSTOMER, CONSENT, BOUGHT, DID, SEGMENT, LIST, TAG, SUPPRESSION, TROUBLE):
        register(source)
