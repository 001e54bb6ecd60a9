"""The set-based engine. However many are due, a tick is a handful of statements per batch of customers.

A tick looks (who enters, who leaves) in one transaction, then advances everybody who is due, one transaction a batch,
by two hands where many are.
The same tick twice changes nothing: entry is unique, exits end only what is active, and who moved on is due later.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
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
from thereafter.engagement.journeys.models import Journey, Step
from thereafter.engagement.messaging import claims, requests
from thereafter.engagement.messaging.judge import Outcome, judge
from thereafter.foundation import temporary
from thereafter.foundation.money import Money, decimals
from thereafter.foundation.sql import Folder
from thereafter.record.shop import settings
from thereafter.record.shop.settings import ShopSettings

SQL = Folder(__file__)
_BATCH = 100_000  # rows of one transaction: the policy reads whole tables a few times, not every row by itself
_HANDS = 2  # of one tick, each on a connection of its own
_WORTH_HANDS = 20_000  # so many due are worth the second one
_MANY = 50_000  # so many new rows that the planner must hear of them before autovacuum tells it
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


def tick(*, now: datetime) -> Ticked:
    """Enroll, let go and advance everybody whose time has come. Any number of workers may do so at once."""
    done = Ticked()
    look(done, now=now)
    if done.entered > _MANY:
        _analyze("journeys_enrollment")
    due = {row.bucket: row.people for row in SQL["due"].rows(now=now)}
    if sum(due.values()) < _WORTH_HANDS:
        advance_all(due, done, now=now)
        return done
    shares = [{bucket: due[bucket] for bucket in due if bucket % _HANDS == hand} for hand in range(_HANDS)]
    with ThreadPoolExecutor(_HANDS) as pool:
        for share in pool.map(lambda mine: _advance_apart(mine, now=now), shares):
            done.advanced += share.advanced
            done.tasks += share.tasks
            done.messages += share.messages
    return done


def _advance_apart(due: Mapping[int, int], *, now: datetime) -> Ticked:
    done = Ticked()
    try:
        advance_all(due, done, now=now)
    finally:
        connection.close()
    return done


def advance_all(due: Mapping[int, int], done: Ticked, *, now: datetime) -> None:
    """Advance everybody in these buckets (bucket to people due), batch by batch, but for those whom others work on."""
    left = dict(due)
    while left:
        buckets = advance(left, done, now=now)
        if not buckets:
            return  # another worker has what is left
        left = {bucket: people for bucket, people in left.items() if bucket not in buckets}


def look(done: Ticked, *, now: datetime) -> None:
    """Who enters and who leaves, by what was learned of since the last look.

    One worker at a time: who came second waits, because nobody may go on before those who leave have left.
    """
    with transaction.atomic():
        live = Journey.objects.select_for_update().filter(state=Journey.State.ON).order_by("pk")
        looked = dict(live.values_list("pk", "looked_until"))
        if not looked:
            return
        journeys = list(looked)
        entered = SQL["enter"].one(journeys=journeys, earliest=min(filter(None, looked.values())), now=now)
        done.entered += entered.people
        _open("leaving")
        if SQL["leaving"].run(journeys=journeys, entered_since=entered.earliest, now=now):
            _let_go(done, now=now)
        Journey.objects.filter(pk__in=journeys).update(looked_until=Greatest(F("looked_until"), now))


def clear(journey: Journey, done: Ticked, *, because: str, now: datetime) -> None:
    """End every passage through the journey, in the caller's transaction."""
    _open("leaving")
    if SQL["clearing"].run(journey=journey.pk, because=because):
        _let_go(done, now=now)


def _let_go(done: Ticked, *, now: datetime) -> None:
    """End the passages in `journeys_leaving`; messages still held for them are given up."""
    SQL["hold_leaving"].run(space=claims.SPACE)
    requests.prepare()
    gone = SQL["leave"].one(now=now)
    done.left += gone.people
    if gone.withdrawn:
        done.messages += judge(now=now)


@transaction.atomic
def advance(due: dict[int, int], done: Ticked, *, now: datetime) -> list[int]:
    """Take a batch of those who are due to their next wait or out; whose buckets. None if other workers have them."""
    buckets = claims.claim(due, batch=_BATCH)
    if not buckets:
        return []
    _open("due")
    taken = SQL["take"].run(buckets=buckets, now=now)
    if taken > 1_000:
        _analyze("journeys_due")
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
    done.advanced += SQL["move"].run()
    steps, days = zip(*traffic, strict=True) if traffic else ((), ())
    SQL["count"].run(steps=list(steps), days=list(days), people=list(traffic.values()))
    return buckets


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
    control = whole_shop(control_share=round(shop.global_control_share * 10_000), now=now)
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
    SQL[f"open_{name}"].run()
    temporary.forget(f"journeys_{name}")


def _analyze(table: str) -> None:
    """Plans made on an empty temporary table are hopeless for a full one."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")
