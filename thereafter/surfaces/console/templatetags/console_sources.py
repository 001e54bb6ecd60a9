"""Sources in templates: `{{ person.sources|shown:fact.source }}`."""

from collections.abc import Mapping

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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


@register.filter
def as_proof(proof: Mapping[str, object]) -> SafeString:
    """The proof of what she said, as a person reads it: the words, and the mail that led her there."""
    told = [_part(key, value) for key, value in proof.items() if value not in (None, "", [], {})]
    return format_html_join("", "; {}", ((part,) for part in told))


def _part(key: str, value: object) -> SafeString:
    if key == "message" and isinstance(value, list) and len(value) == 4:
        return format_html('by the link in <a href="{}">this mail</a>', reverse("console:message", args=value))
    if key == "wording":
        return format_html("“{}”", str(value))
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return format_html("{}: {}", key.replace("_", " "), words)
