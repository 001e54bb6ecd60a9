"""What a rule can ask about: condition sources, registered by name from here and from the rooms above.

A source is a relation with one row per customer (profile) or many (lines, events), its columns with their types and
words, and its `as_of` rule: rows whose instant or `known_at` lies after `now` have not happened. Relations, columns and
conditions are SQL written by us; nothing of a rule ever becomes SQL except as a parameter.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Type(StrEnum):
    """What a column holds, and so which comparisons it knows."""

    TEXT = "text"
    CHOICE = "one of a few words"
    NUMBER = "number"
    MONEY = "money"  # written in whole units of the shop's currency, stored in minor units
    FLAG = "yes or no"
    INSTANT = "date and time"
    TEXTS = "list of texts"
    FIELDS = "named fields"  # JSON: asked about as column.field


@dataclass(frozen=True)
class Column:
    """One thing to ask of a row.

    sql:     its expression over the source's relation
    words:   how the sentence says it, with {} where the value goes: "live in {}", "in {}", "a revenue of {}"
    form:    what `words` is: a thing one has ("with {} orders"), or a verb ("live in {}")
    negated: how a verb is denied; for an instant the words before "for 60 days": "have not ordered"
    choices: the words it can hold, or a function that finds them (one query)
    fields:  for named fields: a function that finds which there are and their types; None: any, typed by the value
    small:   stored in small letters, and so asked for in any
    """

    type: Type
    sql: str
    words: str
    form: Literal["thing", "verb"] = "thing"
    negated: str = ""
    singular: str = ""
    choices: tuple[str, ...] | Callable[[], Iterable[str]] = ()
    fields: Callable[[], Mapping[str, Type]] | None = None
    small: bool = False


@dataclass(frozen=True)
class Source:
    """One relation that rules may ask about.

    relation: SQL after FROM, with aliases
    customer: the SQL of its customer's id
    columns:  by the name that rules use
    many:     whether a customer can have many rows; then rules may say when and how often
    instant:  the SQL of when a row happened; only rows up to `now` count
    known:    the SQL of when we learned of it; only rows known by `now` count
    always:   SQL that holds for every row that counts; may use %(now)s::timestamptz
    counted:  what "3 times" counts
    main:     the column that a bare value is compared with; with many rows, one that must be asked about
    words:    "bought", "have not bought"
    verbs:    words by the main column's value: {"message.clicked": ("clicked", "have not clicked")}
    about:    a sentence for the reference
    """

    name: str
    relation: str
    customer: str
    columns: Mapping[str, Column]
    many: bool = False
    instant: str = ""
    known: str = ""
    always: str = ""
    counted: str = "count(*)"
    main: str = ""
    words: tuple[str, str] = ("", "")
    verbs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    about: str = ""


RESERVED = frozenset({"all", "any", "not"})
PERIOD = frozenset({"within", "between", "before", "after"})
_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let rules ask about a source. Raises ValueError for a name or column that the language needs itself."""
    if source.name in RESERVED or (source.many and not (PERIOD | {"times"}).isdisjoint(source.columns)):
        raise ValueError(f'Source "{source.name}" uses a word of the rule language itself; choose another name.')
    if _sources.get(source.name, source) != source:
        raise ValueError(f'There are two different sources named "{source.name}"; choose another name for one.')
    if source.main and source.main not in source.columns:
        raise ValueError(f'Source "{source.name}" has no column "{source.main}" to compare a bare value with.')
    _sources[source.name] = source


def get(name: str) -> Source | None:
    """The source of that name."""
    return _sources.get(name)


def registered() -> list[Source]:
    """All sources, by name."""
    return [_sources[name] for name in sorted(_sources)]
