"""How people enter, go on, branch and leave."""

from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON, days
from tests.engagement.journeys import plans
from tests.engagement.journeys.plans import NOTE, NOTE_LATER, messages, on, passage, tick
from thereafter.engagement.cases.models import Task
from thereafter.engagement.experiments.models import Arm, Assignment
from thereafter.engagement.journeys import publishing, switching
from thereafter.engagement.journeys.models import Enrollment, Step, Traffic
from thereafter.engagement.messaging import templates
from thereafter.engagement.messaging.models import Message
from thereafter.record.customers.models import Customer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NIGHT = NOON.replace(hour=23)


@pytest.fixture(autouse=True)
def shop() -> None:
    cast.live()


@pytest.fixture
def ada() -> Customer:
    return cast.ada()


def buys(whom: Customer, *, at: object = NOON - HOUR, known_at: object = None) -> int:
    """She orders, and we learn of it; the order's id."""
    placed = cast.order(whom, at=at, known_at=known_at)  # type: ignore[arg-type]
    cast.happened(whom, at=at, about=placed, known_at=known_at)  # type: ignore[arg-type]
    return placed.pk


def test_an_order_starts_the_journey_and_its_first_message_is_considered_in_the_same_tick(ada: Customer) -> None:
    on(NOTE)
    order = buys(ada)
    done = tick()
    assert (done.entered, done.advanced) == (1, 1)
    assert messages(ada) == [("care/1/note", "ready", "")]
    through = passage(ada)
    assert (through.state, through.ended_because) == ("ended", "finished")
    assert (through.trigger_key, through.order_id) == (order, order)


def test_the_same_tick_twice_changes_nothing(ada: Customer) -> None:
    on(NOTE_LATER)
    buys(ada)
    tick()
    before = list(Enrollment.objects.values()), list(Traffic.objects.values())
    again = tick()
    assert (again.entered, again.left, again.advanced) == (0, 0, 0)
    assert (list(Enrollment.objects.values()), list(Traffic.objects.values())) == before


def test_a_wait_is_left_when_it_is_over_and_not_before(ada: Customer) -> None:
    on(NOTE_LATER)
    buys(ada)
    tick()
    assert tick(NOON + days(2) - HOUR).advanced == 0
    assert messages(ada) == []
    tick(NOON + days(2))
    assert messages(ada) == [("care/1/note", "ready", "")]


def test_what_happened_before_the_journey_was_switched_on_starts_nothing(ada: Customer) -> None:
    on(NOTE, since=NOON - HOUR)
    buys(ada, at=NOON - HOUR, known_at=NOON - HOUR / 2)
    assert tick().entered == 0


def test_what_we_learned_of_after_more_than_48_hours_starts_nothing(ada: Customer) -> None:
    on(NOTE)
    buys(ada, at=NOON - 49 * HOUR, known_at=NOON)
    assert tick().entered == 0


def test_what_we_learned_of_within_48_hours_starts_the_journey(ada: Customer) -> None:
    on(NOTE)
    buys(ada, at=NOON - 48 * HOUR, known_at=NOON)
    assert tick().entered == 1


def test_an_event_committed_late_is_found_by_the_look_back_of_an_hour(ada: Customer) -> None:
    on(NOTE)
    tick()
    buys(ada, at=NOON - HOUR / 2)
    assert tick(NOON + HOUR / 4).entered == 1


def test_two_orders_are_two_passages_but_a_journey_once_per_customer_takes_her_once(ada: Customer) -> None:
    on(NOTE_LATER)
    on(NOTE_LATER, "once_per: customer", key="once")
    buys(ada, at=NOON - 2 * HOUR)
    buys(ada)
    tick()
    assert sorted(Enrollment.objects.values_list("journey__key", flat=True)) == ["care", "care", "once"]
    assert Enrollment.objects.get(journey__key="once").triggered_at == NOON - 2 * HOUR


def test_a_condition_on_the_events_properties_decides_who_enters(ada: Customer) -> None:
    grace = cast.grace()
    on(NOTE, "trigger: {event: Order Completed, where: {total: {at_least: 100}, country: [GB, IE]}}")
    cast.happened(ada, total=100, country="GB")
    cast.happened(grace, total=99, country="GB")
    assert tick().entered == 1
    assert passage(ada).order_id is None


