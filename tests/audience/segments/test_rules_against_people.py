"""A compiled rule finds exactly the people that a naive look at everybody finds, whatever the rule and the shop."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from hypothesis import given, note
from hypothesis import settings as run
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from tests.cast import NOON, product, store
from thereafter.audience.profiles.models import Profile, Stage
from thereafter.audience.segments import people, rule
from thereafter.audience.segments.comparisons import Comparison, How
from thereafter.audience.segments.durations import Duration
from thereafter.record.commerce.models import Line, Order
from thereafter.record.customers.models import Channel, Consent, Customer, FieldDefinition
from thereafter.record.events import append

MOMENT = timedelta(microseconds=1)
AGO = some.sampled_from([1, 30, 60, 90, 365, -1]).flatmap(
    lambda days: some.sampled_from(
        [timedelta(days=days)] * 3 + [timedelta(days=days) + MOMENT, timedelta(days=days) - MOMENT]
    )
)
INSTANT = AGO.map(lambda ago: NOON - ago)
TEXT = some.sampled_from(
    ["Kitchen", "Garden", "kitchen", "", "Küche", "'; DROP TABLE x; --", "%s", "%(now)s", "100%", "厨房"]
)
CATEGORIES = ["Kitchen", "Garden", "Küche", ""]
NAMES = ["page", "message.clicked", "x'); --"]
STAGES = [stage.value for stage in Stage]
FIELD = some.one_of(some.none(), some.integers(-3, 3), some.booleans(), TEXT, some.just("2026-02-31"), INSTANT.map(str))


@dataclass
class Person:
    """What a naive look sees of somebody: rows by source, each a dict of columns."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@some.composite
def persons(draw: some.DrawFn) -> Person:
    """Somebody with a profile or without, who bought, did and said this and that."""
    profile = some.fixed_dictionaries(
        {
            "orders": some.integers(0, 3),
            "revenue": some.integers(-100, 300),
            "average_order": some.none() | some.integers(0, 200),
            "median_gap_days": some.none() | some.sampled_from([1.0, 2.5, 3.0]),
            "stage": some.sampled_from(STAGES),
            "last_order_at": some.none() | INSTANT,
            "last_click_at": some.none() | INSTANT,
            "top_categories": some.lists(TEXT, max_size=2),
        }
    )
    line = some.fixed_dictionaries(
        {
            "order": some.integers(1, 3),
            "category": some.sampled_from(CATEGORIES),
            "quantity": some.integers(1, 3),
            "amount": some.integers(0, 300),
            "at": INSTANT,
            "late": some.sampled_from([timedelta(0), timedelta(days=40)]),
            "excluded": some.booleans(),
            "cancelled": some.booleans(),
        }
    )
    event = some.fixed_dictionaries(
        {
            "event": some.sampled_from(NAMES),
            "at": INSTANT,
            "late": some.sampled_from([timedelta(0), MOMENT]),
            "properties": some.dictionaries(some.sampled_from(["price", "a'b"]), FIELD, max_size=2),
        }
    )
    customer = some.fixed_dictionaries(
        {
            "country": some.sampled_from(["GB", "FR", ""]),
            "first_name": TEXT,
            "custom": some.dictionaries(some.sampled_from(["size", "vip", "since"]), FIELD, max_size=3),
        }
    )
    consent = some.fixed_dictionaries({"state": some.sampled_from(["granted", "withdrawn"]), "at": INSTANT})
    return Person(
        {
            "customer": [draw(customer)],
            "profile": draw(some.lists(profile, max_size=1)),
            "bought": draw(some.lists(line, max_size=4)),
            "did": draw(some.lists(event, max_size=4)),
            "consent": draw(some.lists(consent, max_size=1)),
        }
    )


