"""Characters that words may not hold, and the white space between words.

Names become greetings and headers of mails, where a line break or an escape sequence does harm.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

BLANKS = " \t\r\n" + "".join(chr(code) for code in range(0xA0, 0x3001) if chr(code).isspace())
_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"  # the last turn writing around
_CONTROL = re.compile(f"[{_CONTROLS}]")
_UNSHOWN = re.compile(rf"[{_CONTROLS}\t\r\n]")
_ARROWS_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
_ARROWS_RUN = r"[\t\n\r\p{Z}]+"


def have_controls(words: pa.Array) -> bool:
    """Whether any of these words holds a control character other than a tab or a line break."""
    return bool(pc.any(pc.match_substring_regex(words, _ARROWS_CONTROL)).as_py())


def control_in(words: str) -> str:
    """The first control character as people name it, such as U+001B; empty if there is none."""
    found = _CONTROL.search(words)
    return f"U+{ord(found[0]):04X}" if found else ""


def single_spaced(words: pa.Array) -> pa.Array:
    """Words (n,) with one space in place of every run of white space, line breaks among them."""
    return pc.replace_substring_regex(words, _ARROWS_RUN, " ")


def printable(words: str) -> str:
    """Words as a terminal may show them: a control character as its escape, such as \\x1b."""
    return _UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode(), words)


def lines_as_shown(text: str) -> str:
    """Lines of our own, each printable: names of files and columns are somebody else's."""
    return "\n".join(map(printable, text.split("\n")))
