"""What people type: words that can be read, without characters that a program obeys instead of showing them."""

import re
import unicodedata

from thereafter.foundation.errors import Refusal

# What turns the direction of everything after it: U+202E makes a name end as another one.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_OBEYED = frozenset({"Cc", "Cs", "Zl", "Zp"})
_SPACE = re.compile(r"[ \t\u00a0]+")


class WrongWords(Refusal):
    """What was typed cannot be kept as it is."""


def line(words: str, what: str, *, longest: int) -> str:
    """One line, its white space made single. Raises WrongWords; `what` begins the sentence: "The first name"."""
    return _checked(_SPACE.sub(" ", words).strip(), what, longest=longest, breaks="")


def text(words: str, what: str, *, longest: int) -> str:
    """Some lines. Raises WrongWords."""
    return _checked(words.replace("\r\n", "\n").strip(), what, longest=longest, breaks="\n\t")


def _checked(words: str, what: str, *, longest: int, breaks: str) -> str:
    for character in words:
        if character in _TURNS or (unicodedata.category(character) in _OBEYED and character not in breaks):
            raise WrongWords(
                f"{what} holds a character that nobody sees (U+{ord(character):04X}). Write it anew by hand."
            )
    if len(words) > longest:
        raise WrongWords(f"{what} has {len(words):,} characters, and {longest:,} fit. Shorten it.")
    return words
