"""Deciding upon a set of requested contacts, by the policy, in a fixed number of statements."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from thereafter.engagement.experiments import assign, define
from thereafter.engagement.experiments.models import Experiment
from thereafter.engagement.messaging import claims
from thereafter.engagement.messaging.models import Reason, State
from thereafter.engagement.messaging.nights import Night, nights, zone
from thereafter.engagement.messaging.policy import BITS, SKIPS, Policy
from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.record.shop import settings

SQL = Folder(__file__)


class Outcome(NamedTuple):
    """What became of some requests for one purpose."""

    purpose_id: int
    state: State
    reason: Reason


def judge(*, now: datetime) -> Counter[Outcome]:
    """Decide upon everything in `messaging_request`, each at its own instant `at`, and empty it; how many came to what.

    Call it inside the transaction that filled the table. Whoever asks need not have claimed the customers: their
    buckets are waited for. A message that is settled, or held until later, stays as it is. `now` dates what is
    made on the way.
    """
    temporary.make(SQL["requests"])
    if not (contacts := SQL["requested"].one().contacts):
        return Counter()
    with planner.little(contacts):
        return _judge_requested(now=now)


def _judge_requested(*, now: datetime) -> Counter[Outcome]:
    outcomes: Counter[Outcome] = Counter()
    claims.wait_for_requested()
    temporary.prepare(SQL["facts_table"])
    assign.prepare()
    shop = settings.read()
    policy = Policy.of(shop)
    control = define.whole_shop(shop, now=now)
    planner.tell("messaging_request")
    while SQL["requested"].one().contacts:
        SQL["facts"].run(mode=policy.mode, test_addresses=list(shop.test_addresses))
        SQL["judged"].run()
        outcomes += _judge_facts(policy, control)
    return outcomes


def _judge_facts(policy: Policy, whole_shop: Experiment) -> Counter[Outcome]:
    planner.tell("messaging_facts (customer_id, experiment_id, time_zone, kind, held)")
    SQL["candidates"].run(whole_shop=whole_shop.pk if whole_shop.control_share else None)
    planner.tell("experiments_candidate")
    assign.assign()
    dark = _nights(policy)
    rows = SQL["judge"].rows(
        zones=[name for name, _ in dark],
        begins=[night.begins_at for _, night in dark],
        ends=[night.ends_at for _, night in dark],
        whole_shop=whole_shop.pk,
        skips=sum(BITS[reason] for reason in SKIPS),
        daily_cap=policy.daily_cap,
        weekly_cap=policy.weekly_cap,
        asks_per_value=policy.asks_per_value,
    )
    SQL["forget"].run()
    return Counter({Outcome(row.purpose_id, State(row.state), Reason(row.reason)): row.messages for row in rows})


def _nights(policy: Policy) -> list[tuple[str, Night]]:
    """The nights of every time zone in the facts, by the zone's name as it stands there."""
    return [
        (row.time_zone, night)
        for row in SQL["time_zones"].rows()
        for night in nights(zone(row.time_zone, otherwise=policy.time_zone), row.first_at, row.last_at, policy.quiet)
    ]
