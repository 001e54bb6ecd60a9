"""A rule becomes one SQL query. Values are parameters; every identifier comes from the registered sources.

Sources with one row per customer are joined to the people asked about. Questions to sources with many rows become
semi-joins and anti-joins where they must hold by themselves, and joined marks where they are alternatives: a subquery
inside an OR would be asked once per customer as soon as its answer does not fit into memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from thereafter.audience.segments.comparisons import NUMERIC, OPPOSITE, Comparison, How
from thereafter.audience.segments.durations import Duration
from thereafter.audience.segments.normal import Asked, Every, Part, conjuncts, normal
from thereafter.audience.segments.rule import ONCE, AnyRule, Condition, known_source, resolve
from thereafter.audience.segments.sources import Source, Type
from thereafter.foundation.money import decimals
from thereafter.record.shop import settings

_SIGNS = {How.AT_LEAST: ">=", How.AT_MOST: "<=", How.ABOVE: ">", How.BELOW: "<"}
_CASTS = {
    Type.TEXT: "text",
    Type.CHOICE: "text",
    Type.TEXTS: "text",
    Type.NUMBER: "numeric",
    Type.MONEY: "numeric",
    Type.FLAG: "boolean",
    Type.INSTANT: "timestamptz",
}
# A field of the wrong kind is unknown, whatever a source put there: casts would stop the whole query.
_FIELDS = {
    Type.TEXT: "CASE WHEN jsonb_typeof({value}) = 'string' THEN {value} #>> '{{}}' END",
    Type.NUMBER: "CASE WHEN jsonb_typeof({value}) = 'number' THEN ({value} #>> '{{}}')::numeric END",
    Type.FLAG: "CASE WHEN jsonb_typeof({value}) = 'boolean' THEN ({value} #>> '{{}}')::boolean END",
    Type.INSTANT: "(jsonb_path_query_first_tz({value}, '$.datetime()', silent => true) #>> '{{}}')::timestamptz",
}


@dataclass(frozen=True)
class Compiled:
    """A query of one column, `customer_id`, without doubles, and its parameters.

    base: the source that people are taken from, whose alias can be sorted by
    """

    sql: str
    params: dict[str, Any]
    base: str = ""


def query(rule: AnyRule, *, now: datetime) -> Compiled:
    """The people a rule describes at `now`. Asks for the shop's currency and custom fields if the rule does."""
    return _Writer(now).query(normal(rule))


