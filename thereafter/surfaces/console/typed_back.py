"""What somebody typed into a form that was refused: hers to put right, and not gone."""

import re
from dataclasses import dataclass

from django.http import QueryDict

CAME_FROM = "came-from"  # the page on which the form stood
_NOT_TYPED = {CAME_FROM, "csrfmiddlewaretoken"}
_SECRET = re.compile(r"password|code|secret|token", re.IGNORECASE)
_CHOSEN = re.compile(r"[a-z0-9]+([_.:/-][a-z0-9]+)*|")  # what the form itself offers, and nobody types
_DAY = re.compile(r"[0-9]{1,4}-[0-9]{2}-[0-9]{2}.*")
_SENTENCE = 40  # characters that nobody likes to write again
_LINE = 80


@dataclass(frozen=True)
class Field:
    """One field of the form, as it was sent."""

    name: str
    value: str

    @property
    def is_typed(self) -> bool:
        """Whether somebody wrote it, rather than chose it."""
        return bool(_DAY.fullmatch(self.value)) or not _CHOSEN.fullmatch(self.value)

    @property
    def is_long(self) -> bool:
        """Whether it takes more than a line."""
        return len(self.value) > _LINE or "\n" in self.value

    @property
    def label(self) -> str:
        """What it is called."""
        return "What you wrote" if self.name == "text" else re.sub(r"[_.-]+", " ", self.name).strip().capitalize()


def is_worth_keeping(post: QueryDict) -> bool:
    """Whether more was typed than one writes again with a shrug. What is secret is never shown again."""
    if any(_SECRET.search(name) for name in post if name not in _NOT_TYPED):
        return False
    return any(len(field.value) > _SENTENCE and field.is_typed for field in fields_of(post))


def fields_of(post: QueryDict) -> list[Field]:
    """All that the form sent, in its order."""
    return [Field(name, value) for name, values in post.lists() if name not in _NOT_TYPED for value in values]
