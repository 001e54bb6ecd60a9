"""The tree of conditions that defines a segment, read from YAML or JSON.

    all:
      - profile: {orders: {at_least: 2}, last_order_at: {between: [{days: 30}, {days: 90}]}}
      - bought: {category: Kitchen, within: {years: 1}}
      - did: {event: message.clicked, within: {days: 60}, times: never}

`all`, `any` and `not` hold rules; anything else names a registered source. All words: docs/reference/segment-rules.md.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from thereafter.audience.segments.comparisons import Comparison, How, fits, type_of
from thereafter.audience.segments.refusals import offer, refusal, short
from thereafter.audience.segments.sources import PERIOD, Column, Source, Type, get, registered
from thereafter.audience.segments.spelling import unquoted
from thereafter.foundation import marked_yaml
from thereafter.foundation.errors import Refusal

DEEPEST = 20
_MOST_LEVELS = 5 * DEEPEST  # of lists and mappings, of which every rule takes a few
_MOST_NODES = 2_000
_COMPOUND = frozenset({"all", "any", "not"})
_LONGEST_TEXT = 200_000
_LONGEST_NUMBER = 10**80  # Python does not even write out the longest that YAML can say in hexadecimals


class RuleError(Refusal):
    """A rule that cannot be read: where in it, what stands there, what to write instead. `path` leads there."""

    def __init__(self, sentence: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(sentence)
        self.path = path


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class All(_Node):
    """Everybody who satisfies every rule; without rules, everybody."""

    all: tuple["Rule", ...]


class AnyOf(_Node):
    """Everybody who satisfies at least one rule."""

    any: Annotated[tuple["Rule", ...], Field(min_length=1)]


class Not(_Node):
    """Everybody who does not satisfy the rule."""

    rule: Annotated["Rule", Field(alias="not")]

    @model_serializer
    def _to_rule(self) -> dict[str, Any]:
        return {"not": self.rule.model_dump()}


class Times(_Node):
    """How often: at least `least`, and at most `most` where there is a most."""

    least: int = 1
    most: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_rule(cls, given: Any) -> Any:
        if given == "never":
            return {"least": 0, "most": 0}
        if isinstance(given, dict) and "least" in given:
            return given
        if isinstance(given, dict) and len(given) == 1:
            [(word, number)] = given.items()
            if isinstance(number, int) and not isinstance(number, bool) and (word == "at_least") <= number <= 1_000_000:
                match word:
                    case "at_least":
                        return {"least": number, "most": None}
                    case "at_most":
                        return {"least": 0, "most": number}
                    case "exactly":
                        return {"least": number, "most": number}
        raise refusal(f"is {short(given)}; write never, {{at_least: 2}}, {{at_most: 2}} or {{exactly: 2}}")

    @model_serializer
    def _to_rule(self) -> str | dict[str, int]:
        if self.most == 0:
            return "never"
        if self.most is None:
            return {"at_least": self.least}
        return {"exactly": self.most} if self.least else {"at_most": self.most}


ONCE = Times(least=1, most=None)


class Condition(_Node):
    """One question to one source. `where` is by column, or column.field; all of it holds of one and the same row."""

    source: str
    where: dict[str, Comparison] = Field(default_factory=dict)
    period: dict[str, Comparison] = Field(default_factory=dict)
    times: Times = ONCE

    @model_validator(mode="before")
    @classmethod
    def _from_rule(cls, given: Any) -> Any:
        [(name, body)] = given.items()
        source = known_source(name)
        if not isinstance(body, dict):
            if not source.main:
                raise refusal(f"is {short(body)}; write what to ask, like {{{next(iter(source.columns))}: ...}}")
            body = {source.main: body}
        parts: dict[str, Any] = {"source": name, "where": {}, "period": {}}
        for word, value in body.items():
            if source.many and word in PERIOD:
                parts["period"][word] = {word: value}
            elif source.many and word == "times":
                parts["times"] = value
            elif str(word).partition(".")[0] not in source.columns:
                raise _unknown(source, word)
            elif word in source.columns and source.columns[word].type is Type.FIELDS:
                if not isinstance(value, dict) or not value:
                    raise refusal(f'"{word}" is {short(value)}; name its fields, like {{{word}: {{size: XL}}}}')
                parts["where"].update({f"{word}.{key}": one for key, one in value.items()})
            else:
                parts["where"][word] = value
        if not parts["where"] and not source.many:
            raise refusal(f"asks nothing; name a column, one of {', '.join(source.columns)}")
        return parts

    @model_validator(mode="after")
    def _fits_its_source(self, info: ValidationInfo) -> "Condition":
        looked_up: dict[object, Any] = info.context if info.context is not None else {}
        source = known_source(self.source)
        for name, comparison in self.where.items():
            column, type_ = resolve(source, name, comparison, looked_up)
            if problem := fits(comparison, type_):
                raise refusal(f'"{name}" {problem}' if problem.startswith("is ") else f"{problem} ({name})", name)
            _check_choices(column, name, comparison, looked_up)
        for word, comparison in self.period.items():
            if problem := fits(comparison, Type.INSTANT):
                raise refusal(f'"{word}" {problem}', word)
        if source.many and not self.where and not self.period and source.main:
            raise refusal(f"does not say which {source.main}; write {{{source.main}: ...}}")
        return self

    @model_serializer
    def _to_rule(self) -> dict[str, Any]:
        body: dict[str, Any] = {name: one.model_dump() for name, one in self.where.items()}
        body |= {word: one.model_dump()[word] for word, one in self.period.items()}
        if known_source(self.source).many and self.times != ONCE:
            body["times"] = self.times.model_dump()
        return {self.source: body}


def _kind(given: Any) -> str | None:
    if isinstance(given, _Node):
        return {All: "+all", AnyOf: "+any", Not: "+not"}.get(type(given), "+one")
    if not isinstance(given, dict) or len(given) != 1:
        return None
    return f"+{word}" if (word := next(iter(given))) in _COMPOUND else "+one"


Rule = Annotated[
    Annotated[All, Tag("+all")]
    | Annotated[AnyOf, Tag("+any")]
    | Annotated[Not, Tag("+not")]
    | Annotated[Condition, Tag("+one")],
    Discriminator(
        _kind,
        custom_error_type="rule",
        custom_error_message="is no rule; write one word with what belongs to it: all, any, not, or a source's name",
    ),
]
AnyRule: TypeAlias = All | AnyOf | Not | Condition
for _node in (All, AnyOf, Not):
    _node.model_rebuild()
_adapter: TypeAdapter[AnyRule] = TypeAdapter(Rule)


def read(data: object, *, name: str = "rule") -> AnyRule:
    """A rule from plain data. Raises RuleError with the place in `name`, what stands there, and the remedy."""
    if isinstance(data, _Node):
        return _adapter.validate_python(data)
    _measure(data, name)
    try:
        return _adapter.validate_python(data, context={})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = _path(data, first["loc"])
        words = [name, *(str(step + 1) if isinstance(step, int) else step for step in path)]
        place = " → ".join(filter(None, words)) or "the rule"
        within = str(first.get("ctx", {}).get("at", "")).split(".")
        raise RuleError(f"{place}: {_sentence(first['msg'], first['type'])}", (*path, *within)) from None


def read_yaml(text: str, *, name: str = "rule") -> AnyRule:
    """A rule from YAML or JSON text. Raises RuleError with the line in `name`, the place, and the remedy."""
    if len(text) > _LONGEST_TEXT:
        raise RuleError(f"{name}: it has {len(text):,} characters; a rule has at most {_LONGEST_TEXT:,}.")
    try:
        document = marked_yaml.read(text, name, deepest=_MOST_LEVELS)
    except Refusal as problem:
        raise RuleError(f"{problem} Examples stand in docs/reference/segment-rules.md.") from None
    try:
        return read(document.data, name="")
    except RuleError as problem:
        sentence = unquoted(document.root, problem.path, str(problem))
        raise RuleError(document.problem(problem.path, sentence), problem.path) from None


def write(rule: AnyRule) -> dict[str, Any]:
    """The rule as plain JSON data, which `read` turns into the same rule."""
    plain: dict[str, Any] = _adapter.dump_python(rule, mode="json")
    return plain


def segments_named(data: object) -> set[str]:
    """The keys of the segments that a rule, as plain data, asks about; nothing of it needs to be valid."""
    named: set[str] = set()
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
            named |= _texts([one.get("segment"), one.get("list")])
        elif isinstance(one, list | tuple):
            waiting += one
    return named


def _texts(data: object) -> set[str]:
    if isinstance(data, dict | list | tuple):
        return {text for one in (data.values() if isinstance(data, dict) else data) for text in _texts(one)}
    return {data} if isinstance(data, str) else set()


def known_source(name: object) -> Source:
    """The source of that name. Refuses others, with the nearest."""
    if isinstance(name, str) and (source := get(name)):
        return source
    offered = offer(str(name), [source.name for source in registered()])
    raise refusal(f'"{name}" is not something a rule can ask about; {offered}', name)


def resolve(source: Source, name: str, comparison: Comparison, looked_up: dict[object, Any]) -> tuple[Column, Type]:
    """The column that a name of `where` means, and the type to compare it as."""
    head, _, field = name.partition(".")
    column = source.columns.get(head)
    if column is None or bool(field) != (column.type is Type.FIELDS):
        raise _unknown(source, name)
    if column.type is not Type.FIELDS:
        return column, column.type
    if column.fields is None:
        return column, type_of(comparison)
    if column.fields not in looked_up:
        looked_up[column.fields] = dict(column.fields())
    fields: Mapping[str, Type] = looked_up[column.fields]
    if field not in fields:
        raise refusal(f'there is no field "{field}" in {head}; {offer(field, list(fields))}', name)
    return column, fields[field]


def _unknown(source: Source, name: object) -> PydanticCustomError:
    words = ["times", *sorted(PERIOD)] if source.many else []
    return refusal(f'"{name}" is unknown here; {offer(str(name), [*source.columns, *words])}', name)


def _check_choices(column: Column, name: str, comparison: Comparison, looked_up: dict[object, Any]) -> None:
    if not column.choices or comparison.how is How.KNOWN:
        return
    choices = column.choices
    if callable(choices):
        if choices not in looked_up:
            looked_up[choices] = tuple(choices())
        choices = looked_up[choices]
    for value in comparison.value if isinstance(comparison.value, tuple) else (comparison.value,):
        if value not in choices:
            raise refusal(f'"{name}" is "{value}"; {offer(str(value), list(choices))}', name)


def _measure(data: object, name: str) -> None:
    """Refuse what is too deep or too large before anything recursive looks at it."""
    waiting, nodes, place = [(data, 1, 1)], 0, f"{name}: " if name else ""
    while waiting:
        one, rules, levels = waiting.pop()
        if isinstance(one, int) and abs(one) >= _LONGEST_NUMBER:
            raise RuleError(f"{place}it holds a number of more than 80 digits. Write a shorter one.")
        if not isinstance(one, dict | list):
            continue
        nodes += isinstance(one, dict)
        rules += isinstance(one, dict) and not _COMPOUND.isdisjoint(one)
        if rules > DEEPEST or levels > _MOST_LEVELS:
            raise RuleError(f"{place}it is nested too deep; a rule may be {DEEPEST} deep. Split it into segments.")
        if nodes > _MOST_NODES:
            raise RuleError(f"{place}it has more than {_MOST_NODES:,} conditions. Split it into segments.")
        inside = [*one, *one.values()] if isinstance(one, dict) else one
        waiting += [(inner, rules, levels + 1) for inner in inside]


def _path(data: Any, loc: tuple[int | str, ...]) -> list[str | int]:
    """Pydantic's location in the words of the rule."""
    path: list[str | int] = []
    for step in loc:
        if step == "+one" and isinstance(data, dict):
            step = next(iter(data))
        elif step in {"+all", "+any", "+not", "where", "period"}:
            continue
        path.append(step if isinstance(step, int) else str(step))
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
    return path


def _sentence(message: str, type_: str) -> str:
    text = {
        "too_short": "is empty; write at least one rule",
        "tuple_type": "is no list; write the rules as a list",
        "model_type": "is no rule",
    }.get(type_, message)
    return text if text.endswith((".", "?")) else f"{text}."
