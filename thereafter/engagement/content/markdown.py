"""Markdown as HTML that can do nothing: no scripts, no styles, no pictures from elsewhere."""

import nh3
from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = set("p h2 h3 h4 ul ol li strong em a code pre blockquote hr br table thead tbody tr th td".split())
_ATTRIBUTES = {"a": {"href", "title"}}
_SCHEMES = {"https", "http", "mailto"}


def html(text: str) -> str:
    """The HTML of a text that somebody wrote; headings begin at the second level."""
    written = _READER.render(text)
    return nh3.clean(written, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)
