"""What makes a template unfit: unknown variables, broken Liquid or MJML, each with line and remedy. Runs apart."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from liquid import BoundTemplate
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, LoopExpression, Path
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.context import RenderContext
from liquid.exceptions import LiquidError
from liquid.expression import Expression

from thereafter.engagement.messaging.rendering import liquids, plain, variables
from thereafter.engagement.messaging.rendering.compiling import Unfit, compiled
from thereafter.engagement.messaging.rendering.source import Source

Problem = tuple[str, int, str]  # field of the template, line in it, sentence
_PARTS = frozenset(
    "mj-text mj-button mj-image mj-divider mj-spacer mj-table mj-raw mj-section mj-column mj-wrapper mj-group mj-hero "
    "mj-social mj-social-element mj-accordion mj-accordion-element mj-accordion-title mj-accordion-text mj-navbar "
    "mj-navbar-link mj-carousel mj-carousel-image".split()
)
_LEADING_OUT = frozenset({"href", "src", "background-url", "background", "poster", "action"})
_SCHEME = re.compile(r"[\s\x00-\x1f]*([A-Za-z][A-Za-z0-9+.-]*)\s*:")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_EMPTY = frozenset({"br", "img", "hr"})
_ANYTHING = object()  # a value that we do not follow: what `assign` and filters make
_OF_LISTS = frozenset({"size", "first", "last"})
_EXAMPLE = variables.examples()


def problems(source: Source) -> list[Problem]:
    """Everything wrong with a template; of the deeper faults only where the shallower ones are mended."""
    environment = liquids.environment(autoescape=False)
    found: list[Problem] = []
    for field in ("subject", "preheader", "body"):
        try:
            template = environment.from_string(getattr(source, field))
        except LiquidError as error:
            found.append((field, _line(error), sentence(error)))
        else:
            found += ((field, line, words) for line, words in _unknown(template))
    found += (("body", line, words) for line, words in _misplaced(source.body))
    return found or list(_untried(source))


def sentence(error: LiquidError) -> str:
    """What Liquid found, as a sentence with a remedy."""
    said = str(error.message or type(error).__name__)
    if said.endswith("is undefined"):
        name = said.removesuffix(" is undefined").strip("'\"")
        return f'There is no value for "{name}". Give it a fallback: {{{{ {name} | default: "…" }}}}.'
    return f"{said[:1].upper()}{said[1:200].rstrip('.')}."


def _untried(source: Source) -> Iterator[Problem]:
    """What a trial finds: with everything known, and with nothing known."""
    try:
        template = compiled(source)
    except (LiquidError, Unfit) as error:
        yield "body", 1, sentence(error) if isinstance(error, LiquidError) else str(error)
        return
    for context in (variables.examples(), variables.bare()):
        for field, part in (("subject", template.subject), ("preheader", template.preheader), ("body", template.text)):
            try:
                said = part.render(context)
            except LiquidError as error:
                yield field, _line_of(str(error.message), getattr(source, field)), sentence(error)
                return
            if field == "subject" and not said.strip():
                yield field, 1, "It is empty where what it speaks of is not known. Say something else there."
                return


def _line(error: LiquidError) -> int:
    where = error.context()
    return where[0] if where else 1


def _line_of(said: str, text: str) -> int:
    """The line of what a message names first; the compiled text has other lines than the template."""
    name = said.split("'")[1] if said.count("'") > 1 else ""
    return text[: max(text.find(name), 0)].count("\n") + 1


# Variables


def _unknown(template: BoundTemplate) -> Iterator[tuple[int, str]]:
    scope: dict[str, Any] = dict(_EXAMPLE)
    for node in template.nodes:
        yield from _in_node(node, scope, RenderContext(template))


def _in_node(node: Node, scope: dict[str, Any], context: RenderContext) -> Iterator[tuple[int, str]]:
    inner = scope
    for expression in node.expressions():
        yield from _in_expression(expression, scope)
        if isinstance(expression, LoopExpression):
            listed = _value(expression.iterable, scope)
            item = listed[0] if isinstance(listed, list) and listed else _ANYTHING
            inner = {**scope, expression.identifier: item, "forloop": _ANYTHING}
    if isinstance(node, AssignNode):
        scope[str(node.name)] = _value(node.expression, scope)
    for name in node.template_scope():
        scope.setdefault(str(name), _ANYTHING)
    for child in node.children(context, include_partials=False):
        yield from _in_node(child, inner, context)


def _in_expression(expression: Expression, scope: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    if isinstance(expression, Path) and _value(expression, scope) is None:
        token = expression.token
        line = token.source[: max(token.start_index, 0)].count("\n") + 1
        yield line, f'There is no variable "{expression}". {_remedy(str(expression))}'
    for child in expression.children():
        yield from _in_expression(child, scope)


def _value(expression: Expression, scope: Mapping[str, Any]) -> Any:
    """The example behind an expression; None where there is none, `_ANYTHING` where we do not follow."""
    if isinstance(expression, FilteredExpression) and not expression.filters:
        return _value(expression.left, scope)
    if not isinstance(expression, Path):
        return _ANYTHING
    value: Any = scope
    for part in expression.path:
        if value is _ANYTHING or isinstance(part, Path):
            return _ANYTHING
        if isinstance(value, list):
            if part == "size":
                return _ANYTHING
            value = value[0] if isinstance(part, int) or part in _OF_LISTS else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            return None
    return value


def _remedy(name: str) -> str:
    known = [path.replace("[]", "[0]") for path in variables.VARIABLES]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else "docs/reference/template-variables.md lists them all."


# MJML


def _misplaced(body: str) -> Iterator[tuple[int, str]]:
    reader = _Reader()
    apart = liquids.Apart(body)
    reader.feed(apart.text)
    reader.close()
    for line, words in reader.found:
        yield line + _lines_of_code(apart, apart.text, line), words
    for tag, line in reader.open:
        yield line + _lines_of_code(apart, apart.text, line), f"<{tag}> is never closed. Add </{tag}>."


def _lines_of_code(apart: liquids.Apart, text: str, line: int) -> int:
    """How many line ends the Liquid before this line had, which the stand-ins have not."""
    before = "\n".join(text.split("\n")[: line - 1])
    return apart.together(before).count("\n") - before.count("\n")


class _Reader(HTMLParser):
    """Reads MJML for what the compiler would swallow: unknown parts, text outside of them, tags that do not match."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        self._check(tag, attrs, line)
        if tag in _EMPTY:
            self.found.append((line, f"<{tag}> must close itself in MJML. Write <{tag} />."))
        else:
            self.open.append((tag, line))

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._check(tag, attrs, self.getpos()[0])

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        else:
            opened = f" <{self.open[-1][0]}> is open" if self.open else " nothing is open"
            self.found.append((self.getpos()[0], f"</{tag}> closes nothing here;{opened}. Move or remove it."))

    def handle_data(self, data: str) -> None:
        words = liquids.bare_of_code(data).strip()
        if words and not any(tag in plain.TEXT or not tag.startswith("mj-") for tag, _ in self.open):
            line = self.getpos()[0] + len(data[: len(data) - len(data.lstrip())].split("\n")) - 1
            self.found.append((line, f'"{words[:40]}" stands outside of a part. Put it into <mj-text>.'))

    def _check(self, tag: str, attrs: Sequence[tuple[str, str | None]], line: int) -> None:
        for name, value in attrs:
            scheme = _SCHEME.match(value or "") if name in _LEADING_OUT else None
            if scheme and scheme[1].lower() not in _SCHEMES:
                words = "leads nowhere from a mail. Begin the address with https://, mailto: or tel:."
                self.found.append((line, f'{name}="{scheme[1]}:…" {words}'))
        if tag.startswith("mj-") and tag not in _PARTS:
            near = difflib.get_close_matches(tag, _PARTS, n=1)
            meant = f"Did you mean <{near[0]}>?" if near else "Use mj-text, mj-button or mj-image."
            self.found.append((line, f"<{tag}> cannot stand in a mail's body. {meant}"))
        elif tag in {"script", "style", "iframe", "form", "object"}:
            self.found.append((line, f"<{tag}> does not work in mails. Remove it."))