DURATION = some.sampled_from([{"days": 30}, {"days": 60}, {"hours": 24}, {"weeks": 1}, {"months": 1}, {"years": 1}])
WHEN = some.one_of(
    DURATION.map(lambda length: {"within": length}),
    some.tuples(DURATION, DURATION).map(lambda pair: {"between": list(pair)}),
    INSTANT.map(lambda instant: {"before": instant.isoformat()}),
    (INSTANT | DURATION).map(lambda when: {"after": when if isinstance(when, dict) else when.isoformat()}),
)
NUMBER = some.integers(-1, 3) | some.sampled_from([0.5, 2.5])
ABOUT_NUMBER = some.one_of(
    some.tuples(some.sampled_from(["is", "is_not", "at_least", "at_most", "above", "below"]), NUMBER).map(
        lambda pair: dict([pair])
    ),
    some.tuples(NUMBER, NUMBER).map(lambda pair: {"between": sorted(pair)}),
    some.lists(NUMBER, min_size=1, max_size=3),
    some.booleans().map(lambda known: {"known": known}),
)
ABOUT_TEXT = some.one_of(
    some.tuples(some.sampled_from(["is", "is_not", "contains", "lacks", "starts_with"]), TEXT).map(
        lambda pair: dict([pair])
    ),
    some.lists(TEXT, min_size=1, max_size=3).flatmap(
        lambda texts: some.sampled_from([{"in": texts}, {"not_in": texts}])
    ),
    some.booleans().map(lambda known: {"known": known}),
)
ABOUT_INSTANT = (
    WHEN | some.booleans().map(lambda known: {"known": known}) | DURATION.map(lambda length: {"not_within": length})
)
ABOUT_FLAG = some.booleans() | some.booleans().map(lambda value: {"is_not": value})
ABOUT_TEXTS = some.tuples(some.sampled_from(["contains", "lacks"]), TEXT).map(lambda pair: dict([pair]))
TIMES = some.one_of(
    some.just("never"),
    some.integers(1, 3).map(lambda number: {"at_least": number}),
    some.integers(0, 2).flatmap(lambda number: some.sampled_from([{"at_most": number}, {"exactly": number}])),
)


def body(columns: dict[str, some.SearchStrategy[Any]]) -> some.SearchStrategy[dict[str, Any]]:
    """Questions to one or two of some columns."""
    names = some.lists(some.sampled_from(sorted(columns)), min_size=1, max_size=2, unique=True)
    return names.flatmap(lambda chosen: some.fixed_dictionaries({name: columns[name] for name in chosen}))


def many(columns: dict[str, some.SearchStrategy[Any]], main: str = "") -> some.SearchStrategy[dict[str, Any]]:
    """Questions to rows, perhaps with a period and how often."""
    asked = body(columns)
    where = asked.filter(lambda one: main in one) if main else some.just(dict[str, Any]()) | asked
    return some.tuples(where, WHEN | some.just({}), some.just({}) | TIMES.map(lambda times: {"times": times})).map(
        lambda parts: {**parts[0], **parts[1], **parts[2]}
    )


CONDITION = some.one_of(
    body(
        {
            "orders": ABOUT_NUMBER,
            "revenue": ABOUT_NUMBER,
            "average_order": ABOUT_NUMBER,
            "median_gap_days": ABOUT_NUMBER,
            "stage": some.lists(some.sampled_from(STAGES), min_size=1, max_size=2),
            "last_order_at": ABOUT_INSTANT,
            "last_click_at": ABOUT_INSTANT,
            "top_categories": ABOUT_TEXTS,
        }
    ).map(lambda asked: {"profile": asked}),
    body(
        {
            "country": ABOUT_TEXT,
            "first_name": ABOUT_TEXT,
            "custom.size": ABOUT_TEXT | some.just({"known": True}),
            "custom.vip": ABOUT_FLAG,
            "custom.since": ABOUT_INSTANT,
        }
    ).map(lambda asked: {"customer": asked}),
    many(
        {"category": ABOUT_TEXT | some.sampled_from(CATEGORIES), "quantity": ABOUT_NUMBER, "amount": ABOUT_NUMBER}
    ).map(lambda asked: {"bought": asked}),
    many(
        {
            "event": some.sampled_from(NAMES),
            "properties.price": ABOUT_NUMBER | ABOUT_FLAG,
            "properties.a'b": ABOUT_TEXT,
        },
        "event",
    ).map(lambda asked: {"did": asked}),
    some.tuples(some.sampled_from(["granted", "withdrawn"]), WHEN | some.just({})).map(
        lambda parts: {"consent": {"state": parts[0], **parts[1]}}
    ),
)
RULES = some.recursive(
    CONDITION,
    lambda inner: some.one_of(
        some.lists(inner, max_size=2).map(lambda rules: {"all": rules}),
        some.lists(inner, min_size=1, max_size=3).map(lambda rules: {"any": rules}),
        inner.map(lambda one: {"not": one}),
    ),
    max_leaves=4,
)


