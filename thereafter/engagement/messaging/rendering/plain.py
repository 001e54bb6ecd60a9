"""MJML as plain text, derived once per template: paragraphs, links written out, the Liquid left in its place."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

TEXT = frozenset({"mj-text", "mj-button", "mj-raw", "mj-table", "mj-preview", "mj-title", "mj-style"})
_UNSEEN = frozenset({"mj-head", "mj-style", "style", "script"})
_BREAKS = frozenset({"p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "blockquote"})
_SPACES = re.compile(r"[ \t\r\n\f]+")


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n* ")
        elif tag in {"a", "mj-button"}:
            self._targets.append(
                "" if "data-bare" in given else given.get("href", "")
            )  # bare: its words are the address
        elif tag in {"mj-image", "img"} and given.get("alt"):
            self.parts.append(f"\n\n{given['alt']}\n\n")
        elif tag in _BREAKS or tag.startswith("mj-"):
            self.parts.append("\n\n")

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _UNSEEN:
            self._unseen -= 1
        elif tag in {"a", "mj-button"}:
            self._targets.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in {"a", "mj-button"} and self._targets:
            target = self._targets.pop()
            self.parts.append(f": {target}" if target else "")
        if tag in _BREAKS or tag in {"mj-text", "mj-button", "mj-table"}:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(_SPACES.sub(" ", data))


def plain(mjml: str) -> str:
    """The text of a whole mail. `mjml` has stand-ins for its Liquid."""
    writer = _Writer()
    writer.feed(mjml)
    writer.close()
    return tidy("".join(writer.parts))


def tidy(text: str) -> str:
    """No blanks at the ends of lines, never two empty lines, one line end at the end."""
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
