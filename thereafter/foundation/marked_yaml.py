"""YAML that knows its lines, so that an error can say where. Aliases are refused: they hide size."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from thereafter.foundation.errors import Refusal

_DEEPEST = 40
Path = Sequence[str | int]


class _Impossible(Exception):
    """Something written like a date or a number that is none."""

    def __init__(self, node: yaml.Node, error: ValueError) -> None:
        self.line = node.start_mark.line + 1
        self.sentence = f'"{str(node.value)[:60]}" does not exist: {error}. Correct it, or quote it if it is a text.'


class _Loader(yaml.SafeLoader):
    """The values of YAML, but impossible ones are said with their line, and 010 is a text rather than eight."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise _Impossible(node, error) from None


def _but_octals(numbers: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?![-+]?0[0-9_]+$)(?:{numbers.pattern})", re.X)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, _but_octals(pattern) if tag.endswith(":int") else pattern) for tag, pattern in known]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Document:
    """One YAML text: its data, and the nodes that know their lines."""

    source: str
    data: Any
    root: yaml.Node | None

    def line(self, path: Path) -> int:
        """The line (from 1) of what stands at `path`, or of the nearest thing above it. Unknown parts are skipped."""
        return _mark(self.root, tuple(path)) + 1 if self.root else 1

    def problem(self, path: Path, sentence: str) -> str:
        """The sentence with file and line before it."""
        return f"{self.source}, line {self.line(path)}: {sentence}"

    def words(self, what: str, first: str) -> dict[str, Any]:
        """The data of a text that says word by word what `what` is. Raises Refusal where it is nothing of the sort."""
        if isinstance(self.data, dict):
            return self.data
        raise self.refusal([((), f'{what} is a list of "word: value" lines. Begin with "{first}: …".')])

    def refusal(self, problems: Iterable[tuple[Path, str]]) -> Refusal:
        """All problems, in the order of their lines, one a line."""
        ordered = sorted(problems, key=lambda found: self.line(found[0]))
        return Refusal("\n".join(dict.fromkeys(self.problem(*found) for found in ordered)))

    def invalid(self, error: ValidationError, words: Iterable[str] = ()) -> Refusal:
        """What pydantic found, in sentences. `words` are keys that may have been meant."""
        found = error.errors()
        deepest = [one for one in found if not any(_inside(other["loc"], one["loc"]) for other in found)]
        return self.refusal((detail["loc"], _sentence(detail, tuple(words))) for detail in deepest)


def read(text: str, source: str, *, deepest: int = _DEEPEST) -> Document:
    """Parse one document. Raises Refusal, naming the line, for what is no YAML, a key said twice, an alias."""
    try:
        _check_shape(text, source, deepest)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.load(text, Loader=_Loader)  # a SafeLoader that is stricter still
        if root is not None:
            _check_twice(root, source)
    except _Impossible as error:
        raise Refusal(f"{source}, line {error.line}: {error.sentence}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        said = error.problem or "it cannot be read"
        raise Refusal(f"{source}, line {line}: this is not valid YAML: {said}. Check indentation and quotes.") from None
    except (yaml.YAMLError, ValueError) as error:
        raise Refusal(f"{source}: this cannot be read as YAML: {' '.join(str(error).split())}") from None
    return Document(source, data, root)


def _check_shape(text: str, source: str, deepest: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise Refusal(f'{source}, line {line}: the alias "*{event.anchor}" is not allowed. Write it out.')
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > deepest:
            raise Refusal(f"{source}, line {line}: this is nested more than {deepest} levels deep. Make it flatter.")


def _check_twice(node: yaml.Node, source: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise Refusal(f'{source}, line {line}: "{key.value}" is said twice. Keep one of them.')
            seen.add(key.value)
            _check_twice(value, source)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_twice(item, source)


def _mark(node: yaml.Node, path: tuple[str | int, ...], at: int | None = None) -> int:
    """The line from 0. A key's own line is better than its value's: a value may begin one line below."""
    line = node.start_mark.line if at is None else at
    for index, part in enumerate(path):
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    return _mark(value, path[index + 1 :], key.start_mark.line)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            return _mark(node.value[part], path[index + 1 :])
    return line


def _inside(inner: Path, outer: Path) -> bool:
    """Whether one place lies in another: a list with a fault in it also counts as too short."""
    return len(inner) > len(outer) and tuple(inner[: len(outer)]) == tuple(outer)


def _sentence(detail: ErrorDetails, words: tuple[str, ...]) -> str:
    named = [part for part in detail["loc"] if isinstance(part, str) and part.isidentifier()]  # the others are tags
    name = named[-1] if named else "the document"
    value = _shown(detail["input"])
    match detail["type"]:
        case "missing":
            return f'"{name}" is missing. Add it.'
        case "extra_forbidden":
            near = difflib.get_close_matches(name, words, n=1)
            return f'"{name}" is not known here. ' + (f'Did you mean "{near[0]}"?' if near else "Remove it.")
        case "literal_error" | "enum":
            return f"{name} is {value}. Use one of: {(detail.get('ctx') or {}).get('expected')}."
        case "value_error" | "assertion_error":
            return str((detail.get("ctx") or {}).get("error", detail["msg"]))
        case "sentence":
            return detail["msg"]
        case "rule":
            return f"{name}: {detail['msg']}{'' if detail['msg'].endswith(('.', '?')) else '.'}"
        case "string_pattern_mismatch":
            loose = r"\w" in str((detail.get("ctx") or {}).get("pattern"))
            allowed = "letters, digits, dots, dashes and blanks" if loose else "small letters, digits and single dashes"
            return f"{name} is {value}. Write it with {allowed} alone."
        case "too_short":
            return f"{name} is empty. Put something there."
        case _:
            said = detail["msg"][:1].lower() + detail["msg"][1:]
            return f"{name} is {value}; {said.replace('input ', 'it ')}."


def _shown(value: object) -> str:
    text = str(value)
    return f'"{text[:57]}…"' if len(text) > 60 else f'"{text}"'
