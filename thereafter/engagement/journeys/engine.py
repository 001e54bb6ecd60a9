"""The set-based engine. However many are due, a tick is a handful of statements per batch of customers.

A hand of a tick finds whom a trigger calls and whom an exit ends, then goes through its buckets of customers, one
transaction a batch: who enters, who leaves, who is due goes on. Where there is much to do, two hands share the buckets.
The same tick twice changes nothing: entry is unique, exits end only what is active, and who moved on is due later.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from thereafter.audience.segments import rule
from thereafter.audience.segments.compile import query
from thereafter.engagement.cases import tasks
from thereafter.engagement.experiments import assign
from thereafter.engagement.experiments.define import whole_shop
from thereafter.engagement.journeys.models import Exit, Journey, Step
from thereafter.engagement.messaging import claims, requests
from thereafter.engagement.messaging.judge import Outcome, judge
from thereafter.foundation import planner, temporary
from thereafter.foundation.money import Money, decimals
from thereafter.foundation.sql import Folder
from thereafter.record.shop import settings
from thereafter.record.shop.settings import ShopSettings

SQL = Folder(__file__)
_ALL = list(range(claims.BUCKETS))
_BATCH = 100_000  # rows of one transaction: the policy reads whole tables a few times, not every row by itself
_HANDS = 2  # of one tick, each on a connection of its own
_WORTH_HANDS = 20_000  # so much to do is worth the second one
_LOOK_BACK = timedelta(hours=1)  # a transaction may commit later than one that began after it
_MANY = 1_000  # rows of a temporary table that the planner must hear of
# The one statement that cannot stand in a file: the rule is the merchant's.
_HOLDS = """
INSERT INTO journeys_holding (branch_id, place, step_id, customer_id)
SELECT %(_branch)s, %(_place)s, %(_step)s, holds.customer_id
FROM ({rule}) AS holds
WHERE holds.customer_id IN (
    SELECT customer_id FROM journeys_due WHERE walk = %(_walk)s AND arrives_id = ANY(%(_standing)s)
)
"""


@dataclass
class Ticked:
    """What one tick did."""

    entered: int = 0
    left: int = 0
    advanced: int = 0
    tasks: int = 0
    messages: Counter[Outcome] = field(default_factory=Counter)

    def __add__(self, other: "Ticked") -> "Ticked":
        return Ticked(
            self.entered + other.entered,
            self.left + other.left,
            self.advanced + other.advanced,
            self.tasks + other.tasks,
            self.messages + other.messages,
        )


def tick(*, now: datetime) -> Ticked:
    """Enroll, let go and advance everybody whose time has come. Any number of workers may do so at once.

    A worker ends its tick when nothing is left in any bucket, and waits for those who still work on one: only then has
    everything learned of until `now` been looked at.
    """
    live = Journey.objects.filter(state=Journey.State.ON)
    looked = dict(live.values_list("pk", "looked_until"))
    earliest = min(filter(None, looked.values()), default=now)
    if SQL["much"].one(much=_WORTH_HANDS, buckets=_ALL, earliest=earliest, now=now).much:
        whole_shop(settings.read(), now=now)  # made here, or one hand would wait for the other to have made it
        shares = [[bucket for bucket in _ALL if bucket % _HANDS == hand] for hand in range(_HANDS)]
        with ThreadPoolExecutor(_HANDS) as pool:
            done = sum(pool.map(lambda share: _go_through_apart(share, looked, now=now), shares), Ticked())
    else:
        done = _go_through(_ALL, looked, now=now)
    live.filter(pk__in=looked).update(looked_until=Greatest(F("looked_until"), now))
    return done


def rehearse_tick(buckets: list[int], *, now: datetime) -> Ticked:
    """A tick for these buckets alone, by one hand, in the caller's transaction: for one that is rolled back."""
    live = Journey.objects.filter(state=Journey.State.ON)
    return _go_through(buckets, dict(live.values_list("pk", "looked_until")), now=now)


def _go_through_apart(buckets: list[int], looked: Mapping[int, datetime | None], *, now: datetime) -> Ticked:
    """`_go_through` in a thread of its own, which has a connection of its own."""
    try:
        return _go_through(buckets, looked, now=now)
    finally:
        connection.close()


def _go_through(buckets: list[int], looked: Mapping[int, datetime | None], *, now: datetime) -> Ticked:
    """What one hand does: find who enters and who leaves in these buckets, then work through them batch by batch."""
    done = Ticked()
    _open("entering")
    _open("leaving")
    if looked:
        _find(buckets, looked, now=now)
    due = {row.bucket: row.people for row in SQL["due"].rows(buckets=buckets, now=now)}
    while due:
        for bucket in _batch(due, done, now=now):
            del due[bucket]
    return done


def _find(buckets: list[int], looked: Mapping[int, datetime | None], *, now: datetime) -> None:
    """Fill `journeys_entering` and `journeys_leaving` by what was learned of since the last look."""
    here = {"journeys": list(looked), "buckets": buckets, "now": now}
    earliest = min(filter(None, looked.values()))
    entering = SQL["entering"].one(earliest=earliest, **here)
    _know("entering", entering.people)
    exits = Exit.objects.filter(version__journey__in=looked).values_list("event", flat=True)
    since = min(earliest - _LOOK_BACK, entering.earliest or earliest)
    _know("leaving", SQL["leaving"].run(events=list(exits), since=since, entered_since=entering.earliest, **here))