def test_an_exit_ends_the_passage_and_says_why(ada: Customer) -> None:
    on(NOTE_LATER, "exits: [{event: Order Completed, because: she bought again}]")
    buys(ada)
    tick()
    buys(ada, at=NOON + HOUR)
    done = tick(NOON + 2 * HOUR)
    assert (done.left, done.entered) == (1, 1)
    first = Enrollment.objects.get(triggered_at=NOON - HOUR)
    assert (first.state, first.ended_because, first.ended_at) == ("ended", "she bought again", NOON + 2 * HOUR)
    tick(NOON + days(3))
    assert len(messages(ada)) == 1  # only the second order's


def test_the_order_that_starts_a_passage_does_not_end_it(ada: Customer) -> None:
    on(NOTE_LATER, "exits: [{event: Order Completed, because: she bought again}]")
    buys(ada)
    assert tick().left == 0


def test_an_exit_for_the_same_order_lets_the_other_orders_go_on(ada: Customer) -> None:
    on(NOTE_LATER, "exits: [{event: Order Cancelled, same_order: true, because: it was cancelled}]")
    kept, cancelled = buys(ada, at=NOON - 2 * HOUR), buys(ada)
    tick()
    cast.happened(ada, "Order Cancelled", at=NOON + HOUR, object_id=cancelled)
    assert tick(NOON + HOUR).left == 1
    assert Enrollment.objects.get(state="active").trigger_key == kept


def test_an_exit_that_happened_before_a_late_trigger_was_learned_of_still_counts(ada: Customer) -> None:
    on(NOTE_LATER, "exits: [{event: Shipment Delivered, because: it arrived}]")
    cast.happened(ada, "Shipment Delivered", at=NOON - 20 * HOUR)
    tick()
    buys(ada, at=NOON - 30 * HOUR, known_at=NOON + HOUR)
    assert tick(NOON + HOUR).left == 1


def test_opened_trouble_ends_the_passage_where_the_journey_says_so(ada: Customer) -> None:
    on(NOTE_LATER, "exits: [{trouble: late_parcel, because: a parcel is late}]")
    buys(ada)
    tick()
    cast.trouble(ada, since=NOON + HOUR)
    assert tick(NOON + HOUR).left == 1
    assert passage(ada).ended_because == "a parcel is late"


def test_a_message_still_held_for_somebody_who_left_is_given_up(ada: Customer) -> None:
    on(f"{NOTE}\n- wait: 2 days", "exits: [{event: Order Completed, because: she bought again}]")
    buys(ada, at=NIGHT - HOUR)
    tick(NIGHT)
    assert messages(ada) == [("care/1/note", "held", "quiet_hours")]
    cast.happened(ada, at=NIGHT + HOUR, object_id=0)
    tick(NIGHT + HOUR)
    assert messages(ada)[0] == ("care/1/note", "skipped", "exited")


def test_a_branch_takes_the_first_rule_that_holds_else_its_else() -> None:
    on("""
    - branch: where
      rules:
        - if: {customer: {first_name: Ada}}
          then: [{message: for-ada, template: note, kind: value}]
        - if: {customer: {country: GB}}
          then: [{wait: 1 day}, {message: for-britons, template: note, kind: value}]
      else: [{end: she is neither}]
    - message: for-both
      template: note
      kind: service
    """)
    ada, grace, linus = cast.ada(), cast.customer("Grace"), cast.linus()
    Customer.objects.filter(pk=linus.pk).update(country="NZ")
    for person in (ada, grace, linus):
        buys(person)
    tick()
    assert [key for key, *_ in messages(ada)] == ["care/1/for-ada", "care/1/for-both"]
    assert messages(grace) == []
    assert passage(linus).ended_because == "she is neither"
    tick(NOON + days(1))
    assert [key for key, *_ in messages(grace)] == ["care/1/for-both", "care/1/for-britons"]


def test_branches_one_after_the_other_are_passed_in_one_tick(ada: Customer) -> None:
    one = "- branch: {}\n  rules: [{{if: {{customer: {{country: GB}}}}, then: [{}]}}]"
    first = one.format("a", "{message: first, template: note, kind: value}")
    second = one.format("b", "{message: second, template: note, kind: value}")
    on(f"{first}\n{second}")
    buys(ada)
    tick()
    assert [key for key, *_ in messages(ada)] == ["care/1/first", "care/1/second"]


TASK = """
- task: call
  title: Call {name}
  reason: "{first_name} ordered {orders} times, last {last_product} in order {order_number}, {spent} in all."
  role: account_manager
  due: 3 days
"""


def test_a_task_is_opened_once_with_its_reason_in_words(ada: Customer) -> None:
    on(TASK)
    buys(ada)
    assert tick().tasks == 1
    tick()
    task = Task.objects.get()
    assert (task.title, task.role, task.due_at) == ("Call Ada Byron", "account_manager", NOON + days(3))
    assert "last Red teapot in order" in task.reason and "€0.00 in all" in task.reason


