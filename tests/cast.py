"""The people of our tests, and one builder per noun. Builders take what the test is about and default the rest.

The cast: Ada buys every five weeks and likes to hear from us. Grace never agreed to marketing. Linus lives in Auckland.
Margaret is suppressed, whatever she agreed to. Nobody here is real; every address ends in `.example`.
"""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth.models import User
from django.db import connection, transaction

from thereafter.engagement.experiments.models import Experiment
from thereafter.engagement.messaging import judge as judging
from thereafter.engagement.messaging import requests
from thereafter.engagement.messaging.judge import Outcome
from thereafter.engagement.messaging.models import Kind, Message, Purpose, Template
from thereafter.record.commerce.models import Line, Order, Product, Store
from thereafter.record.customers.models import (
    Channel,
    Consent,
    ConsentRecord,
    ConsentState,
    ContactPoint,
    Customer,
    Identity,
    Suppression,
    Trouble,
)
from thereafter.record.events import append
from thereafter.record.shop import settings
from thereafter.record.staff import members
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import Role

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)  # a Tuesday without a clock change nearby; tests count from here
_numbers = count(1001)


def days(number: float) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def customer(
    first_name: str,
    *,
    last_name: str = "",
    email: str | None = None,
    time_zone: str = "Europe/London",
    consent: ConsentState | None = ConsentState.GRANTED,
    since: datetime = NOON - timedelta(days=400),
    source: str = "test",
) -> Customer:
    """A customer with an address (her first name's, under `.example`) and, unless told otherwise, marketing consent."""
    person = Customer.objects.create(
        first_name=first_name, last_name=last_name, time_zone=time_zone, language="en", country="GB", known_at=since
    )
    address = email if email is not None else f"{first_name.lower()}@people.example"
    if address:
        Identity.objects.create(customer=person, kind="email", value=address, source=source, known_at=since)
        ContactPoint.objects.create(
            customer=person,
            channel=Channel.EMAIL,
            address=address,
            address_key=address.lower(),
            source=source,
            since=since,
        )
    if consent:
        said = {"customer": person, "channel": Channel.EMAIL, "state": consent}
        Consent.objects.create(**said, since=since)
        ConsentRecord.objects.create(**said, occurred_at=since, known_at=since, source=source, method="checkout box")
    return person


def ada() -> Customer:
    """Ada, who likes to hear from us."""
    return customer("Ada", last_name="Byron")


def grace() -> Customer:
    """Grace, who never said yes to marketing."""
    return customer("Grace", last_name="Murray", consent=None)


def linus() -> Customer:
    """Linus, for whom it is night when London has lunch."""
    return customer("Linus", time_zone="Pacific/Auckland")


def margaret() -> Customer:
    """Margaret, who once complained; her consent does not matter."""
    person = customer("Margaret")
    suppress("margaret@people.example")
    return person


def suppress(address: str, *, since: datetime = NOON - timedelta(days=30)) -> Suppression:
    """An address that gets nothing."""
    return Suppression.objects.create(
        channel=Channel.EMAIL, address_key=address, reason="complained", source="test", since=since, known_at=since
    )


def member(name: str = "ruth", role: Role = Role.OWNER) -> Member:
    """Somebody who works in the shop; her password is "seven lanterns in a row"."""
    user = User.objects.create_user(name, password="seven lanterns in a row")
    return members.join(user, role, now=NOON - timedelta(days=100))


def store(key: str = "web") -> Store:
    """The shop's web store."""
    return Store.objects.get_or_create(key=key, defaults={"name": key.title(), "since": NOON - timedelta(days=800)})[0]


def product(
    sku: str = "TEAPOT", *, title: str = "Red teapot", category: str = "Kitchen", cost_minor: int | None = 400
) -> Product:
    """Something the shop sells."""
    return Product.objects.get_or_create(
        store=store(),
        sku=sku,
        defaults={
            "title": title,
            "category": category,
            "cost_minor": cost_minor,
            "currency": "GBP",
            "source": "test",
            "since": NOON - timedelta(days=800),
        },
    )[0]


