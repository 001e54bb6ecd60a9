"""Who is in a segment, since when, and that coming and going is told exactly once."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOON, ada, customer, days, grace, happened
from thereafter.audience.segments import define, jobs, membership, queries
from thereafter.audience.segments.models import Membership, Segment
from thereafter.audience.segments.rule import RuleError
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Customer
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db
CLICKED: dict[str, object] = {"did": {"event": "message.clicked", "within": {"days": 10}}}


def test_people_enter_and_leave_with_an_event_each() -> None:
    buyer = ada()
    happened(buyer, "message.clicked", at=NOON - days(5))
    segment = define.define("clickers", name="Clickers", rule=CLICKED, now=NOON)
    assert membership.refresh(segment, now=NOON) == membership.Moved(entered=1, left=0, people=1)
    assert membership.refresh(segment, now=NOON + days(6)) == membership.Moved(entered=0, left=1, people=0)
    assert told() == [("segment.entered", buyer.pk, NOON), ("segment.left", buyer.pk, NOON + days(6))]
    entered = Event.objects.get(name="segment.entered")
    assert (entered.object_id, entered.properties, entered.known_at) == (segment.pk, {"segment": "clickers"}, NOON)


def test_the_same_instant_twice_moves_nobody_and_tells_nothing() -> None:
    happened(ada(), "message.clicked", at=NOON)
    segment = define.define("clickers", name="Clickers", rule=CLICKED, now=NOON)
    membership.refresh(segment, now=NOON)
    before = list(Membership.objects.values()), told()
    assert membership.refresh(segment, now=NOON) == membership.Moved(entered=0, left=0, people=1)
    assert (list(Membership.objects.values()), told()) == before


def test_somebody_who_stays_keeps_her_instant_and_somebody_who_returns_enters_again() -> None:
    buyer, other = ada(), grace()
    happened(buyer, "message.clicked", at=NOON)
    happened(other, "message.clicked", at=NOON)
    happened(other, "message.clicked", at=NOON + days(9))
    segment = define.define("clickers", name="Clickers", rule=CLICKED, now=NOON)
    for later in (0, 9, 11):
        membership.refresh(segment, now=NOON + days(later))
    happened(buyer, "message.clicked", at=NOON + days(12))
    membership.refresh(segment, now=NOON + days(12))
    since = dict(Membership.objects.values_list("customer_id", "entered_at"))
    assert since == {buyer.pk: NOON + days(12), other.pk: NOON}
    assert [name for name, who, _ in told() if who == buyer.pk] == [
        "segment.entered",
        "segment.left",
        "segment.entered",
    ]


def test_a_seed_lets_people_in_without_a_word() -> None:
    happened(ada(), "message.clicked", at=NOON)
    segment = define.define("clickers", name="Clickers", rule=CLICKED, now=NOON)
    assert membership.seed(segment, now=NOON).entered == 1
    assert membership.refresh(segment, now=NOON).entered == 0
    assert (told(), segment.count) == ([], 1)


def test_a_changed_rule_moves_people_at_the_next_refresh() -> None:
    happened(ada(), "message.clicked", at=NOON)
    segment = define.define("s", name="S", rule=CLICKED, now=NOON)
    membership.refresh(segment, now=NOON)
    changed = define.define("s", name="S", rule={"not": CLICKED}, now=NOON + days(1))
    assert (changed.pk, changed.rule_since) == (segment.pk, NOON + days(1))
    assert membership.refresh(changed, now=NOON + days(1)) == membership.Moved(entered=0, left=1, people=0)


def test_defining_the_same_again_changes_nothing() -> None:
    first = define.define("s", name="S", rule=CLICKED, now=NOON)
    again = define.define("s", name="S", rule=CLICKED, now=NOON + days(1))
    assert (again.pk, again.rule_since, Segment.objects.count()) == (first.pk, NOON, 1)


def test_segments_that_ask_about_each_other_are_refreshed_in_order() -> None:
    grace()
    define.define("z", name="All", rule={"all": []}, now=NOON)
    define.define("m", name="In all", rule={"segment": "z"}, now=NOON)
    define.define("a", name="In both", rule={"all": [{"segment": "m"}, {"segment": ["z", "m"]}]}, now=NOON)
    assert list(membership.refresh_all(now=NOON)) == ["z", "m", "a"]
    assert [segment.count for segment in queries.all_segments()] == [1, 1, 1]


def test_a_ring_of_segments_is_refused() -> None:
    define.define("a", name="A", rule={"all": []}, now=NOON)
    define.define("b", name="B", rule={"segment": "a"}, now=NOON)
    with pytest.raises(RuleError, match="ask about each other in a ring: "):
        define.define("a", name="A", rule={"not": {"segment": "b"}}, now=NOON)
    assert Segment.objects.get(key="a").rule == {"all": []}


def test_a_rule_that_no_longer_fits_keeps_its_people_says_why_and_stops_no_other() -> None:
    grace()
    for key in ("broken", "sound"):
        define.define(key, name=key, rule={"all": []}, now=NOON)
    membership.refresh_all(now=NOON)
    Segment.objects.filter(key="broken").update(rule={"tier": {"name": "gold"}})
    assert list(membership.refresh_all(now=NOON + days(1))) == ["sound"]
    broken = Segment.objects.get(key="broken")
    assert broken.problem.startswith('segment broken → tier: "tier" is not something a rule can ask about')
    assert (broken.count, Membership.objects.filter(segment=broken).count()) == (1, 1)


def test_the_job_refreshes_everything_and_costs_no_more_for_more_people() -> None:
    define.define("all", name="All", rule={"all": []}, now=NOON)
    clock, counts = VirtualClock(NOON), []
    for number in (2, 20):
        for one in range(number):
            customer(f"P{number}-{one}")
        with CaptureQueriesContext(connection) as statements:
            jobs.run(clock)
        counts.append(len(statements))
    assert Segment.objects.get().count == 22
    assert counts[1] <= counts[0] + 1  # now and then the size of a temporary table is looked at (foundation/temporary)


def test_readers_see_members_in_pages_and_a_customers_segments() -> None:
    people = [customer(f"P{number}") for number in range(5)]
    segment = define.define("all", name="All", rule={"all": []}, now=NOON)
    membership.refresh(segment, now=NOON)
    first = queries.members(segment, limit=3)
    assert [*first, *queries.members(segment, after=first[-1])] == [person.pk for person in people]
    assert [one.segment.key for one in queries.of(people[0].pk)] == ["all"]
    assert queries.entered_since(NOON - days(1)) == {segment.pk: 5}


def told() -> list[tuple[str, int | None, datetime]]:
    """What segments told, in order."""
    assert Customer.objects.exists()
    events = Event.objects.filter(name__startswith="segment.").order_by("occurred_at", "id")
    return [(event.name, event.customer_id, event.occurred_at) for event in events]
