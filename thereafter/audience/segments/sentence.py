"""A rule read back as an English sentence about people.

People with at least 2 orders who bought in Kitchen within a year, have not clicked for 60 days, and last ordered
30 to 90 days ago.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thereafter.audience.segments.comparisons import OPPOSITE, Comparison, How
from thereafter.audience.segments.normal import Asked, Every, Part, Some, conjuncts, normal
from thereafter.audience.segments.rule import ONCE, AnyRule, Times, known_source
from thereafter.audience.segments.sources import Column, Source, Type
from thereafter.foundation.money import Money
from thereafter.record.shop import settings

_MOST_NAMED = 5
_BOUNDS = {How.AT_LEAST: "at least {}", How.AT_MOST: "at most {}", How.ABOVE: "more than {}", How.BELOW: "less than {}"}


@dataclass(frozen=True)
class _Phrase:
    """Part of a sentence: something one has ("at least 2 orders") or something one does ("bought in Kitchen")."""

    text: str
    thing: bool = False

    def said(self) -> str:
        return f"have {self.text}" if self.thing else self.text


def read_back(rule: AnyRule) -> str:
    """The rule as one sentence. Asks for the shop's currency if the rule is about money."""
    parts = conjuncts(normal(rule))
    phrases = [phrase for part in parts for phrase in _phrases(part)]
    things = [phrase.text for phrase in phrases if phrase.thing]
    deeds = [phrase.text for phrase in phrases if not phrase.thing]
    if not phrases:
        return "Everybody."
    sentence = "People"
    if things:
        sentence += f" with {_joined(things, 'and')}"
    if deeds:
        told = _joined(deeds, "and")
        sentence += f" who {told[1:-1] if len(parts) == 1 and isinstance(parts[0], Some) else told}"
    return f"{sentence}."


def _phrases(part: Part) -> list[_Phrase]:
    if isinstance(part, Asked):
        source = known_source(part.condition.source)
        if source.many:
            return [_rows(source, part)]
        return [_column(source, *one, holds=part.holds) for one in part.condition.where.items()]
    if not part.parts:
        return [] if isinstance(part, Every) else [_Phrase("are nobody")]
    word = "and" if isinstance(part, Every) else "or"
    inner = [_joined([phrase.said() for phrase in _phrases(one)], "and") for one in part.parts]
    return [_Phrase(f"({_joined(inner, word)})" if len(inner) > 1 else inner[0])]


def _column(source: Source, name: str, comparison: Comparison, *, holds: bool = True) -> _Phrase:
    head, _, field = name.partition(".")
    column = source.columns[head]
    how, value = comparison.how, comparison.value
    if how is How.KNOWN:
        return _known(column, field or head, holds)
    said = _value(column, comparison)
    if column.type is Type.INSTANT:
        return _Phrase(f"{column.words} {said}" if holds else _denied_instant(column, how, said))
    words = column.words.replace("{field}", field.replace("_", " "))
    if column.singular and how in {How.IS, How.AT_LEAST, How.AT_MOST} and value == 1:
        words = column.singular
    if column.form == "verb":
        return _Phrase((words if holds else column.negated).format(said))
    phrase = words.format(said)
    return _Phrase(phrase, thing=True) if holds else _Phrase(f"do not have {phrase}")


def _denied_instant(column: Column, how: How, said: str) -> str:
    return f"{column.negated} {said.replace('within', 'for', 1) if how is How.WITHIN else said}"


def _known(column: Column, name: str, holds: bool) -> _Phrase:
    label = name.replace("_", " ")
    if column.type is Type.INSTANT:
        return _Phrase(f"{column.words} some time" if holds else f"{column.negated} yet")
    return _Phrase(f"a known {label}", thing=True) if holds else _Phrase(f"no known {label}", thing=True)


