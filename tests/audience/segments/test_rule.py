"""What a rule may say, and the sentence that somebody gets who wrote something else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as some

from tests.cast import NOON, grace
from thereafter.audience.segments import people, rule, sources
from thereafter.record.customers.models import FieldDefinition

pytestmark = pytest.mark.django_db

REFUSED = {
    "foo: {}": 'segment.yaml, line 1: foo: "foo" is not something a rule can ask about; there are: bought, consent, ',
    "profle: {orders: 1}": '"profle" is not something a rule can ask about; did you mean profile?',
    "all: [{profile: {ordrs: 2}}]": 'line 1: all → 1 → profile: "ordrs" is unknown here; did you mean orders?',
    "all: [{profile: {orders: 1}}, {bought: {sku: A, within: sixty}}]": (
        "segment.yaml, line 1: all → 2 → bought → within: is 'sixty', but a length of time is one of hours, days, "
        "weeks, months, years, like {days: 60}."
    ),
    "bought: {sku: A, within: {days: 0}}": "within: is 0 days; give a whole number from 1 to 36,500.",
    "bought: {sku: A, within: {days: 1.5}}": "within: is 1.5 days; give a whole number",
    "profile: {orders: {at_least: two}}": "segment.yaml, line 1: profile → orders: is 'two', which is no number.",
    "profile: {orders: {at_lest: 2}}": "orders: is {at_lest: 2}, which is no comparison; use one of is, is_not, in, ",
    "profile: {orders: {at_least: .nan}}": "is .nan; write a number between",
    "profile: {orders: {within: {days: 3}}}": '"within" cannot be asked of a number; use one of is, is_not, in, ',
    "profile: {last_order_at: 3}": '"is" cannot be asked of a date and time; use one of between, within, not_within, ',
    "profile: {last_order_at: {before: yesterday}}": "is 'yesterday', which is no date; write it like 2026-03-01",
    "profile: {last_order_at: {between: [3, 5]}}": '"last_order_at" is 3, which is no length of time or date',
    "profile: {stage: lapsd}": '"stage" is "lapsd"; did you mean lapsed?',
    "profile: {revenue: {between: [1, 2, 3]}}": "is [1, 2, 3]; write two values, like [2, 5]",
    "profile: {orders: [1, two]}": "is [1, 'two'], which mixes texts, numbers, or true and false; write one kind.",
    "profile: {orders: 1000000000000000000}": "write a number between -1,000,000,000,000,000 and",
    "profile: {}": "segment.yaml, line 1: profile: asks nothing; name a column, one of orders, items, ",
    "profile: 3": "segment.yaml, line 1: profile: is 3; write what to ask, like {orders: ...}.",
    "profile: {orders: 1, within: {days: 3}}": '"within" is unknown here',
    "customer: {first_name: 3}": '"first_name" is 3, which is no text; put what is a word in quotation marks.',
    "customer: {custom: {size: XL}}": 'there is no field "size" in custom; did you mean sizes?',
    "did: {times: never}": "segment.yaml, line 1: did: does not say which event; write {event: ...}.",
    "bought: {sku: A, times: 3}": "times: is 3; write never, {at_least: 2}, {at_most: 2} or {exactly: 2}.",
    "bought: {sku: A, times: {at_least: 0}}": "times: is {at_least: 0}; write never",
    "consent: {state: yes}": (
        '"state" is true, which is no text; put what is a word in quotation marks. '
        'yes without quotation marks is no word in YAML but means true; write "yes" for the word.'
    ),
    "customer: {country: NO}": (
        'line 1: customer: "country" is false, which is no text; put what is a word in quotation marks. '
        'NO without quotation marks is no word in YAML but means false; write "NO" for the word.'
    ),
    "customer: {country: [GB, NO]}": (
        "country: is ['GB', false], which mixes texts, numbers, or true and false; write one kind. "
        "NO without quotation marks"
    ),
    "customer: {country: false}": '"country" is false, which is no text; put what is a word in quotation marks.',
    "segment: off": '"key" is false, which is no text; put what is a word in quotation marks. off without quotation',
    "profile: {orders: yes}": '"orders" is true, which is no number. yes without quotation marks is no word in YAML',
    "profile: {orders: {between: [5, 2]}}": (
        "orders: is [5, 2], which nothing lies between; write the smaller first: [2, 5]."
    ),
    "profile: {orders: {between: [.nan, 2]}}": "is .nan; write a number between",
    'profile: {orders: {"a\\nb": 1}}': "orders: is {'a\\nb': 1}, which is no comparison",
    "profile: {last_order_at: {before: 0001-01-01}}": "is 0001-01-01, which is no date between 1900 and 2200",
    "segment: regulars": '"key" is "regulars"; there are none yet.',
    "any: []": "segment.yaml, line 1: any: is empty; write at least one rule.",
    "all: 3": "segment.yaml, line 1: all: is no list; write the rules as a list.",
    "not: [1]": "segment.yaml, line 1: not: is no rule; write one word with what belongs to it: all, any, not, or ",
    "{profile: {orders: 1}, all: []}": "segment.yaml, line 1: the rule: is no rule; write one word",
    "[1, 2]": "segment.yaml, line 1: the rule: is no rule",
    "": "segment.yaml, line 1: the rule: is no rule",
    "all: [\n  {profile: ": "segment.yaml, line 2: this is not valid YAML: expected",
    "a: &a [*a]": 'segment.yaml, line 1: the alias "*a" is not allowed. Write it out.',
    "profile:\n  orders: 1\n  orders: 2": 'segment.yaml, line 3: "orders" is said twice. Keep one of them.',
    "profile:\n  last_order_at: {before: 2026-02-30}": 'segment.yaml, line 2: "2026-02-30" does not exist',
    '"\\0": 1': "is not something a rule can ask about",
    'customer: {first_name: "a\\0b"}': "holds a character that no text in the shop can hold; take it out.",
    "customer: {first_name: " + "x" * 1001 + "}": "has 1,001 characters; write at most 1,000.",
    "profile: {orders: 0x"
    + "F" * 400
    + "}": "segment.yaml, line 1: it holds a number of more than 80 digits. Write a shorter one.",
    "? 0x" + "F" * 4000 + "\n: 1": "holds a number of more than 80 digits. Write a shorter one.",
    "profile: {orders: 10000000000000000000000}": "write a number between -1,000,000,000,000,000 and",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_wrong_rule_is_refused_with_place_value_and_remedy(text: str) -> None:
    FieldDefinition.objects.create(key="sizes", label="Sizes", type="text", since=NOON)
    with pytest.raises(rule.RuleError) as refused:
        rule.read_yaml(text, name="segment.yaml")
    sentence = str(refused.value)
    assert sentence.startswith("segment.yaml")
    assert sentence[0] != sentence[-1] and sentence[-1] in ".?" and "\n" not in sentence
    assert REFUSED[text] in sentence


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("all:\n  - profile:\n      orders: 1\n      ordrs: 2\n", 4),
        ("all:\n  - profile: {orders: 1}\n  - profile:\n      stage:\n        in: [lapsed, lapsd]\n", 4),
        ("any:\n  - profile: {orders: 1}\n  - bouht: {sku: A}\n", 3),
        ("not:\n  customer:\n    custom:\n      size: XL\n", 4),
        ("bought:\n  sku: A\n  within:\n    dys: 3\n", 3),
    ],
)
def test_a_wrong_word_is_found_on_its_line(text: str, line: int) -> None:
    with pytest.raises(rule.RuleError, match=f"^rule, line {line}: "):
        rule.read_yaml(text)


@pytest.mark.parametrize("word", ["all", "any", "not"])
def test_a_rule_too_deep_is_refused_and_one_twenty_deep_is_asked(word: str) -> None:
    def nested(depth: int) -> object:
        data: object = {"profile": {"orders": 0}}
        for _ in range(depth):
            data = {word: data if word == "not" else [data]}
        return data

    grace()
    assert people.count(rule.read(nested(rule.DEEPEST - 1)), now=NOON) in {0, 1}
    for depth in (rule.DEEPEST, 5_000):
        with pytest.raises(rule.RuleError, match="is nested too deep; a rule may be 20 deep"):
            rule.read(nested(depth))
    with pytest.raises(rule.RuleError, match="nested more than 100 levels deep"):
        rule.read_yaml("[" * 50_000)


def test_a_rule_with_too_many_conditions_is_refused() -> None:
    with pytest.raises(rule.RuleError, match="more than 2,000 conditions"):
        rule.read({"any": [{"profile": {"orders": 1}}] * 2_000})


def test_a_list_may_be_long_but_not_endless() -> None:
    grace()
    many = [f"SKU-{number}" for number in range(10_000)]
    assert people.count(rule.read({"bought": {"sku": many}}), now=NOON) == 0
    with pytest.raises(rule.RuleError, match="write a list of 1 to 10,000 values"):
        rule.read({"bought": {"sku": [*many, "one more"]}})


def test_true_and_false_that_are_written_so_need_no_lesson_in_yaml() -> None:
    for text in ("customer: {country: false}", "all: [{profile: {orders: true}}, {did: {event: page, x: NO}}]"):
        with pytest.raises(rule.RuleError) as refused:
            rule.read_yaml(text)
        assert "without quotation marks" not in str(refused.value)


def test_two_lengths_of_time_may_be_written_in_either_order() -> None:
    either = [[{"days": 30}, {"days": 90}], [{"days": 90}, {"days": 30}]]
    read = [rule.read({"profile": {"last_order_at": {"between": pair}}}) for pair in either]
    assert read[0] == read[1]


def test_a_rule_written_as_plain_data_reads_as_the_same_rule() -> None:
    read = rule.read_yaml("""
        all:
          - profile: {orders: {at_least: 2}, last_order_at: {between: [{days: 90}, {days: 30}]}, revenue: {above: 49.9}}
          - not: {bought: {category: [Kitchen, Garden], before: 2026-03-01, times: {at_most: 2}}}
          - any: [did: {event: page, properties: {path: {starts_with: /sale}}, times: never}, consent: granted]
    """)
    plain = rule.write(read)
    assert rule.read(plain) == read
    assert plain["all"][0]["profile"]["last_order_at"] == {"between": [{"days": 30}, {"days": 90}]}
    assert plain["all"][1]["not"]["bought"]["before"] == {"before": "2026-03-01T00:00:00+00:00"}["before"]


def test_any_number_of_conditions_costs_the_same_number_of_statements() -> None:
    FieldDefinition.objects.create(key="size", label="Size", type="text", since=NOON)
    counts = []
    for times in (1, 20):
        asked = [
            {"customer": {"custom": {"size": "XL"}}},
            {"profile": {"revenue": {"at_least": 5}}},
            {"bought": {"sku": "A"}},
        ]
        with CaptureQueriesContext(connection) as statements:
            people.count(rule.read({"any": asked * times}), now=NOON)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4


def test_a_source_may_not_take_the_languages_own_words_or_anothers_name() -> None:
    column = {"x": sources.Column(sources.Type.TEXT, "x", "{}")}
    for wrong in (
        sources.Source("all", "t", "t.id", column),
        sources.Source("odd", "t", "t.id", {"within": column["x"]}, many=True),
        sources.Source("profile", "t", "t.id", column),
        sources.Source("odd", "t", "t.id", column, main="y"),
    ):
        with pytest.raises(ValueError, match=r"choose another|no column"):
            sources.register(wrong)


ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=9)
    | some.sampled_from(["all", "any", "not", "profile", "bought", "orders", "within", "days", "times", "never", "is"]),
    lambda inner: some.lists(inner, max_size=3)
    | some.dictionaries(
        some.sampled_from("all any not profile bought did orders event within days times is".split()),
        inner,
        max_size=3,
    ),
)  # fmt: skip


@run(max_examples=400, deadline=None)
@given(data=ANYTHING)
def test_whatever_somebody_writes_is_read_or_refused_with_a_sentence(data: Any) -> None:
    try:
        read = rule.read(data)
    except rule.RuleError as error:
        assert str(error).startswith("rule")
    else:
        assert rule.read(rule.write(read)) == read
