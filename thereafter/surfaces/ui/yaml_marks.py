"""YAML as marked HTML: keys and comments told apart, nothing more. Pure."""

import re

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

_KEY = re.compile(r"^(\s*(?:- )*)([\w.\-]+)(:(?:\s.*)?)$")
_COMMENT = re.compile(r"^(.*?)((?:^|\s)#[^\x22]*)$")


def marked(text: str) -> SafeString:
    """Every line escaped, its key in a `.key`, its comment in a `.comment`."""
    return format_html_join("\n", "{}", ((_line(line),) for line in text.strip("\n").split("\n")))


def _line(line: str) -> SafeString:
    comment = _COMMENT.match(line)
    code, rest = comment.groups() if comment else (line, "")
    key = _KEY.match(code)
    if key:
        lead, name, value = key.groups()
        body = format_html('{}<span class="key">{}</span>{}', lead, name, value)
    else:
        body = conditional_escape(code)
    return format_html('{}<span class="comment">{}</span>', body, rest) if rest else body
