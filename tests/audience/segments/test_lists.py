"""Lists: segments that people hold by hand."""

import pytest
from django.db import transaction

from tests.cast import NOON, ada, customer, days, grace, linus, margaret, store
from thereafter.audience.segments import define, drafts, jobs, lists, membership, people, queries, rule, sentence
from thereafter.audience.segments.models import Change, Changed, Draft, DraftLine, Segment
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers import chosen
from thereafter.record.customers.models import Customer, Identity
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db
RUTH = "console:ruth"


def fair(*whom: Customer) -> Segment:
    """A list of whom we met at the fair."""
    made = lists.make("Trade fair", now=NOON)
    lists.add(made, [one.pk for one in whom], by=RUTH, now=NOON)
    return made


def told() -> list[tuple[str, int | None]]:
    """The comings and goings that were told, in order."""
    moved = Event.objects.filter(name__startswith="segment.").order_by("known_at", "name", "customer_id")
    return list(moved.values_list("name", "customer_id"))


def drafted(*lines: str, segment: Segment | None = None) -> Draft:
    """A draft of these lines."""
    draft = drafts.begin(name="Trade fair", words="pasted", by=RUTH, now=NOON, segment=segment)
    with drafts.from_lines(draft) as write:
        for number, line in enumerate(lines, 1):
            write(number, line)
    return draft


def test_coming_into_a_list_and_going_is_told_as_of_every_segment() -> None:
    her, him = ada(), linus()
    made = fair(her)
    assert lists.add(made, [her.pk, him.pk], by=RUTH, now=NOON + days(1)) == 1
    assert lists.take(made, [her.pk], by=RUTH, now=NOON + days(2)) == 1
    assert told() == [("segment.entered", her.pk), ("segment.entered", him.pk), ("segment.left", her.pk)]
    assert queries.members(made) == [him.pk]
    assert Segment.objects.get().count == 1


def test_a_refresh_leaves_a_list_alone() -> None:
    made = fair(ada())
    jobs.run(VirtualClock(NOON + days(1)))
    assert membership.refresh(made, now=NOON + days(2)) == membership.Moved(0, 0, 1)
    assert Segment.objects.get().problem == ""
    assert len(told()) == 1


def test_a_rule_asks_who_is_in_a_list_and_a_list_that_is_asked_about_stays() -> None:
    her, him = ada(), linus()
    made = fair(her)
    asked = rule.read_yaml("not: {list: trade-fair}")
    assert people.listed(asked, now=NOON) == [him.pk]
    assert people.listed(rule.read_yaml("segment: trade-fair"), now=NOON) == [her.pk]
    assert sentence.read_back(asked) == "People who are not in the list trade-fair."
    define.define("others", name="Others", rule=asked, now=NOON)
    with pytest.raises(rule.RuleError, match="Others"):
        define.remove(made)


def test_a_list_takes_no_rule_and_a_rule_nobody_by_hand() -> None:
    fair()
    with pytest.raises(rule.RuleError, match="held by hand"):
        define.define("trade-fair", name="Fair", rule={"all": []}, now=NOON)
    everybody = define.define("everybody", name="Everybody", rule={"all": []}, now=NOON)
    with pytest.raises(lists.NoList, match="held by a rule"):
        lists.add(everybody, [ada().pk], by=RUTH, now=NOON)


def test_the_last_change_is_undone_and_only_the_last() -> None:
    her, him, other = ada(), linus(), grace()
    made = fair(her, other)
    first = lists.last_change(made)
    lists.take(made, [other.pk], by=RUTH, now=NOON + days(1))
    lists.add(made, [him.pk, her.pk], by=RUTH, now=NOON + days(2))
    last = lists.last_change(made)
    assert first and last and last.people == 1
    with pytest.raises(lists.NoList, match="changed again"):
        lists.undo(made, first.pk, by=RUTH, now=NOON + days(3))
    assert lists.undo(made, last.pk, by=RUTH, now=NOON + days(3)) == 1
    assert queries.members(made) == [her.pk]
    assert told()[-1] == ("segment.left", him.pk)
    assert lists.last_change(made) is None
    assert Changed.objects.count() == 0


