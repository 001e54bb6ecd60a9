"""How the parts of a rule say no: pydantic adds the place, `rule.read` makes the sentence."""

from datetime import date
from difflib import get_close_matches
from math import isfinite

from pydantic_core import PydanticCustomError


def refusal(words: str, at: object = "") -> PydanticCustomError:
    """To raise about what stands at this place of the rule; `words` go on from it: "is 'x'; write a whole number".

    `at` is the word within this place that is wrong, with dots between the parts, where the place alone is too wide.
    """
    return PydanticCustomError("rule", "{words}", {"words": words, "at": str(at)})


def short(value: object) -> str:
    """A value as the person wrote it, at most 80 characters."""
    text = _written(value).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 80 else f"{text[:77]}..."


def _written(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case float() if not isfinite(value):
            return ".nan" if value != value else "-.inf" if value < 0 else ".inf"
        case date():
            return value.isoformat()
        case dict():
            return "{" + ", ".join(f"{_key(key)}: {_written(one)}" for key, one in value.items()) + "}"
        case list() | tuple():
            return f"[{', '.join(_written(one) for one in value)}]"
        case _:
            return repr(value)


def _key(key: object) -> str:
    return key if isinstance(key, str) and key.isprintable() else _written(key)


def offer(wrong: str, right: list[str]) -> str:
    """What to write instead: the nearest word, else all of them if they are few."""
    if near := get_close_matches(wrong, right, n=1):
        return f"did you mean {near[0]}?"
    return f"there are: {', '.join(right[:40])}" if right else "there are none yet"
