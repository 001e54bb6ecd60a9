"""What a journey may say, and how it is told what is wrong with it."""

from datetime import timedelta

import pytest

from tests.engagement.journeys.plans import NOTE, text
from thereafter.engagement.journeys import checks, definition, flow
from thereafter.engagement.journeys.definition import Definition
from thereafter.engagement.journeys.models import Step
from thereafter.foundation.errors import Refusal


def read(written: str) -> Definition:
    return definition.read(written, "journey.yaml")[0]


def refusal(written: str) -> str:
    with pytest.raises(Refusal) as refused:
        journey, document = definition.read(written, "journey.yaml")
        if found := checks.problems(journey, templates={"note"}):
            raise document.refusal(found)
    return str(refused.value)


def test_lengths_of_time_are_read_in_words() -> None:
    [step] = read(text("- wait: 1 day 12 hours")).steps
    assert step.wait == timedelta(hours=36)  # type: ignore[union-attr]


def test_conditions_on_properties_become_one_jsonpath() -> None:
    where = "{country: [GB, IE], total: {between: [5, 10]}, gift: {is_not: true}}"
    journey = read(text(NOTE, f"trigger: {{event: X, where: {where}}}"))
    assert journey.trigger.jsonpath() == (
        '$ ? ((@."country" == "GB" || @."country" == "IE") && @."total" >= 5 && @."total" <= 10 && !(@."gift" == true))'
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("key: [", "line 1: this is not valid YAML"),
        ("just words", 'line 1: A journey is a list of "word: value" lines.'),
        (text(NOTE) + "key: twice\n", 'line 11: "key" is said twice. Keep one of them.'),
        (text("- wait: soon"), 'line 8: "soon" is not a length of time. Write it like "3 days" or "1 day 12 hours".'),
        (text("- wait: 900 days"), 'line 8: "900 days" is not between 1 minute and 730 days.'),
        (text("- wiat: 3 days"), "line 8: A step needs exactly one of: wait, message, branch, task, end."),
        (text(NOTE + "  kidn: ask"), 'line 11: "kidn" is not known here. Did you mean "kind"?'),
        (
            text("- message: note\n  template: note\n  kind: asking"),
            "line 10: kind is \"asking\". Use one of: 'service'",
        ),
        (text("- message: note\n  template: note"), 'line 8: "kind" is missing. Add it.'),
        (text("[]"), "steps is empty"),
        (text(NOTE, "control: 90%"), 'line 6: control is "90%". Write a share of up to 50%, like "10%".'),
        (text(NOTE, "control: 0%"), "There is no control group, so nobody will know whether this works."),
        (text(NOTE, "trigger: {}"), "The trigger needs either an event or a segment."),
        (
            text(NOTE, "trigger: {event: X, where: {total: {within: {days: 3}}}}"),
            '"within" cannot be asked of "total".',
        ),
        (text(NOTE, "exits: [{because: x}]"), "An exit needs exactly one of: event, segment_entered"),
        (text(NOTE, "key2: *a"), "line 7: the alias"),
        (text(NOTE + NOTE), 'line 12: "note" names two steps. Give this message a key of its own.'),
        (text("- message: wait-1\n  template: note\n  kind: ask"), '"wait-1" is a name we give to steps ourselves.'),
        (
            text("- message: a\n  template: lost\n  kind: ask"),
            'line 9: The template "lost" does not exist. There are: n',
        ),
        (
            text("- end: enough\n- wait: 1 day"),
            "line 9: Nobody reaches this step, because the one before it is an end.",
        ),
        (
            text("- message: a\n  template: note\n  kind: service\n- message: b\n  template: note\n  kind: ask"),
            'line 10: "note" is a service mail here and an ask in another step.',
        ),
        (
            text("- message: a\n  template: note\n  kind: service", "trigger: {segment: lapsed}\ncontrol: 0%"),
            '"a" is called service, but entering the segment "lapsed" owes nobody a mail.',
        ),
        (
            text("- message: a\n  template: note\n  kind: service"),
            "Service mails go to everybody, so a control group changes nothing.",
        ),
        (
            text("- task: a\n  title: Call {nmae}\n  reason: x\n  role: owner\n  due: 1 day"),
            '"{nmae}" is not a placeholder. Use one of: first_name, name',
        ),
        (
            text("- task: a\n  title: 'Call {first_name {spent'\n  reason: x\n  role: owner\n  due: 1 day"),
            'The brace at "{first_name {spent" belongs to no placeholder. Write it like {first_name}.',
        ),
        (
            text("- task: a\n  title: x\n  reason: 'Has {first-name}'\n  role: owner\n  due: 1 day"),
            'The brace at "{first-name}" belongs to no placeholder.',
        ),
        (
            text("- task: a\n  title: x\n  reason: x\n  role: analyst\n  due: 1 day"),
            'role is "analyst", who does no tasks. Use one of: owner, marketer, agent, account_manager.',
        ),
        (
            text("- branch: a\n  rules: [{if: {profile: {ordres: 2}}, then: [{wait: 1 day}]}]"),
            'line 9: if: "ordres" is unknown here; did you mean orders?',
        ),
    ],
)
def test_what_is_wrong_is_told_with_line_and_remedy(written: str, sentence: str) -> None:
    assert sentence in refusal(written)


def test_everything_that_is_wrong_is_told_in_the_order_of_its_lines() -> None:
    told = refusal(text("- message: a\n  template: lost\n  kind: ask\n- message: a\n  template: lost\n  kind: ask"))
    assert [line.partition(":")[0] for line in told.splitlines()] == [f"journey.yaml, line {n}" for n in (9, 11, 12)]


def test_a_branch_without_else_goes_on_below_and_every_way_meets_there() -> None:
    nodes = flow.flatten(
        read(
            text("""
            - branch: ways
              rules: [{if: {all: []}, then: [{wait: 1 day}]}]
            - message: note
              template: note
              kind: ask
            """)
        )
    )
    assert [(node.key, node.kind, node.next) for node in nodes] == [
        ("ways", Step.Kind.BRANCH, "note"),
        ("wait-1", Step.Kind.WAIT, "note"),
        ("note", Step.Kind.MESSAGE, "end"),
        ("end", Step.Kind.END, None),
    ]
    assert flow.passes(nodes, "note") == (["note", "end"], None)
    assert flow.passes(nodes, "ways") == ([], "ways")
