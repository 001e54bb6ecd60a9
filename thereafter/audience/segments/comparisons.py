"""One comparison of one column: {"at_least": 2}, {"within": {"days": 60}}. A bare value means `is`, a list `in`."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, model_serializer, model_validator

from thereafter.audience.segments.durations import Duration
from thereafter.audience.segments.refusals import refusal, short
from thereafter.audience.segments.sources import Type

Scalar = str | int | float | bool
_LONGEST_TEXT = 1_000
_LONGEST_LIST = 10_000
_LARGEST = 10**15


class How(StrEnum):
    """The comparisons. What is unknown satisfies none of them but the opposites of others."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    LACKS = "lacks"
    STARTS_WITH = "starts_with"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"
    WITHIN = "within"
    NOT_WITHIN = "not_within"
    BEFORE = "before"
    AFTER = "after"
    KNOWN = "known"


OPPOSITE = {How.IS_NOT: How.IS, How.NOT_IN: How.IN, How.LACKS: How.CONTAINS, How.NOT_WITHIN: How.WITHIN}
NUMERIC = frozenset({How.AT_LEAST, How.AT_MOST, How.ABOVE, How.BELOW})
_EQUAL = frozenset({How.IS, How.IS_NOT, How.IN, How.NOT_IN, How.KNOWN})
KNOWS = {
    Type.TEXT: _EQUAL | {How.CONTAINS, How.LACKS, How.STARTS_WITH},
    Type.CHOICE: _EQUAL,
    Type.NUMBER: _EQUAL | NUMERIC | {How.BETWEEN},
    Type.MONEY: _EQUAL | NUMERIC | {How.BETWEEN},
    Type.FLAG: frozenset({How.IS, How.IS_NOT, How.KNOWN}),
    Type.INSTANT: frozenset({How.WITHIN, How.NOT_WITHIN, How.BETWEEN, How.BEFORE, How.AFTER, How.KNOWN}),
    Type.TEXTS: frozenset({How.CONTAINS, How.LACKS, How.KNOWN}),
}


