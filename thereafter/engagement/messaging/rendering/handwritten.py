"""How a letter that a person wrote is set: her text as values of one fixed template, never as a template itself.

Empty lines part paragraphs, line ends stay, and addresses of the web become links. Pure.
"""

import re
from pathlib import Path
from typing import Any

TEMPLATE = "handwritten"  # the key of its template; merchants' own have a journey's
SUBJECT = "{{ letter.subject }}"
BODY = Path(__file__).with_name("handwritten.mjml").read_text(encoding="utf-8")
_BETWEEN = re.compile(r"\n[ \t]*\n\s*")
_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]’']")


def values(subject: str, text: str) -> dict[str, Any]:
    """The variable `letter`: paragraphs of lines of pieces, each a text or a link."""
    even = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    paragraphs = [[_pieces(line) for line in part.split("\n")] for part in _BETWEEN.split(even)]
    # Liquid leaves out a block that is blank, as a line end of plain text is; with a value in it, it stays.
    return {"letter": {"subject": subject, "paragraphs": paragraphs, "nothing": ""}}


def _pieces(line: str) -> list[dict[str, str | None]]:
    pieces: list[dict[str, str | None]] = []
    end = 0
    for found in _LINK.finditer(line):
        pieces += [{"text": line[end : found.start()], "link": None}, {"text": None, "link": found[0]}]
        end = found.end()
    return [piece for piece in [*pieces, {"text": line[end:], "link": None}] if piece["text"] or piece["link"]]