def test_who_was_taken_out_comes_back_by_undoing() -> None:
    her, other = ada(), grace()
    made = fair(her, other)
    lists.take(made, [her.pk, other.pk], by=RUTH, now=NOON + days(1))
    last = lists.last_change(made)
    assert last and lists.undo(made, last.pk, by=RUTH, now=NOON + days(2)) == 2
    assert queries.members(made) == [her.pk, other.pk]


def test_a_change_that_moves_nobody_is_none_and_can_hide_none() -> None:
    her = ada()
    made = fair(her)
    assert lists.add(made, [her.pk, 404], by=RUTH, now=NOON + days(1)) == 0
    assert Change.objects.count() == 1
    assert lists.last_change(made)


def test_a_draft_says_of_every_line_whom_it_means_or_why_nobody() -> None:
    her, muted, twice = ada(), margaret(), customer("Vera")
    store("web"), store("market")
    for scope, whom, value in (("web", her, "K7"), ("web", twice, "12"), ("market", muted, "12")):
        Identity.objects.create(customer=whom, kind="number", scope=scope, value=value, source="test", known_at=NOON)
    draft = drafted(" Ada@People.example ", "K7", "nobody@people.example", "12", "margaret@people.example", "k7\tx")
    said = list(DraftLine.objects.filter(draft=draft).order_by("place").values_list("customer_id", "problem"))
    assert said == [
        (her.pk, ""),
        (None, "again"),
        (None, "unknown"),
        (None, "several"),
        (muted.pk, ""),
        (None, "unknown"),
    ]
    assert drafts.summary(draft) == drafts.Summary(6, found=2, unknown=2, several=1, again=1, inside=0, suppressed=1)


def test_a_draft_moves_nobody_until_it_is_kept_and_goes_when_it_is() -> None:
    her, him = ada(), linus()
    made = fair(her)
    draft = drafted("ada@people.example", "linus@people.example", segment=made)
    assert drafts.summary(draft).inside == 1
    assert queries.members(made) == [her.pk]
    assert drafts.keep(draft, name="", now=NOON + days(1)) == (made, 1)
    assert queries.members(made) == [her.pk, him.pk]
    assert not Draft.objects.exists() and not DraftLine.objects.exists()


def test_a_draft_of_a_new_list_makes_it_when_it_is_kept() -> None:
    ada()
    segment, came = drafts.keep(drafted("ada@people.example"), name="Autumn fair", now=NOON)
    assert (segment.key, segment.is_list, came) == ("autumn-fair", True, 1)


def test_a_draft_that_nobody_kept_is_forgotten_after_a_day() -> None:
    drafted("ada@people.example")
    jobs.run(VirtualClock(NOON + days(0.9)))
    assert Draft.objects.exists()
    jobs.run(VirtualClock(NOON + days(1.1)))
    assert not Draft.objects.exists() and not DraftLine.objects.exists()


def test_the_people_of_a_rule_become_a_draft_which_stays_as_it_was_taken() -> None:
    her, muted = ada(), margaret()
    draft = drafts.begin(name="All", words="everybody", by=RUTH, now=NOON)
    with transaction.atomic():
        people.choose(rule.read({"all": []}), now=NOON)
        drafts.from_chosen(draft)
    grace()
    assert drafts.summary(draft) == drafts.Summary(2, found=2, unknown=0, several=0, again=0, inside=0, suppressed=1)
    segment, _ = drafts.keep(draft, name="All", now=NOON)
    assert queries.members(segment) == [her.pk, muted.pk]


def test_nobody_is_chosen_twice_or_unknown() -> None:
    with transaction.atomic():
        chosen.choose([ada().pk] * 2 + [404])
        assert lists.add_chosen(lists.make("Fair", now=NOON), by=RUTH, now=NOON) == 1
