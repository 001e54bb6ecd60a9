"""What would go out until the end of the day: the production statements, run ahead and rolled back.

Everybody who is due until then goes on, and what is held is judged again, at this instant and at every full hour, as a
live shop would do it. What nobody can know yet is missing: orders and events to come. Customers do not depend on each
other, so they are gone through in parts, each in a transaction of its own that is rolled back: a live tick waits for
one part at most. When the time is up, the parts that were looked at are a sample by chance, and the outlook says so.
What limits keep is reckoned afterwards (`leaving.py`): who leaves this hour, who later, and until when.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from thereafter.engagement.journeys import engine, leaving
from thereafter.engagement.journeys.leaving import Lines
from thereafter.engagement.journeys.models import Enrollment, Expected, Journey, Outlook
from thereafter.engagement.messaging import claims, holding
from thereafter.engagement.messaging.models import Message, State
from thereafter.foundation.days import day_of
from thereafter.foundation.sql import Folder
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings

SQL = Folder(__file__)
_FEW = 5_000  # customers: these are one part, and whoever asks may wait for it
_PARTS = 16
_INTO = "COPY journeys_expected (outlook_id, customer_id, purpose_id, goes_out, state, reason, line) FROM STDIN"
_LATER = Q(goes_out=False, state=State.READY)  # a limit keeps it beyond today
_SENT = Q(goes_out=True) | _LATER
_UNDECIDED = (State.HELD, State.READY, State.ATTEMPTING)


def ask(*, now: datetime) -> Outlook:
    """Have the worker look. What was asked for before, and not looked at yet, is asked for once."""
    waits = Outlook.objects.filter(looked_at=None).order_by("pk").last()
    return waits or Outlook.objects.create(asked_at=now, until=_end_of_day(now))


def is_quick() -> bool:
    """Whether there are so few customers that one need not leave it to the worker."""
    return len(Customer.objects.values_list("pk")[: _FEW + 1]) <= _FEW


def look(outlook: Outlook, *, takes_reserved: bool, is_time_up: Callable[[], bool], now: datetime) -> None:
    """Look ahead from `now`. `takes_reserved`: as the mail server says of addresses that nobody can have."""
    outlook.until, outlook.parts = _end_of_day(now), 0
    Expected.objects.filter(outlook=outlook).delete()  # of somebody who began to look and was killed
    lines = Lines(settings.read(), now)
    parts = 1 if is_quick() else _PARTS
    for part in range(parts):
        if part and is_time_up():
            break
        buckets = [bucket for bucket in range(claims.BUCKETS) if bucket % parts == part]
        rows = _ahead(buckets, until=outlook.until, takes_reserved=takes_reserved, now=now)
        _keep(outlook, lines.numbered(rows))
        outlook.parts += len(buckets)
        if part < parts - 1:
            Outlook.objects.filter(pk=outlook.pk).update(parts=outlook.parts)  # how far it is, for whoever watches
    leaving.settle(outlook, lines)
    outlook.looked_at = now
    outlook.save(update_fields=["until", "parts", "limits", "leaving", "looked_at"])
    Outlook.objects.exclude(pk=outlook.pk).exclude(looked_at=None).delete()


def latest() -> Outlook | None:
    """The last outlook, asked for or looked at."""
    return Outlook.objects.order_by("asked_at", "pk").last()


@transaction.atomic
def _keep(outlook: Outlook, rows: Iterable[tuple[Any, int]]) -> None:
    """What was seen, each with the number of its line, without those who were erased since."""
    with connection.cursor() as cursor, cursor.copy(_INTO) as copy:
        for row, line in rows:
            copy.write_row((outlook.pk, *row[:5], line))
    SQL["forget_gone"].run(outlook=outlook.pk)


def _ahead(buckets: list[int], *, until: datetime, takes_reserved: bool, now: datetime) -> list[Any]:
    """What became of everything that was decided until then, of the customers in these buckets; nothing is changed."""
    with transaction.atomic():
        SQL["open_awaited"].run()
        SQL["awaited"].run(buckets=buckets, until=until)
        for instant in _instants(now, until):
            engine.rehearse_tick(buckets, now=instant)
            holding.rejudge(buckets, now=instant)
        rows = SQL["ahead"].rows(buckets=buckets, takes_reserved=takes_reserved, now=now)
        transaction.set_rollback(True)
    return rows


def _instants(now: datetime, until: datetime) -> Iterator[datetime]:
    yield now
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    while hour < until:
        yield hour
        hour += timedelta(hours=1)


def _end_of_day(now: datetime) -> datetime:
    return day_of(now, ZoneInfo(settings.read().time_zone))[1]


@dataclass(frozen=True)
class Share:
    """How many messages of one journey would go out today, to how many people; later, as limits keep them; or not."""

    key: str
    name: str
    on: bool
    sends: bool
    goes_out: int
    people: int
    later: int
    waits: int
    gone: int  # of those that would be sent: decided for good since somebody looked

    @property
    def all(self) -> int:
        """What would be sent, today or later, as it was looked at."""
        return self.goes_out + self.later

    @property
    def ahead(self) -> int:
        """What is still to be sent."""
        return self.all - self.gone


def by_journey(outlook: Outlook | None) -> list[Share]:
    """Every journey that is on, with what the outlook saw of it."""
    found = {
        row["purpose__journey_key"]: row
        for row in Expected.objects.filter(outlook=outlook)
        .annotate(is_gone=Exists(_decided_since(outlook)))
        .values("purpose__journey_key")
        .annotate(
            goes=Count("pk", filter=Q(goes_out=True)),
            people=Count("customer_id", filter=Q(goes_out=True), distinct=True),
            later=Count("pk", filter=_LATER),
            waits=Count("pk", filter=Q(goes_out=False) & ~_LATER),
            gone=Count("pk", filter=_SENT & Q(is_gone=True)),
        )
    }
    nothing: dict[str, Any] = {"goes": 0, "people": 0, "later": 0, "waits": 0, "gone": 0}
    journeys = Journey.objects.filter(Q(state=Journey.State.ON) | Q(key__in=[key for key in found if key]))
    return [
        Share(one.key, one.name, one.state == Journey.State.ON, one.sends, *_numbers(found.get(one.key) or nothing))
        for one in journeys.order_by("name")
    ]


def _numbers(row: Mapping[str, Any]) -> tuple[int, int, int, int, int]:
    return row["goes"], row["people"], row["later"], row["waits"], row["gone"]


def expected(outlook: Outlook, *, journey: str = "", reason: str = "") -> "QuerySet[Expected]":
    """The messages that the outlook saw, those that go out first; of one journey, or for one reason."""
    rows = Expected.objects.filter(outlook=outlook).select_related("purpose")
    if journey:
        rows = rows.filter(purpose__journey_key=journey)
    if reason:
        rows = rows.filter(goes_out=True) if reason == "none" else rows.filter(goes_out=False, reason=reason)
    return rows.order_by("-goes_out", "customer_id", "pk")


def reasons(outlook: Outlook) -> dict[str, int]:
    """How many messages would not go out, by reason."""
    return dict(Expected.objects.filter(outlook=outlook, goes_out=False).values_list("reason").annotate(n=Count("pk")))


def reach(outlook: Outlook, journeys: list[str]) -> tuple[int, int]:
    """How many messages of these journeys would still go out, today or later under the limits, to how many people; of
    a sample, as many as it stands for. What was decided for good since somebody looked is not among them."""
    goes = Expected.objects.filter(_SENT, outlook=outlook, purpose__journey_key__in=journeys)
    seen = goes.exclude(Exists(_decided_since(outlook))).aggregate(
        messages=Count("pk"), people=Count("customer_id", distinct=True)
    )
    scale = claims.BUCKETS / outlook.parts if outlook.parts else 0
    return round(seen["messages"] * scale), round(seen["people"] * scale)


def on_their_way(journeys: list[str]) -> int:
    """How many people are in these journeys at this moment: whoever lets them send reaches them, today or later."""
    inside = Enrollment.objects.filter(journey__key__in=journeys, state=Enrollment.State.ACTIVE)
    return int(inside.aggregate(people=Count("customer_id", distinct=True))["people"])


def gone(outlook: Outlook) -> dict[str, int]:
    """What became of those that would be sent and were decided for good since somebody looked: how many, by state."""
    became = Subquery(_decided_since(outlook).values("state")[:1])
    rows = Expected.objects.filter(_SENT, outlook=outlook).annotate(became=became).exclude(became=None)
    return dict(rows.values_list("became").annotate(n=Count("pk")))


def _decided_since(outlook: Outlook | None) -> "QuerySet[Message]":
    """Messages to her of that purpose that are through since the look: rehearsed, sent, or given up."""
    looked_at = outlook.looked_at if outlook else None
    since = Q(decided_at__gte=looked_at) | Q(sent_at__gte=looked_at) if looked_at else Q(pk__in=[])
    hers = Message.objects.filter(since, customer_id=OuterRef("customer_id"), purpose_id=OuterRef("purpose_id"))
    return hers.exclude(state__in=_UNDECIDED)


def is_sample(outlook: Outlook) -> bool:
    """Whether the time was up before everybody had been looked at."""
    return 0 < outlook.parts < claims.BUCKETS