class Comparison(BaseModel):
    """How a column is compared, and with what. A Duration counts back from `now`, a datetime stands for itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    how: How
    value: Scalar | datetime | Duration | tuple[Duration, Duration] | tuple[Scalar, ...]

    @model_validator(mode="wrap")
    @classmethod
    def _from_rule(cls, given: Any, _: Any) -> "Comparison":
        if isinstance(given, Comparison):
            return given
        if isinstance(given, list | tuple):
            given = {"in": given}
        elif not isinstance(given, dict):
            given = {"is": given}
        if len(given) != 1 or (word := next(iter(given))) not in set(How):
            raise refusal(
                f"is {short(given)}, which is no comparison; use one of {', '.join(How)}, like {{at_least: 2}}"
            )
        how = How(word)
        return cls.model_construct(how=how, value=_value(how, given[word]))

    @model_serializer
    def _to_rule(self) -> dict[str, Any]:
        return {self.how.value: plain(self.value)}


def fits(comparison: Comparison, type_: Type) -> str:
    """Why a comparison cannot be asked of a column of this type; empty if it can."""
    how, value = comparison.how, comparison.value
    if how not in KNOWS[type_]:
        return (
            f'"{how}" cannot be asked of {_named(type_)}; use one of {", ".join(w for w in How if w in KNOWS[type_])}'
        )
    if how is How.KNOWN:
        return ""
    for one in value if isinstance(value, tuple) else (value,):
        if not _holds(type_, one):
            return f"is {short(plain(one))}, which is no {_EXAMPLES[type_]}{_QUOTED.get(type_, '')}"
    if type_ is Type.INSTANT and how in {How.BEFORE, How.AFTER} and not isinstance(value, datetime | Duration):
        return f"is {short(value)}, which is no {_EXAMPLES[type_]}"
    return ""


def type_of(comparison: Comparison) -> Type:
    """The type of a field that nobody declared, by what it is compared with."""
    value = comparison.value[0] if isinstance(comparison.value, tuple) and comparison.value else comparison.value
    if comparison.how is How.KNOWN:
        return Type.TEXT
    if isinstance(value, Duration | datetime):
        return Type.INSTANT
    if isinstance(value, bool):
        return Type.FLAG
    return Type.NUMBER if isinstance(value, int | float) else Type.TEXT


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Duration):
        return value.model_dump()
    if isinstance(value, datetime):
        return value.isoformat()
    return [plain(one) for one in value] if isinstance(value, tuple) else value


_EXAMPLES = {
    Type.TEXT: "text",
    Type.CHOICE: "text",
    Type.NUMBER: "number",
    Type.MONEY: "amount of money; write it like 49.90",
    Type.FLAG: "yes or no; write true or false",
    Type.INSTANT: "length of time or date; write it like {days: 60} or 2026-03-01",
    Type.TEXTS: "text",
}
_QUOTED = dict.fromkeys((Type.TEXT, Type.CHOICE, Type.TEXTS), "; put what is a word in quotation marks")


def _named(type_: Type) -> str:
    return f"a {type_}" if type_ not in {Type.CHOICE, Type.FLAG} else f"a column that is {type_}"


def _holds(type_: Type, value: object) -> bool:
    if type_ in {Type.TEXT, Type.CHOICE, Type.TEXTS}:
        return isinstance(value, str)
    if type_ is Type.FLAG:
        return isinstance(value, bool)
    if type_ is Type.INSTANT:
        return isinstance(value, Duration | datetime)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(how: How, given: Any) -> Any:
    if how in {How.WITHIN, How.NOT_WITHIN}:
        return Duration.model_validate(given)
    if how in {How.BEFORE, How.AFTER}:
        return Duration.model_validate(given) if isinstance(given, dict) else moment(given)
    if how is How.KNOWN:
        if not isinstance(given, bool):
            raise refusal(f"is {short(given)}; write true or false")
        return given
    if how is How.BETWEEN:
        return _pair(given)
    if how in {How.IN, How.NOT_IN}:
        if not isinstance(given, list | tuple) or not 1 <= len(given) <= _LONGEST_LIST:
            raise refusal(f"is {short(given)}; write a list of 1 to {_LONGEST_LIST:,} values")
        values = tuple(_scalar(one) for one in given)
        if len({type_of(Comparison.model_construct(how=How.IS, value=one)) for one in values}) > 1:
            raise refusal(f"is {short(given)}, which mixes texts, numbers, or true and false; write one kind")
        return values
    if how in NUMERIC and (isinstance(given, bool) or not isinstance(given, int | float)):
        raise refusal(f"is {short(given)}, which is no number")
    return _scalar(given)


def _pair(given: Any) -> tuple[Any, Any]:
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise refusal(f"is {short(given)}; write two values, like [2, 5] or [{{days: 30}}, {{days: 90}}]")
    if all(isinstance(one, dict) for one in given):
        nearer, farther = (Duration.model_validate(one) for one in given)
        reference = datetime(2000, 1, 1, tzinfo=UTC)
        return (nearer, farther) if nearer.before(reference) >= farther.before(reference) else (farther, nearer)
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in given):
        raise refusal(f"is {short(given)}; write two numbers or two lengths of time")
    low, high = (_scalar(one) for one in given)
    if low > high:  # type: ignore[operator]  # both are numbers
        raise refusal(f"is {short(given)}, which nothing lies between; write the smaller first: {short([high, low])}")
    return low, high


def _scalar(given: Any) -> Scalar:
    if isinstance(given, bool):
        return given
    if isinstance(given, int | float):
        if not abs(given) <= _LARGEST:  # so asked, nan is refused as well, and no number is too long to look at
            raise refusal(f"is {short(given)}; write a number between -{_LARGEST:,} and {_LARGEST:,}")
        return given
    if not isinstance(given, str):
        raise refusal(f"is {short(given)}; write a text, a number, or true or false")
    if len(given) > _LONGEST_TEXT:
        raise refusal(f"has {len(given):,} characters; write at most {_LONGEST_TEXT:,}")
    if "\0" in given or any("\ud800" <= letter <= "\udfff" for letter in given):
        raise refusal(f"is {short(given)}, which holds a character that no text in the shop can hold; take it out")
    return str(given)


def moment(given: Any) -> datetime:
    """An instant from a date or date and time; without an offset it is UTC."""
    try:
        if isinstance(given, str):
            given = datetime.fromisoformat(given)
    except ValueError:
        raise refusal(f"is {short(given)}, which is no date; write it like 2026-03-01 or 2026-03-01T09:30Z") from None
    if not isinstance(given, date) or not 1900 <= given.year <= 2200:
        raise refusal(f"is {short(given)}, which is no date between 1900 and 2200; write it like 2026-03-01")
    instant = given if isinstance(given, datetime) else datetime.combine(given, time(0))
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
