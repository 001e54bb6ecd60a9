"""The mails that come with the product read well, whether we know everything about somebody or nothing."""

import re
from pathlib import Path

import pytest

import thereafter
from thereafter.engagement.messaging.rendering import variables
from thereafter.engagement.messaging.rendering.child import CHILD, Filled
from thereafter.engagement.messaging.rendering.source import Source

SHIPPED = sorted(
    (Path(thereafter.__file__).parent / "engagement" / "journeys" / "playbooks").glob("*/templates/*.mjml")
)
KNOWN = variables.examples()
UNKNOWN = variables.bare()
UNKNOWN["order"] |= {"number": "1001", "total": "£29.95"}  # that much is known of whoever ordered
_GAP = re.compile(r" [.,?!;:](?:\s|$)|[^\S\n]{2,}|\(\)|\{[{%]")


def source(path: Path) -> Source:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    subject, preheader = (line.partition(": ")[2] for line in head.strip().splitlines())
    return Source(subject, preheader, body)


@pytest.mark.parametrize("context", [KNOWN, UNKNOWN], ids=["everything", "nothing"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_mail_has_no_gaps(path: Path, context: dict[str, object]) -> None:
    assert CHILD.check(source(path)) == []
    (mail,) = CHILD.fill([(source(path), context)], shared={})
    assert isinstance(mail, Filled)
    for text in (mail.subject, mail.preheader, mail.text):
        assert _GAP.findall(text) == []
    assert "{{" not in mail.html and "{%" not in mail.html and "zqLQ" not in mail.html
    assert len(mail.html) < 60_000  # mail programs cut at 102 kB
