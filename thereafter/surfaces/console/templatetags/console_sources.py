"""Sources in templates: `{{ person.sources|shown:fact.source }}`."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def as_read(value: object) -> object:
    """What a field holds, as a person reads it: yes, no, or nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else value


@register.filter
def who(actor: str) -> str:
    """Who did something, as a person reads it: "console:ruth" is ruth, "cli:ruth" is ruth at a terminal."""
    name = actor.removeprefix("cli:")
    return actor.removeprefix("console:") if name == actor else f"{name}, at a terminal"


@register.filter
def shown(sources: Mapping[str, str], source: str) -> str:
    """A source as `console.sources` made it readable."""
    return sources[source]
