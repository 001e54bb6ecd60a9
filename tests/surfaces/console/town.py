"""A small town of customers who bought, heard, refused, waited and complained: what the console's pages are tested on.

The production statements made all of it, day by day, on a clock of the town's own. Nobody in it is real.
"""

import csv
import io
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from django.apps import apps

from tests import cast
from tests.cast import NOON, days
from thereafter.audience.profiles import daily, refresh
from thereafter.audience.segments import drafts, lists, membership
from thereafter.audience.segments.models import Segment
from thereafter.connectors.files import uploads
from thereafter.connectors.files.models import Run, Upload
from thereafter.engagement.cases import history
from thereafter.engagement.cases.models import Task
from thereafter.engagement.journeys import engine, playbooks, switching
from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.messaging import holding
from thereafter.engagement.messaging.models import Message, State
from thereafter.foundation import planner
from thereafter.foundation.ids import run_key
from thereafter.record.commerce.models import Order, Refund, Shipment
from thereafter.record.customers import tags
from thereafter.record.customers.merging.merge import join
from thereafter.record.customers.models import ConsentState, Customer, Double, Identity
from thereafter.record.shop import settings
from thereafter.record.staff.roles import Role

FIRST = "Margaret Dorothea Anne Jane Lucy Fanny Emma Harriet Elinor Marianne Catherine Isabella".split()
LAST = "Hale Brooke Elliot Fairfax Snowe Price Woodhouse Smith Dashwood Morland Thorpe Bertram Crawford".split()
GOODS = [
    ("TEAPOT", "Enamel teapot", "Kitchen", 2400),
    ("MUG", "Stoneware mug", "Kitchen", 900),
    ("CANDLE", "Beeswax candle, set of three", "Candles", 1250),
    ("LANTERN", "Brass garden lantern", "Garden", 3900),
    ("TOWEL", "Linen tea towel", "Kitchen", 750),
    ("BUNTING", "Cotton bunting, four metres", "Party", 1495),
]
OURS = sorted(model._meta.db_table for model in apps.get_models() if model.__module__.startswith("thereafter."))
LIVED = 30  # days on which every job ticks; what lies before is history