@dataclass
class _Writer:
    now: datetime
    params: dict[str, Any] = field(default_factory=dict)
    joined: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    looked_up: dict[object, Any] = field(default_factory=dict)
    key: str = ""
    _decimals: int | None = None

    def query(self, part: Part) -> Compiled:
        parts = conjuncts(part)
        base = self._base(parts)
        self.key = base.customer
        self.params["now"] = self.now
        wanted = [*self._as_of(base), *(self._conjunct(one) for one in parts)]
        joins = [f"LEFT JOIN {_table(known_source(name))} ON {self._match(known_source(name))}" for name in self.joined]
        lines = [f"SELECT {self.key} AS customer_id", f"FROM {base.relation}", *joins, *self.marks]
        if wanted:
            lines.append("WHERE " + "\n  AND ".join(wanted))
        return Compiled("\n".join(lines), self.params, base.name)

    def _base(self, parts: Iterable[Part]) -> Source:
        """Where people are taken from: a source that must have a row for them, else the customers."""
        asked = (part.condition.source for part in parts if isinstance(part, Asked) and part.holds)
        rowed = sorted({name for name in asked if not known_source(name).many}, key=lambda name: name != "profile")
        base = known_source(rowed[0] if rowed else "customer")
        self.joined = []
        self._base_name = base.name
        return base

    def _conjunct(self, part: Part) -> str:
        if isinstance(part, Asked) and known_source(part.condition.source).many and part.condition.times == ONCE:
            found = f"(SELECT FROM ({self._rows(part.condition)}) AS found WHERE found.customer_id = {self.key})"
            return f"EXISTS {found}" if part.holds else f"NOT EXISTS {found}"
        return self._part(part)

    def _part(self, part: Part) -> str:
        if isinstance(part, Asked):
            return self._asked(part)
        word, empty = ("AND", "true") if isinstance(part, Every) else ("OR", "false")
        return "(" + f" {word} ".join(self._part(one) for one in part.parts) + ")" if part.parts else empty

    def _asked(self, asked: Asked) -> str:
        source = known_source(asked.condition.source)
        if source.many:
            mark = f"mark_{len(self.marks) + 1}"
            rows = self._rows(asked.condition, distinct=True)
            self.marks.append(f"LEFT JOIN ({rows}) AS {mark} ON {mark}.customer_id = {self.key}")
            return f"{mark}.customer_id IS {'NOT ' if asked.holds else ''}NULL"
        if source.name not in {self._base_name, *self.joined}:
            self.joined.append(source.name)
        tests = " AND ".join(self._where(source, asked.condition))
        return tests if asked.holds else f"({tests}) IS NOT TRUE"

    def _rows(self, condition: Condition, *, distinct: bool = False) -> str:
        """The customers with rows that satisfy a condition; once each if `distinct` or counted."""
        source, times = known_source(condition.source), condition.times
        wanted = [f"{source.customer} IS NOT NULL", *self._as_of(source), *self._where(source, condition)]
        wanted += [self._compare(source.instant, Type.INSTANT, one) for one in condition.period.values()]
        sql = f"SELECT {source.customer} AS customer_id FROM {source.relation} WHERE {' AND '.join(wanted)}"
        if times == ONCE:
            return sql.replace("SELECT", "SELECT DISTINCT", 1) if distinct else sql
        least = self._param(times.least, "bigint")
        having = f"{source.counted} >= {least}"
        if times.most is not None:
            having += f" AND {source.counted} <= {self._param(times.most, 'bigint')}"
        return f"{sql} GROUP BY {source.customer} HAVING {having}"

    def _where(self, source: Source, condition: Condition) -> list[str]:
        tests = []
        for name, comparison in condition.where.items():
            column, type_ = resolve(source, name, comparison, self.looked_up)
            expression = column.sql
            if column.type is Type.FIELDS:
                value = f"({column.sql} -> {self._param(name.partition('.')[2], 'text')})"
                expression = _FIELDS[type_].format(value=value)
            tests.append(self._compare(expression, type_, _small(comparison) if column.small else comparison))
        return tests

    def _compare(self, expression: str, type_: Type, comparison: Comparison) -> str:
        how, value = comparison.how, comparison.value
        if positive := OPPOSITE.get(how):
            return f"({self._positive(expression, type_, positive, value)}) IS NOT TRUE"
        return self._positive(expression, type_, how, value)

    def _positive(self, expression: str, type_: Type, how: How, value: Any) -> str:
        if how is How.KNOWN:
            blank = (
                f"{expression} IS NULL" if type_ not in {Type.TEXT, Type.CHOICE} else f"coalesce({expression}, '') = ''"
            )
            blank = f"cardinality({expression}) = 0" if type_ is Type.TEXTS else blank
            return f"NOT ({blank})" if value else f"({blank})"
        if how is How.WITHIN:
            return f"{expression} BETWEEN {self._value(value, type_)} AND %(now)s::timestamptz"
        if how is How.BETWEEN:
            low, high = (value[1], value[0]) if type_ is Type.INSTANT else value
            return f"{expression} BETWEEN {self._value(low, type_)} AND {self._value(high, type_)}"
        if how is How.IN:
            listed = [self._plain(one, type_) for one in value]
            return f"{expression} = ANY ({self._param(listed, _cast(type_, *listed) + '[]')})"
        placed = self._value(value, type_)
        if how is How.CONTAINS:
            if type_ is Type.TEXTS:
                return f"{placed} = ANY ({expression})"
            return f"position(lower({placed}) IN lower({expression})) > 0"
        if how is How.STARTS_WITH:
            return f"starts_with(lower({expression}), lower({placed}))"
        if how in NUMERIC:
            return f"{expression} {_SIGNS[how]} {placed}"
        sign = {How.BEFORE: "<", How.AFTER: ">"}.get(how, "=")
        return f"{expression} {sign} {placed}"

    def _as_of(self, source: Source) -> list[str]:
        """What had happened, and was known, by now."""
        held = [f"{column} <= %(now)s::timestamptz" for column in (source.instant, source.known) if column]
        return [*held, source.always] if source.always else held

    def _match(self, source: Source) -> str:
        return " AND ".join([f"{source.customer} = {self.key}", *self._as_of(source)])

    def _value(self, value: Any, type_: Type) -> str:
        placed = self._plain(value, type_)
        return self._param(placed, _cast(type_, placed))

    def _plain(self, value: Any, type_: Type) -> Any:
        if isinstance(value, Duration):
            return value.before(self.now)
        if type_ not in {Type.NUMBER, Type.MONEY}:
            return value
        return Decimal(str(value)).scaleb(self._money_decimals() if type_ is Type.MONEY else 0)

    def _money_decimals(self) -> int:
        if self._decimals is None:
            self._decimals = decimals(settings.read().currency)
        return self._decimals

    def _param(self, value: Any, cast: str) -> str:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"%({name})s::{cast}"


def _cast(type_: Type, *values: Any) -> str:
    """Whole numbers are compared as such: an integer column cast to numeric has no statistics and no index."""
    whole = all(isinstance(value, Decimal) and value == value.to_integral_value() for value in values)
    return "bigint" if whole else _CASTS[type_]


def _small(comparison: Comparison) -> Comparison:
    """The same with its words in small letters."""
    value = comparison.value
    lowered = tuple(str(one).lower() for one in value) if isinstance(value, tuple) else value
    lowered = value.lower() if isinstance(value, str) else lowered
    return Comparison.model_construct(how=comparison.how, value=lowered)


def _table(source: Source) -> str:
    return f"({source.relation})" if " JOIN " in source.relation else source.relation
