"""Liquid as templates may use it: a few tags, no clock, no files, limits on everything. Runs in the limited process."""

import html
import re
from collections.abc import Iterable

from liquid import BoundTemplate, Environment, RenderContext, Token
from liquid.exceptions import UndefinedError
from liquid.undefined import UNDEFINED, FalsyStrictUndefined

from thereafter.engagement.messaging.rendering.source import CODE

_TAGS_LEFT_OUT = ("include", "render", "tablerow", "liquid", "doc", "increment", "decrement", "ifchanged")
_FILTERS_LEFT_OUT = ("date", "safe")  # the first reads the clock, the second takes values for HTML

_NOT_THERE = object()
_STAND_IN = re.compile(r"zqLQ(\d+)zq")  # letters, because the MJML compiler spells out what it cannot print


class Missing(FalsyStrictUndefined):
    """A variable without a value: it can be asked for and given a fallback; shown as it is, it is an error."""

    __slots__ = ()
    force_liquid_default = True


class Names(RenderContext):
    """Where variables are looked up. What is missing is called by its whole path, which helps an author most."""

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        try:
            found = super().get(path, token=token, default=_NOT_THERE)
        except UndefinedError:  # a part of something that is missing itself
            found = _NOT_THERE
        if found is not _NOT_THERE:
            return found
        return Missing(written(path), token=token) if default == UNDEFINED else default


def written(path: list[object]) -> str:
    """A path as one writes it: order.lines[0].title."""
    return "".join(f".{part}" if isinstance(part, str) else f"[{part}]" for part in path).removeprefix(".")


class Prepared(BoundTemplate):
    """A template that looks its variables up in `Names`."""

    context_class = Names


class Limited(Environment):
    """Liquid with limits. What they cannot bound, such as chains of filters, the process's own limits do."""

    template_class = Prepared
    block_nesting_limit = 12
    context_depth_limit = 12
    loop_iteration_limit = 5_000
    local_namespace_limit = 100_000
    output_stream_limit = 500_000  # bytes; mail programs cut at a fifth of that


def environment(*, autoescape: bool) -> Limited:
    """An environment for HTML (values are escaped) or for plain text."""
    made = Limited(undefined=Missing, autoescape=autoescape)
    for name in _TAGS_LEFT_OUT:
        made.tags.pop(name, None)
    for name in _FILTERS_LEFT_OUT:
        made.filters.pop(name, None)
    return made


class Apart:
    """A text whose Liquid is exchanged for stand-ins, so that tools which know nothing of Liquid leave it alone."""

    def __init__(self, text: str) -> None:
        self.code: list[str] = []
        self.text = CODE.sub(self._set_apart, _STAND_IN.sub("", text))

    def _set_apart(self, found: re.Match[str]) -> str:
        self.code.append(found[0])
        return f"zqLQ{len(self.code) - 1}zq"

    def together(self, text: str) -> str:
        """A text with stand-ins, its Liquid back in place."""
        return _STAND_IN.sub(lambda found: self.code[int(found[1])], text)

    def lost(self, text: str) -> Iterable[str]:
        """The Liquid that no longer stands in a text."""
        kept = {int(number) for number in _STAND_IN.findall(text)}
        return (code for number, code in enumerate(self.code) if number not in kept)


def escape_around(text: str) -> str:
    """Plain text as HTML; its Liquid stays as it is."""
    apart = Apart(text)
    return apart.together(html.escape(apart.text))


def bare_of_code(text: str) -> str:
    """A text without Liquid and without stand-ins."""
    return _STAND_IN.sub("", CODE.sub("", text))
