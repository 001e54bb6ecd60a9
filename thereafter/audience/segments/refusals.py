"""How the parts of a rule say no: pydantic adds the place, `rule.read` makes the sentence."""

from difflib import get_close_matches
from typing import NoReturn

from pydantic_core import PydanticCustomError


def refuse(words: str) -> NoReturn:
    """Refuse what stands at this place of the rule. `words` continue the place: "is 'sixty'; write a whole number"."""
    raise PydanticCustomError("rule", "{words}", {"words": words})


def short(value: object) -> str:
    """A value as the person wrote it, at most 80 characters."""
    text = repr(value).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 80 else f"{text[:77]}..."


def offer(wrong: str, right: list[str]) -> str:
    """What to write instead: the nearest word, else all of them if they are few."""
    if near := get_close_matches(wrong, right, n=1):
        return f"did you mean {near[0]}?"
    return f"there are: {', '.join(right[:40])}" if right else "there are none yet"