def test_nobody_is_called_who_is_in_the_control_group(ada: Customer) -> None:
    plan = on(TASK)
    assert plan.experiment
    Assignment.objects.create(
        customer_id=ada.pk, experiment=plan.experiment, arm=Arm.CONTROL, exposed_at=NOON - days(1)
    )
    buys(ada)
    assert tick().tasks == 0
    assert not Task.objects.exists()
    assert passage(ada).state == "ended"


def test_people_in_an_older_version_finish_it_unchanged(ada: Customer) -> None:
    grace = cast.customer("Grace")
    on(NOTE_LATER)
    buys(ada)
    tick()
    plans.publish("- wait: 1 day\n- message: other\n  template: note\n  kind: value", now=NOON)
    buys(grace, at=NOON + HOUR)
    for day in (0, 1, 2):
        tick(NOON + days(day) + 2 * HOUR)
    assert [key for key, *_ in messages(ada)] == ["care/1/note"]
    assert [key for key, *_ in messages(grace)] == ["care/2/other"]


def test_the_same_text_published_again_makes_no_version() -> None:
    plans.publish(NOTE)
    again = publishing.publish(plans.text(NOTE), source="journey.yaml", now=NOON)
    assert (again.new, again.version.number) == (False, 1)


def test_a_letter_that_was_rewritten_makes_a_version_for_whoever_enters_from_then_on(ada: Customer) -> None:
    grace = cast.customer("Grace")
    on(NOTE_LATER)
    buys(ada)
    tick()
    templates.publish("note", subject="Anew", preheader="", body="<mj-text>Anew</mj-text>", source="note", now=NOON)
    again = plans.publish(NOTE_LATER, now=NOON)
    assert again.live is not None and again.live.number == 2
    buys(grace, at=NOON + HOUR)
    for day in (0, 1, 2):
        tick(NOON + days(day) + 2 * HOUR)
    subjects = {message.customer_id: message.purpose.template.subject for message in Message.objects.all()}
    assert subjects == {ada.pk: "A note", grace.pk: "Anew"}


def test_a_message_still_held_is_given_up_by_an_exit_though_the_passage_came_to_its_end(ada: Customer) -> None:
    on(NOTE, "exits: [{event: Order Completed, because: she bought again}]")
    buys(ada, at=NIGHT - HOUR)
    tick(NIGHT)
    assert (passage(ada).ended_because, messages(ada)) == ("finished", [("care/1/note", "held", "quiet_hours")])
    cast.happened(ada, at=NIGHT + HOUR, object_id=0)
    tick(NIGHT + 2 * HOUR)
    assert messages(ada)[0] == ("care/1/note", "skipped", "exited")


def test_a_message_still_held_is_given_up_when_the_journey_is_switched_off_though_the_passage_came_to_its_end(
    ada: Customer,
) -> None:
    plan = on(NOTE)
    buys(ada, at=NIGHT - HOUR)
    tick(NIGHT)
    assert (passage(ada).ended_because, messages(ada)) == ("finished", [("care/1/note", "held", "quiet_hours")])
    done = switching.switch_off(plan, now=NIGHT + HOUR)
    assert (done.left, messages(ada)) == (0, [("care/1/note", "skipped", "exited")])
    assert passage(ada).ended_because == "finished"


def test_switched_off_a_journey_starts_nobody_and_lets_everybody_go(ada: Customer) -> None:
    plan = on(NOTE_LATER)
    buys(ada)
    tick()
    assert switching.switch_off(plan, now=NOON).left == 1
    buys(ada, at=NOON + HOUR)
    assert tick(NOON + days(3)).entered == 0
    assert messages(ada) == []
    assert passage(ada).ended_because == switching.SWITCHED_OFF


def test_every_step_passed_is_counted_on_its_day_and_stands_in_the_trail(ada: Customer) -> None:
    plan = on(f"{NOTE_LATER}\n- end: that was all")
    buys(ada)
    buys(ada)
    tick()
    tick(NOON + days(2))
    keys = dict(Step.objects.filter(version=plan.live_id).values_list("pk", "key"))
    counted = {keys[row.step_id]: (row.day, row.passed) for row in Traffic.objects.all()}
    day = (NOON + days(2)).date()
    assert counted == {"wait-1": (day, 2), "note": (day, 2), "end-2": (day, 2)}
    through = Enrollment.objects.first()
    assert through is not None
    assert [keys[step] for step in through.trail] == ["wait-1", "note", "end-2"]
    assert through.trail_at == [NOON + days(2)] * 3