class TheQueryAndANaiveLook(TestCase):
    """Two ways to the same people."""

    @run(max_examples=60, deadline=None)
    @given(crowd=some.lists(persons(), min_size=4, max_size=8), asked=some.lists(RULES, min_size=4, max_size=12))
    def test_find_the_same_people(self, crowd: list[Person], asked: list[dict[str, Any]]) -> None:
        ids = store_all(crowd)
        for data in asked:
            note(str(data))
            read = rule.read(data)
            assert rule.read(rule.write(read)) == read
            expected = sorted(number for number, person in zip(ids, crowd, strict=True) if holds(read, person))
            assert people.listed(read, now=NOON) == expected
            assert people.count(read, now=NOON) == len(expected)


def holds(asked: rule.AnyRule, person: Person) -> bool:
    """Whether a rule describes somebody: no normal form, no SQL, no cleverness."""
    match asked:
        case rule.All():
            return all(holds(one, person) for one in asked.all)
        case rule.AnyOf():
            return any(holds(one, person) for one in asked.any)
        case rule.Not():
            return not holds(asked.rule, person)
    found = [row for row in person.rows[asked.source] if happened(row) and fits(row, asked)]
    if asked.source in {"profile", "customer"}:
        if found:
            return True
        return not person.rows[asked.source] and all(unknown(one) for one in asked.where.values())
    often = len({row["order"] for row in found}) if asked.source == "bought" else len(found)
    return often >= asked.times.least and (asked.times.most is None or often <= asked.times.most)


def unknown(comparison: Comparison) -> bool:
    """Whether a comparison is satisfied by what is unknown."""
    return compare(None, comparison)


def happened(row: dict[str, Any]) -> bool:
    """Whether a row had happened, was known and counted by NOON."""
    at = row.get("at", NOON)
    return bool(
        at <= NOON
        and at + row.get("late", timedelta(0)) <= NOON
        and not row.get("excluded")
        and not row.get("cancelled")
    )


def fits(row: dict[str, Any], asked: rule.Condition) -> bool:
    """Whether one row satisfies everything at once."""
    for name, comparison in asked.where.items():
        head, _, part = name.partition(".")
        value = row[head].get(part) if part else row[head]
        if part:
            value = typed(value, part, comparison)
        if head in {"revenue", "average_order", "amount"} and value is not None:
            value = Decimal(value) / 100
        if not compare(value, comparison):
            return False
    return all(compare(row["at"], one) for one in asked.period.values())


def typed(value: Any, name: str, comparison: Comparison) -> Any:
    """A field's value if it is of the kind that is asked for, else nothing."""
    wanted: type | tuple[type, ...] = {"size": str, "vip": bool, "since": datetime}.get(name, object)
    if wanted is datetime:
        try:
            instant = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None
        return instant if instant is None or instant.tzinfo else instant.replace(tzinfo=UTC)
    if wanted is object:
        asked = comparison.value[0] if isinstance(comparison.value, tuple) else comparison.value
        wanted = (
            str
            if comparison.how is How.KNOWN or isinstance(asked, str)
            else bool
            if isinstance(asked, bool)
            else (int, float)
        )
    if isinstance(value, bool) and wanted is not bool:
        return None
    return value if isinstance(value, wanted) else None