def order(
    buyer: Customer | None,
    *,
    at: datetime = NOON - timedelta(days=1),
    what: Product | None = None,
    quantity: int = 1,
    amount_minor: int = 1000,
    known_at: datetime | None = None,
    number: str | None = None,
    currency: str = "",
) -> Order:
    """An order of one line, in the shop's currency unless told. `amount_minor` is the line's."""
    learned = known_at or at
    counts = buyer is not None and quantity > 0 and amount_minor > 0
    placed = Order.objects.create(
        store=store(),
        number=number or str(next(_numbers)),
        customer=buyer,
        placed_at=at,
        status_since=at,
        counts=counts,
        currency=currency or settings.read().currency,
        total_minor=amount_minor if counts else 0,
        known_at=learned,
    )
    Line.objects.create(
        order=placed,
        position=1,
        customer_id=buyer.pk if buyer else None,
        placed_at=at,
        product=what or product(),
        quantity=quantity,
        amount_minor=amount_minor,
        excluded="" if counts else Line.Excluded.NO_CUSTOMER,
        known_at=learned,
    )
    return placed


def live() -> None:
    """The shop is live: what is decided goes out."""
    for key, value in {"mode": "live", "sender_address": "shop@shop.example", "time_zone": "Europe/London"}.items():
        settings.change(key, value, source="test", now=NOON - timedelta(days=90))


def purpose(
    kind: Kind = Kind.VALUE,
    key: str = "care/1/guide",
    *,
    priority: int = 50,
    useful_for: timedelta | None = None,
    experiment: Experiment | None = None,
    sends: bool = True,
    subject: str = "About your order",
    body: str = "<mj-text>Hello {{ customer.first_name }}.</mj-text>",
) -> Purpose:
    """Something to say, with a template of its own."""
    template, _ = Template.objects.get_or_create(
        key=key.replace("/", "-"), version=1, defaults={"subject": subject, "body": body, "since": NOON - days(90)}
    )
    return Purpose.objects.get_or_create(
        key=key,
        defaults={
            "label": key,
            "journey_key": key.partition("/")[0],
            "kind": kind,
            "template": template,
            "priority": priority,
            "useful_for": useful_for,
            "experiment": experiment,
            "sends": sends,
            "since": NOON - days(90),
        },
    )[0]


def ask_for(
    what: Purpose,
    whom: Customer,
    *,
    at: datetime,
    trigger_key: int = 0,
    about: Order | None = None,
    exited: bool = False,
) -> None:
    """One row in `messaging_request`, inside the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_request (customer_id, purpose_id, trigger_key, order_id, at, exited)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [whom.pk, what.pk, trigger_key, about.pk if about else None, at, exited],
        )


def judged(what: Purpose, *whom: Customer, at: datetime = NOON, about: Order | None = None) -> Counter[Outcome]:
    """Ask for one purpose for these people, and have it judged."""
    with transaction.atomic():
        requests.prepare()
        for person in whom:
            ask_for(what, person, at=at, about=about)
        return judging.judge(now=at)


def message(what: Purpose, whom: Customer, trigger_key: int = 0) -> Message:
    """What became of it."""
    return Message.objects.get(purpose=what, customer_id=whom.pk, trigger_key=trigger_key)


def trouble(whom: Customer, *, since: datetime = NOON) -> Trouble:
    """A parcel of hers is late."""
    return Trouble.objects.create(
        customer=whom, kind="late_parcel", key="P1", words="Parcel P1 is late", source="test", opened_at=since
    )


def happened(
    whom: Customer,
    name: str = "Order Completed",
    *,
    at: datetime = NOON,
    about: Order | None = None,
    object_id: int | None = None,
    known_at: datetime | None = None,
    **properties: object,
) -> None:
    """One event, learned of at once unless told otherwise."""
    with transaction.atomic():
        append.prepare()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO events_incoming VALUES (%s, %s, %s, %s, %s, 'test', %s, %s)",
                [
                    whom.pk,
                    name,
                    at,
                    known_at or at,
                    about.pk if about else object_id,
                    f"test:{next(_numbers)}",
                    json.dumps(properties),
                ],
            )
        append.append()


def template(key: str = "note", *, body: str = "<mj-text>Hello {{ customer.first_name }}.</mj-text>") -> Template:
    """Something to say."""
    return Template.objects.get_or_create(
        key=key, version=1, defaults={"subject": "A note", "body": body, "since": NOON - days(90)}
    )[0]
