"""YAML as marked HTML: keys and comments told apart, nothing more. Pure."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_KEY = re.compile(r"^(\s*(?:- )*)([\w.\-]+)(:(?:\s.*)?)$")
_COMMENT = re.compile(r"^(.*?)((?:^|\s)#[^\x22]*)$")


def marked(text: str) -> SafeString:
    """Every line escaped, its key in a `.key`, its comment in a `.comment`."""
    return format_html_join("\n", "{}", ((_line(line),) for line in text.strip("\n").split("\n")))


def _line(line: str) -> str:
    comment = _COMMENT.match(line)
    code, rest = comment.groups() if comment else (line, "")
    key = _KEY.match(code)
    body = format_html('{}<span class="key">{}</span>{}', *key.groups()) if key else code
    return format_html('{}<span class="comment">{}</span>', body, rest) if rest else body
