"""A template, once per version: its MJML in the shop's layout made into HTML and plain text with Liquid. Runs apart."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mjml
from liquid import BoundTemplate

from thereafter.engagement.messaging.rendering import liquids, plain
from thereafter.engagement.messaging.rendering.source import Source

_LAYOUT = Path(__file__).with_name("layout.mjml").read_text(encoding="utf-8")
_HTML = liquids.environment(autoescape=True)
_TEXT = liquids.environment(autoescape=False)
_SECTIONS = re.compile(r"<mj-(?:section|wrapper|hero)\b")
_BETWEEN = re.compile(r">\s+<(?=/?(?:table|tbody|tr|td|div|style|meta|head|body)\b)")


class Unfit(Exception):
    """A template that cannot be made into a mail."""


@dataclass(frozen=True)
class Compiled:
    """A template ready to be filled in."""

    subject: BoundTemplate
    preheader: BoundTemplate
    html: BoundTemplate
    text: BoundTemplate

    def fill(self, context: dict[str, Any]) -> dict[str, str]:
        """The parts of one mail. Raises LiquidError."""
        return {
            "subject": self.subject.render(context),
            "preheader": self.preheader.render(context),
            "html": self.html.render(context),
            "text": plain.tidy(self.text.render(context)),
        }


def compiled(source: Source) -> Compiled:
    """Make a template ready. Raises Unfit, LiquidError."""
    apart = liquids.Apart(in_layout(source))
    try:
        html = mjml.mjml2html(apart.text, disable_comments=False)
    except ValueError as error:
        raise Unfit(f"The MJML cannot be read: {error}.") from None
    for code in (lost for lost in apart.lost(html) if lost in source.body):
        raise Unfit(f"{code} stands where the layout shows nothing. Put it into mj-text or between two parts.")
    return Compiled(
        subject=_TEXT.from_string(source.subject),
        preheader=_TEXT.from_string(source.preheader),
        html=_HTML.from_string(apart.together(_BETWEEN.sub("><", html))),
        text=_TEXT.from_string(apart.together(plain.plain(apart.text))),
    )


def in_layout(source: Source) -> str:
    """The whole MJML of a mail: the body in the shop's layout."""
    body = source.body
    if not _SECTIONS.search(body):
        body = f"<mj-section><mj-column>{body}</mj-column></mj-section>"
    head = _LAYOUT.replace("SUBJECT", liquids.escape_around(source.subject))
    return head.replace("PREHEADER", liquids.escape_around(source.preheader)).replace("BODY", body)
