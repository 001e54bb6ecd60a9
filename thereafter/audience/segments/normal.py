"""The normal form of a rule, from which both the query and the sentence are written.

`not` is pushed down to the single questions, so that what remains are `Every`, `Some`, and questions that want a yes or
a no; "never" and "at most" want a no to the opposite. No answer is ever unknown, so the meaning stays the same.
"""

from dataclasses import dataclass
from typing import TypeAlias

from thereafter.audience.segments.comparisons import OPPOSITE, Comparison, How
from thereafter.audience.segments.rule import ONCE, All, AnyOf, AnyRule, Condition, Not, Times, known_source


@dataclass(frozen=True)
class Asked:
    """One question, and the answer that is wanted."""

    condition: Condition
    holds: bool


@dataclass(frozen=True)
class Every:
    """All parts hold."""

    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Some:
    """At least one part holds."""

    parts: tuple["Part", ...]


Part: TypeAlias = Asked | Every | Some


def normal(rule: AnyRule, *, holds: bool = True) -> Part:
    """The normal form of a rule, or of its opposite."""
    if isinstance(rule, Not):
        return normal(rule.rule, holds=not holds)
    if isinstance(rule, Condition):
        return _asked(rule, holds)
    inner = [normal(one, holds=holds) for one in (rule.all if isinstance(rule, All) else rule.any)]
    if isinstance(rule, AnyOf) != holds:
        return Every(tuple(part for one in inner for part in (one.parts if isinstance(one, Every) else (one,))))
    if len(inner) == 1:
        return inner[0]
    return Some(tuple(part for one in inner for part in (one.parts if isinstance(one, Some) else (one,))))


def conjuncts(part: Part) -> tuple[Part, ...]:
    """What must hold at once."""
    return part.parts if isinstance(part, Every) else (part,)


def _asked(condition: Condition, holds: bool) -> Part:
    if not known_source(condition.source).many:
        return _of_one_row(condition, holds)
    times = condition.times
    if times.most is None or times.least:
        return Asked(condition, holds)
    more = Times(least=times.most + 1, most=None) if times.most else ONCE
    return Asked(condition.model_copy(update={"times": more}), not holds)


def _of_one_row(condition: Condition, holds: bool) -> Part:
    """Where there is but one row, every column is a question of its own, and its opposites are a no."""
    asked = tuple(_of_column(condition, name, comparison, holds) for name, comparison in condition.where.items())
    if len(asked) == 1:
        return asked[0]
    return Every(asked) if holds else Some(asked)


def _of_column(condition: Condition, name: str, comparison: Comparison, holds: bool) -> Asked:
    if positive := OPPOSITE.get(comparison.how):
        comparison, holds = Comparison.model_construct(how=positive, value=comparison.value), not holds
    elif comparison.how is How.KNOWN and comparison.value is False:
        comparison, holds = Comparison.model_construct(how=How.KNOWN, value=True), not holds
    return Asked(condition.model_copy(update={"where": {name: comparison}}), holds)