def settle(people: int = 60, *, name: str | None = None) -> list[Customer]:
    """Make the town. With `name`, everybody and everything in it is called that."""
    chance = Random(541_909)
    said = {
        "name": name or "Calder & Finch",
        "currency": "GBP",
        "time_zone": "Europe/London",
        "sender_address": "hello@calder.example",
        "postal_address": "4 Mill Lane, Todmorden OL14 5AB",
    }
    for key, value in said.items():
        settings.change(key, value, source="test", now=NOON - days(900))
    goods = [
        (cast.product(sku, title=name or title, category=category, cost_minor=price // 2), price)
        for sku, title, category, price in GOODS
    ]
    town = [_person(number, name) for number in range(people)]
    orders = sorted(_shopping(town, chance), key=lambda one: one[0])
    publish_playbooks()
    if name:
        Segment.objects.update(name=name)
        Journey.objects.update(name=name, about=name)
    start = NOON - days(LIVED)
    waiting = list(orders)
    for day in range(LIVED + 1):
        now = start + days(day)
        while waiting and waiting[0][0] <= now:
            at, buyer = waiting.pop(0)
            what, price = chance.choice(goods)
            pieces = chance.choice([1, 1, 1, 2, 3, 6])
            placed = cast.order(buyer, at=at, what=what, quantity=pieces, amount_minor=price * pieces)
            cast.happened(buyer, at=at, about=placed)
            _ship(placed, chance)
            if chance.random() < 0.06:
                _refund(placed, buyer)
        refresh.refresh_everybody(now=now)
        daily.recompute(now=now)
        if day % 10 == 0:
            planner.tell(*OURS)
        if day == 0:
            for journey in Journey.objects.all():
                switching.switch_on(journey, now=now)
        membership.refresh_all(now=now)
        engine.tick(now=now)
        holding.rejudge_due(now=now)
        _deliver(now)
    _imports()
    _upload(name or "first name")
    _task(town[0])
    _twice(town)
    _lists(town)
    return town


def _twice(town: list[Customer]) -> None:
    """Two who may be one person, and one who was two records until today."""
    ends = sorted((town[2].pk, town[3].pk))
    Double.objects.create(low_id=ends[0], high_id=ends[1], rules=["same_address"], strength=1, found_at=NOON)
    again = cast.customer(town[4].first_name, last_name=town[4].last_name, email="again@people.example", since=NOON)
    join(town[4].pk, again.pk, by="console:ruth", now=NOON)


def publish_playbooks() -> None:
    """Every playbook that comes with us, a day before the town begins to live."""
    for book in playbooks.shipped():
        playbooks.install(book.key, now=NOON - days(LIVED + 1))


def _person(number: int, name: str | None) -> Customer:
    first, last = FIRST[number % len(FIRST)], LAST[(number * 5) % len(LAST)]
    consent = {0: None, 1: ConsentState.WITHDRAWN}.get(number % 6, ConsentState.GRANTED)
    person = cast.customer(
        name or first,
        last_name=name or last,
        email=f"{first}.{last}.{number}@people.example".lower(),
        consent=consent,
        time_zone=("Europe/London", "Pacific/Auckland", "America/New_York")[number % 3],
        source="demo (invented)",
    )
    person.provenance = {"first_name": ["demo (invented)", NOON.isoformat()], "country": ["import:7", NOON.isoformat()]}
    person.save()
    Identity.objects.create(
        customer=person,
        kind="number",
        scope="web",
        value=str(12_000 + number),
        source="import:7",
        known_at=NOON - days(400),
    )
    if number == 9:
        cast.suppress(f"{first}.{last}.{number}@people.example".lower())
    if number in (4, 11):
        cast.trouble(person, since=NOON - days(3))
    return person


def _shopping(town: list[Customer], chance: Random) -> list[tuple[datetime, Customer]]:
    """When everybody buys: each in a rhythm of her own, some of them until some time ago."""
    found = []
    for buyer, gap in zip(town, cycle((20, 35, 60, 90)), strict=False):
        first, last = chance.randint(30, 300), chance.choice((0, 0, 0, 25, 80, 150))
        at = NOON - days(first) + timedelta(minutes=chance.randint(0, 600))
        while at < NOON - days(last) and at < NOON:
            found.append((at, buyer))
            at += days(gap * chance.uniform(0.7, 1.3))
    return found


def _ship(placed: Order, chance: Random) -> None:
    announced = placed.placed_at + days(3)
    arrived = placed.placed_at + days(chance.choice((2, 3, 2, 5)))
    Shipment.objects.create(
        store=placed.store,
        number=f"P{placed.number}",
        order=placed,
        carrier="Royal Mail",
        announced_for=announced,
        announced_known_at=placed.placed_at,
        dispatched_at=placed.placed_at + days(1),
        dispatched_known_at=placed.placed_at + days(1),
        delivered_at=arrived if arrived < NOON else None,
        delivered_known_at=arrived if arrived < NOON else None,
        source="demo (invented)",
    )


def _refund(placed: Order, buyer: Customer) -> None:
    Refund.objects.create(
        store=placed.store,
        number=f"C{placed.number}",
        order=placed,
        customer=buyer,
        refunded_at=placed.placed_at + days(1),
        currency="GBP",
        amount_minor=placed.total_minor // 2,
        known_at=placed.placed_at + days(1),
    )


def _deliver(now: datetime) -> None:
    """What waits for the transport goes out."""
    Message.objects.filter(state=State.READY).update(state=State.SENT, sent_at=now, attempts=1, attempted_at=now)


def _task(person: Customer) -> None:
    """Somebody waits for us since the day before yesterday."""
    task = Task.objects.create(
        customer_id=person.pk,
        origin="the town",
        title=f"Write to {person}",
        reason=f"{person} asked on the phone how to wash linen.",
        role=Role.AGENT,
        opened_at=NOON - days(4),
        due_at=NOON - days(2),
    )
    history.comment(task, f"{person} likes to be called in the evening.", by="ruth", now=NOON - days(3))


def _upload(called: str) -> None:
    """A file that somebody brought and tried out, with everything that such a file can show."""
    stored = "a-file-of-the-town"
    for path in (uploads.folder() / stored, uploads.folder() / f"{stored}.left-out"):
        path.unlink(missing_ok=True)
        with uploads.create(path) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
            csv.writer(text).writerows([["email", called], ["ada@people.example", called]])
    report = {
        "kind": "customers", "unit": "line", "lines": 2, "new": 1, "changed": 0, "unchanged": 0, "invalid": 1,
        "conflicting": 1, "counts": {called: 1}, "found": {}, "overlooked": {}, "currency": "", "already": False,
        "problems": [{"row": 3, "words": called}], "conflicts": [{"row": 2, "words": called}], "unread": [called],
        "new_store": called, "passed_over": 2,
    }  # fmt: skip
    person = dict.fromkeys(("name", "address", "lives", "consent", "suppressed", "custom"), called)
    order = dict.fromkeys(("number", "placed", "whose", "total", "status", "lines"), called)
    part = {"report": report, "rows": [{called: called}], "orders": [order], "known": {"problems": 1, "conflicts": 1}}
    reach = {"people": 1, "asks": 1, "strangers": 1}
    Upload.objects.create(
        key=run_key(), file_name=f"{called}.csv", stored=stored, size=60, digest="8" * 64, actor="owner",
        arrived_at=NOON - timedelta(minutes=5), left_out=1, error=called,
        seen={"parts": [part], "people": [person], "reach": reach},
    )  # fmt: skip


def _lists(town: list[Customer]) -> None:
    """Whom we met at the fair, and whom somebody is about to add."""
    fair = lists.make("Trade fair", now=NOON)
    lists.add(fair, [one.pk for one in town[:3]], by="console:owner", now=NOON, words="pasted")
    tags.put([one.pk for one in town[:4]], "trade fair", source="console:owner", now=NOON)
    begun = drafts.begin(name=fair.name, words="pasted", by="console:owner", now=NOON, segment=fair)
    with drafts.from_lines(begun) as write:
        for line, one in enumerate(town[:5], 1):
            write(line, str(12_000 + line) if line % 2 else f"{one.first_name}@nowhere.example")


def _imports() -> None:
    report = {
        "lines": 541_909,
        "new": 396_000,
        "changed": 0,
        "unchanged": 145_909,
        "conflicting": 0,
        "invalid": 0,
        "currency": "GBP",
        "columns": {"order": "InvoiceNo", "customer": "CustomerID"},
        "counts": {"orders": 18_532, "customers": 4_338, "revenue_minor": 891_140_790},
        "found": {"lines without a customer": 135_080},
    }
    common = {"kind": "orders", "file_digest": "9" * 64, "actor": "owner"}
    Run.objects.create(
        key=run_key(), file_name="online_retail.parquet", rows_total=541_909, rows_done=541_909, report=report,
        state=Run.State.DONE, started_at=NOON - days(2), ended_at=NOON - days(2) + timedelta(seconds=11), **common,
    )  # fmt: skip
    Run.objects.create(
        key=run_key(), file_name="march.csv", rows_total=120_000, rows_done=48_000, state=Run.State.RUNNING,
        started_at=NOON - timedelta(seconds=3), **common,
    )  # fmt: skip
    Run.objects.create(
        key=run_key(), file_name="consents.csv", rows_total=900, rows_done=120, state=Run.State.FAILED,
        error="consents.csv, line 121: “maybe” is not a consent. Write granted or withdrawn.",
        started_at=NOON - days(1), ended_at=NOON - days(1), **common,
    )  # fmt: skip
