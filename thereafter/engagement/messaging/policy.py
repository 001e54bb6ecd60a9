"""Whether one contact may happen now. Pure: the twin of sql/judge.sql, for one customer (a test holds them together).

Every rule is asked; the first that fails is the reason. Skips are for good, holds are until; whoever fails a skipping
rule is skipped, also where a holding one gave the reason: a mail that trouble held until it was stale fell to trouble.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from thereafter.engagement.messaging.models import Kind, Reason, State
from thereafter.engagement.messaging.nights import Quiet, night_at, zone
from thereafter.record.shop.settings import ShopSettings

ASKED = (  # the order of the page "The policy", which numbers the bits
    Reason.UNREACHABLE,
    Reason.SUPPRESSED,
    Reason.NO_CONSENT,
    Reason.CONTROL,
    Reason.EXITED,
    Reason.TROUBLE,
    Reason.STALE,
    Reason.QUIET_HOURS,
    Reason.RATIO,
    Reason.DAILY_CAP,
    Reason.WEEKLY_CAP,
    Reason.PRIORITY,
)
BITS = {reason: 1 << position for position, reason in enumerate(ASKED)}
SKIPS = frozenset(ASKED[:5]) | {Reason.STALE}

DAY = timedelta(hours=24)
WEEK = timedelta(hours=168)
USEFUL_FOR = timedelta(hours=720)  # where the purpose does not say


@dataclass(frozen=True)
class Policy:
    """What the shop decided about contacts."""

    time_zone: str
    quiet: Quiet
    daily_cap: int
    weekly_cap: int
    asks_per_value: float
    mode: str

    @classmethod
    def of(cls, settings: ShopSettings) -> "Policy":
        """The policy in the shop's settings."""
        return cls(
            time_zone=settings.time_zone,
            quiet=Quiet(settings.quiet_from, settings.quiet_until),
            daily_cap=settings.daily_cap,
            weekly_cap=settings.weekly_cap,
            asks_per_value=settings.asks_per_value,
            mode=settings.mode,
        )

    def out(self, facts: "Facts") -> State:
        """The state of a message that nothing stands in the way of."""
        reached = self.mode == "live" or (self.mode == "test" and facts.test_address)
        return State.READY if reached and facts.journey_sends else State.REHEARSED


@dataclass(frozen=True)
class Facts:
    """What is known about one request. Counts are of value and ask messages that went out before `at`."""

    purpose_id: int
    kind: Kind
    at: datetime
    stale_at: datetime
    priority: int = 50
    trigger_key: int = 0
    visit: int = 1
    reachable: bool = True
    suppressed: bool = False
    consented: bool = True
    arm: str = ""
    exited: bool = False
    troubled: bool = False
    time_zone: str = ""
    heard_day: int = 0
    day_began_at: datetime | None = None
    heard_week: int = 0
    week_began_at: datetime | None = None
    asks_heard: int = 0
    values_heard: int = 0
    journey_sends: bool = True
    test_address: bool = False


@dataclass(frozen=True)
class Decision:
    """What becomes of one request: its state, why, every rule that failed, and until when it is held."""

    state: State
    reason: Reason
    failed: frozenset[Reason]
    not_before: datetime | None


def decide(requests: Sequence[Facts], policy: Policy) -> list[Decision]:
    """The decisions on one customer's requests at one instant, in the order of the requests."""
    failed = [_failing(facts, policy) for facts in requests]
    rivals = [
        facts for facts, rules in zip(requests, failed, strict=True) if facts.kind is not Kind.SERVICE and not rules
    ]
    first = min(rivals, key=_place, default=None)
    late = [facts in rivals and facts is not first for facts in requests]
    return [
        _decision(facts, rules | {Reason.PRIORITY} if second else rules, policy)
        for facts, rules, second in zip(requests, failed, late, strict=True)
    ]


def reasons(failed_rules: int) -> list[Reason]:
    """The rules behind the bits of `Message.failed_rules`, the decisive one first."""
    return [reason for reason in ASKED if failed_rules & BITS[reason]]


def _place(facts: Facts) -> tuple[int, bool, int, int, int]:
    return (-facts.priority, facts.kind is Kind.ASK, facts.purpose_id, facts.trigger_key, facts.visit)


def _failing(facts: Facts, policy: Policy) -> frozenset[Reason]:
    commercial = facts.kind is not Kind.SERVICE
    ask = facts.kind is Kind.ASK
    rules = {
        Reason.UNREACHABLE: not facts.reachable,
        Reason.SUPPRESSED: facts.suppressed,
        Reason.NO_CONSENT: commercial and not facts.consented,
        Reason.CONTROL: commercial and facts.arm == "control",
        Reason.EXITED: facts.exited,
        Reason.TROUBLE: ask and facts.troubled,
        Reason.STALE: facts.at >= facts.stale_at,
        Reason.QUIET_HOURS: commercial and _night_ends_at(facts, policy) is not None,
        Reason.RATIO: ask and facts.asks_heard >= policy.asks_per_value * (facts.values_heard + 1),
        Reason.DAILY_CAP: commercial and facts.heard_day >= policy.daily_cap,
        Reason.WEEKLY_CAP: commercial and facts.heard_week >= policy.weekly_cap,
    }
    return frozenset(reason for reason, fails in rules.items() if fails)


def _decision(facts: Facts, failed: frozenset[Reason], policy: Policy) -> Decision:
    reason = next((rule for rule in ASKED if rule in failed), Reason.NONE)
    if reason is Reason.NONE:
        return Decision(policy.out(facts), reason, failed, facts.at)
    if failed & SKIPS:
        return Decision(State.SKIPPED, reason, failed, None)
    return Decision(State.HELD, reason, failed, min(_hold_ends_at(reason, facts, policy), facts.stale_at))


def _hold_ends_at(reason: Reason, facts: Facts, policy: Policy) -> datetime:
    match reason:
        case Reason.QUIET_HOURS:
            return _night_ends_at(facts, policy) or facts.at
        case Reason.DAILY_CAP:
            return (facts.day_began_at or facts.at) + DAY
        case Reason.WEEKLY_CAP:
            return (facts.week_began_at or facts.at) + WEEK
        case _:
            return facts.at + DAY


def _night_ends_at(facts: Facts, policy: Policy) -> datetime | None:
    night = night_at(zone(facts.time_zone, otherwise=policy.time_zone), facts.at, policy.quiet)
    return night.ends_at if night else None
