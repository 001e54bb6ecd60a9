"""A template as it is written: what travels to the limited process."""

import re
from collections.abc import Set
from dataclasses import dataclass
from hashlib import sha256

CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)  # ends where Liquid's ends, at the first mark
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Source:
    """Subject and preheader in Liquid, the body in MJML with Liquid."""

    subject: str
    preheader: str
    body: str

    @property
    def name(self) -> str:
        """What the limited process knows it by: the same text, the same name."""
        return sha256("\0".join(self.parts).encode("utf-8", "surrogatepass")).hexdigest()

    def mentions(self, names: Set[str]) -> frozenset[str]:
        """Those of these variables that it may use: Liquid reaches a variable by its name alone."""
        said = " ".join(CODE.findall(" ".join(self.parts)))
        return frozenset(_WORD.findall(said)) & names

    @property
    def parts(self) -> tuple[str, str, str]:
        """As it travels."""
        return self.subject, self.preheader, self.body