def _rows(source: Source, asked: Asked) -> _Phrase:
    """What is asked of the many rows of a customer: verb, what, when, how often."""
    condition = asked.condition
    main = condition.where.get(source.main)
    words, named = source.words, ""
    if main and main.how is How.IS and str(main.value) in source.verbs:
        words, named = source.verbs[str(main.value)], source.main
    elif "{}" in words[0]:
        words = tuple(word.format(_value(source.columns[source.main], main) if main else "anything") for word in words)  # type: ignore[assignment]
        named = source.main
    parts = [words[0] if asked.holds else words[1]]
    parts += [_of_row(source, name, one) for name, one in condition.where.items() if name != named]
    if condition.times != ONCE:
        parts.append(_times(condition.times))
    if condition.period:
        parts.append(" and ".join(_period(one, asked) for one in condition.period.values()))
    return _Phrase(" ".join(parts))


def _of_row(source: Source, name: str, comparison: Comparison) -> str:
    head, _, field = name.partition(".")
    column = source.columns[head]
    words = column.words.replace("{field}", field.replace("_", " "))
    how = OPPOSITE.get(comparison.how)
    said = _value(column, comparison.model_copy(update={"how": how}) if how else comparison)
    return words.format(f"anything but {said}" if how else said)


def _period(comparison: Comparison, asked: Asked) -> str:
    said = _instant(comparison)
    once = asked.condition.times == ONCE
    return said.replace("within", "for", 1) if comparison.how is How.WITHIN and not asked.holds and once else said


def _times(times: Times) -> str:
    if times.most is None:
        return f"at least {_often(times.least)}"
    return f"exactly {_often(times.least)}"


def _often(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def _value(column: Column, comparison: Comparison) -> str:
    """The value with what bounds it: "at least 2", "Kitchen or Garden", "30 to 90 days ago"."""
    how, value = comparison.how, comparison.value
    if column.type is Type.INSTANT or how in {How.WITHIN, How.BEFORE, How.AFTER}:
        return _instant(comparison)
    if how is How.BETWEEN and isinstance(value, tuple):
        if not isinstance(value[0], int | float):
            return _instant(comparison)
        return f"{_plain(column, value[0])} to {_plain(column, value[1])}"
    if how is How.IN and isinstance(value, tuple):
        named = [_plain(column, one) for one in value[:_MOST_NAMED]]
        rest = len(value) - len(named)
        return _joined([*named, f"{rest:,} others"] if rest else named, "or")
    if how is How.KNOWN:
        return "known" if value else "unknown"
    said = _plain(column, value)
    if how is How.CONTAINS and column.type is not Type.TEXTS:
        return f"something with “{said}”"
    if how is How.STARTS_WITH:
        return f"something that begins with “{said}”"
    exact = how is How.IS and column.type is Type.NUMBER and bool(column.singular)
    return _BOUNDS.get(how, "exactly {}" if exact else "{}").format(said)


def _plain(column: Column, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.type is Type.MONEY:
        return str(Money.parse(str(value), settings.read().currency))
    if isinstance(value, int | float):
        return f"{value:,}"
    return str(value).replace("_", " ") if column.type is Type.CHOICE and not callable(column.choices) else str(value)


def _instant(comparison: Comparison) -> str:
    how, value = comparison.how, comparison.value
    if isinstance(value, tuple):
        return f"{value[0].to(value[1])} ago"  # type: ignore[union-attr,arg-type]
    if isinstance(value, datetime):
        return f"{'since' if how is How.AFTER else 'before'} {_date(value)}"
    if how is How.BEFORE:
        return f"more than {value} ago"
    return f"less than {value} ago" if how is How.AFTER else f"within {value}"


def _date(instant: datetime) -> str:
    day = f"{instant.day} {instant:%B %Y}"
    return day if (instant.hour, instant.minute) == (0, 0) else f"{day}, {instant:%H:%M} UTC"


def _joined(phrases: list[str], word: str) -> str:
    """One, two and three: "a", "a and b", "a, b, and c"."""
    if len(phrases) < 3:
        return f" {word} ".join(phrases)
    return f"{', '.join(phrases[:-1])}, {word} {phrases[-1]}"