def compare(value: Any, comparison: Comparison) -> bool:
    """One comparison; what is unknown satisfies only the opposites."""
    how, wanted = comparison.how, comparison.value
    opposite = {How.IS_NOT: How.IS, How.NOT_IN: How.IN, How.LACKS: How.CONTAINS, How.NOT_WITHIN: How.WITHIN}.get(how)
    if opposite:
        return not compare(value, Comparison.model_construct(how=opposite, value=wanted))
    if how is How.KNOWN:
        return (value not in (None, "", [])) == wanted
    if value is None:
        return False
    if isinstance(value, datetime):
        return compare_instants(value, how, wanted)
    match how:
        case How.IS:
            return bool(value == exact(wanted))
        case How.IN:
            return value in [exact(one) for one in wanted]  # type: ignore[union-attr]
        case How.CONTAINS:
            return wanted in value if isinstance(value, list) else str(wanted).lower() in value.lower()
        case How.STARTS_WITH:
            return bool(value.lower().startswith(str(wanted).lower()))
        case How.BETWEEN:
            return bool(exact(wanted[0]) <= value <= exact(wanted[1]))  # type: ignore[index]
    return bool(
        {
            How.AT_LEAST: value >= exact(wanted),
            How.AT_MOST: value <= exact(wanted),
            How.ABOVE: value > exact(wanted),
            How.BELOW: value < exact(wanted),
        }[how]
    )


def compare_instants(value: datetime, how: How, wanted: Any) -> bool:
    """Instants: lengths of time count back from NOON."""
    if how is How.BETWEEN:
        return bool(wanted[1].before(NOON) <= value <= wanted[0].before(NOON))
    border = wanted.before(NOON) if isinstance(wanted, Duration) else wanted
    if how is How.WITHIN:
        return bool(border <= value <= NOON)
    return bool(value < border if how is How.BEFORE else value > border)


def exact(value: Any) -> Any:
    """Numbers without binary fractions, so that both sides mean the same."""
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def store_all(crowd: list[Person]) -> list[int]:
    """Put everybody into the database; their ids in order."""
    for key, type_ in (("size", "text"), ("vip", "flag"), ("since", "instant")):
        FieldDefinition.objects.get_or_create(key=key, defaults={"label": key, "type": type_, "since": NOON})
    ids, numbers = [], iter(range(1, 1000))
    append.prepare()
    for person in crowd:
        [customer] = person.rows["customer"]
        who = Customer.objects.create(**customer, known_at=NOON).pk
        ids.append(who)
        for profile in person.rows["profile"]:
            Profile.objects.create(
                customer_id=who,
                refreshed_at=NOON,
                revenue_minor=profile["revenue"],
                average_order_minor=profile["average_order"],
                **{name: value for name, value in profile.items() if name not in {"revenue", "average_order"}},
            )
        store_lines(who, person.rows["bought"])
        for said in person.rows["consent"]:
            Consent.objects.create(customer_id=who, channel=Channel.EMAIL, state=said["state"], since=said["at"])
        for event in person.rows["did"]:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO events_incoming VALUES (%s, %s, %s, %s, NULL, 'test', %s, %s::jsonb)",
                    [
                        who,
                        event["event"],
                        event["at"],
                        event["at"] + event["late"],
                        f"{who}:{next(numbers)}",
                        json.dumps(event["properties"]),
                    ],
                )
    append.append()
    return ids


def store_lines(who: int, lines: list[dict[str, Any]]) -> None:
    """Lines of up to three orders; a cancelled line makes its order cancelled, so it gets one of its own."""
    orders: dict[tuple[int, bool], Order] = {}
    for position, line in enumerate(lines):
        key = (line["order"], line["cancelled"])
        if key not in orders:
            orders[key] = Order.objects.create(
                store=store(),
                number=f"{who}-{key}",
                customer_id=who,
                placed_at=line["at"],
                counts=True,
                currency="EUR",
                status="cancelled" if line["cancelled"] else "placed",
                status_since=NOON,
                known_at=NOON,
            )
        Line.objects.create(
            order=orders[key],
            position=position,
            customer_id=who,
            placed_at=line["at"],
            known_at=line["at"] + line["late"],
            product=product(f"In {line['category']}", category=line["category"]),
            quantity=line["quantity"],
            amount_minor=line["amount"],
            excluded="negative_price" if line["excluded"] else "",
        )