@transaction.atomic
def _batch(due: Mapping[int, int], done: Ticked, *, now: datetime) -> list[int]:
    """Enter, let go and advance everybody in some of these buckets (bucket to people); which. Free ones come first."""
    SQL["keep_on"].run()
    buckets = claims.claim(due, batch=_BATCH) or claims.wait_for(due, batch=_BATCH)
    rows = sum(due[bucket] for bucket in buckets)
    with planner.expecting(rows) if rows >= _WORTH_HANDS else planner.little(rows):
        _open("due")
        entered = SQL["enter"].run(buckets=buckets, now=now)
        _let_go(buckets, done, now=now)
        _know("due", entered + SQL["take"].run(buckets=buckets, now=now))
        _advance(done, now=now)
        done.entered += entered
    return buckets


def clear(journey: Journey, done: Ticked, *, because: str, now: datetime) -> None:
    """End every passage through the journey, in the caller's transaction."""
    _open("leaving")
    if SQL["clearing"].run(journey=journey.pk, because=because):
        claims.wait_for(dict.fromkeys(_ALL, 1))
        _open("due")
        _let_go(_ALL, done, now=now)


@transaction.atomic
def take_out(customer_id: int, journey: Journey, *, because: str, now: datetime) -> Ticked:
    """End her passages through the journey, by hand, and give up what is held for her; what that came to."""
    done = Ticked()
    claims.wait_for_customers([customer_id])
    _open("leaving")
    if SQL["taking_out"].run(customer=customer_id, journey=journey.pk, because=because):
        _open("due")
        _let_go([customer_id % claims.BUCKETS], done, now=now)
    return done


def _let_go(buckets: list[int], done: Ticked, *, now: datetime) -> None:
    """End the passages in `journeys_leaving`; messages still held for them are given up."""
    requests.prepare()
    gone = SQL["leave"].one(buckets=buckets, now=now)
    done.left += gone.people
    if gone.withdrawn:
        done.messages += judge(now=now)


def _advance(done: Ticked, *, now: datetime) -> None:
    """Take everybody in `journeys_due` to her next wait or out."""
    shop = settings.read()
    requests.prepare()
    traffic: Counter[tuple[int, date]] = Counter()
    for walk, standing in _walks(ZoneInfo(shop.time_zone), now=now):
        for place in standing:
            steps = place.passes if place.left_id is None else [place.left_id, *place.passes]
            traffic.update({(step, place.day): place.people for step in steps})
        if asking := [place.arrives_id for place in standing if place.asks]:
            SQL["ask"].run(arrivals=asking, walk=walk)
        if handing := [place.arrives_id for place in standing if place.hands_over]:
            done.tasks += _hand_over(handing, walk, shop, now=now)
    done.messages += judge(now=now)
    done.advanced += SQL["move"].one().people
    steps, days = zip(*traffic, strict=True) if traffic else ((), ())
    SQL["count"].run(steps=list(steps), days=list(days), people=list(traffic.values()))


def _walks(time_zone: ZoneInfo, *, now: datetime) -> Iterator[tuple[int, list[Any]]]:
    """The walks of a batch: everybody to her first rest, then those who rest at a branch to their next, and so on."""
    walk = 1
    while standing := SQL["stand"].rows(walk=walk, time_zone=time_zone.key):
        yield walk, standing
        branches = {place.branch_id for place in standing if place.branch_id}
        if not branches:
            return
        _choose(branches, walk, now=now)
        walk += 1


def _choose(branches: set[int], walk: int, *, now: datetime) -> None:
    """Send those who stand at these branches along the first rule that holds for them."""
    _open("holding")
    with connection.cursor() as cursor:
        for branch in Step.objects.filter(pk__in=branches).only("settings"):
            standing = list(Step.objects.filter(rests=branch).values_list("pk", flat=True))
            for place, arm in enumerate(branch.settings["arms"]):
                asked = query(rule.read(arm["rule"]), now=now)
                here = {"_branch": branch.pk, "_place": place, "_step": arm["step"]}
                cursor.execute(
                    _HOLDS.format(rule=asked.sql), {**asked.params, **here, "_walk": walk, "_standing": standing}
                )
    SQL["choose"].run(walk=walk)


def _hand_over(arrivals: list[int], walk: int, shop: ShopSettings, *, now: datetime) -> int:
    control = whole_shop(shop, now=now)
    assign.prepare()
    SQL["candidates"].run(arrivals=arrivals, walk=walk, whole_shop=control.pk)
    assign.assign()
    tasks.prepare()
    places = decimals(shop.currency)
    SQL["hand_over"].run(
        arrivals=arrivals,
        walk=walk,
        whole_shop=control.pk,
        money_form=str(Money(0, shop.currency)),
        money_zero=f"{0:.{places}f}",
        money_digits="FM999,999,999,990" + (f".{'0' * places}" if places else ""),
        minor_units=10**places,
    )
    return tasks.open_requested(now=now)


def _open(name: str) -> None:
    """Have an empty temporary table."""
    temporary.prepare(SQL[f"open_{name}"])


def _know(name: str, rows: int) -> None:
    if rows > _MANY:
        planner.tell(f"journeys_{name} (customer_id, journey_id, trigger_key)")
