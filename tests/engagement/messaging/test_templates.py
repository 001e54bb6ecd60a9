"""Templates are checked before they are kept, and kept as they were sent."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import NOON
from thereafter.engagement.messaging import templates
from thereafter.engagement.messaging.models import Template
from thereafter.engagement.messaging.rendering.variables import VARIABLES
from thereafter.engagement.messaging.templates import UnfitTemplate

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "template-variables.md"


def publish(body: str = "<mj-text>Hello</mj-text>", subject: str = "A note", preheader: str = "") -> Template:
    return templates.publish(
        "note", subject=subject, preheader=preheader, body=body, source="note.mjml", now=NOON + timedelta(days=1)
    )


def said(body: str, subject: str = "A note") -> list[str]:
    with pytest.raises(UnfitTemplate) as refused:
        publish(body, subject)
    assert not Template.objects.exists()
    return str(refused.value).splitlines()


def test_the_same_text_is_the_same_version_and_a_change_is_a_new_one() -> None:
    first = publish()
    assert publish() == first
    second = publish(subject="Another note")
    assert (first.version, second.version) == (1, 2)
    first.refresh_from_db()
    assert first.subject == "A note"


def test_an_unknown_variable_is_named_with_its_line_and_what_was_meant() -> None:
    assert said("<mj-text>Hello</mj-text>\n<mj-text>{{ customer.frist_name }}</mj-text>") == [
        'note.mjml, line 2 of the body: There is no variable "customer.frist_name". Did you mean "customer.first_name"?'
    ]


def test_a_part_of_a_loop_s_variable_is_known_too() -> None:
    (words,) = said("<mj-text>{% for line in order.lines %}{{ line.titel }}{% endfor %}</mj-text>")
    assert '"line.titel"' in words
    publish("<mj-text>{% for line in order.lines %}{{ forloop.index }} {{ line.title }}{% endfor %}</mj-text>")


def test_what_a_template_names_itself_is_known() -> None:
    body = "<mj-text>{% assign first = order.lines[0] %}{{ first.title | default: 'it' | upcase }}</mj-text>"
    assert publish(body).body == body


def test_a_misspelt_variable_is_found_even_behind_a_question_or_a_fallback() -> None:
    body = "<mj-text>{% if order.arives_on %}x{% endif %}{{ shop.nme | default: 'us' }}</mj-text>"
    assert [words.split('"')[1] for words in said(body)] == ["order.arives_on", "shop.nme"]


def test_what_may_be_missing_wants_a_fallback() -> None:
    (words,) = said("<mj-text>\n{{ order.lines[0].title }}</mj-text>")
    assert words.startswith("note.mjml, line 2 of the body:") and "| default:" in words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<mj-text>{% if order.number %}x</mj-text>", "endif"),
        ("<mj-text>{{ order.number | shout }}</mj-text>", "shout"),
        ("<mj-text>{% include 'x' %}</mj-text>", "include"),
        ("Hello<mj-text>x</mj-text>", '"Hello" stands outside of a part. Put it into <mj-text>.'),
        ("<mj-txt>x</mj-txt>", "Did you mean <mj-text>?"),
        ("<mj-text>a<br>b</mj-text>", "Write <br />."),
        ("<mj-text>\n\n<b>x</mj-text>", "</mj-text> closes nothing here"),
        ("<mj-text>x", "<mj-text> is never closed"),
        ("<mj-text><script>x</script></mj-text>", "<script> does not work in mails"),
        ("<mj-button href='JavaScript:alert(1)'>x</mj-button>", 'href="JavaScript:…" leads nowhere from a mail'),
        ("<mj-text><a href=' data:text/html,x'>x</a></mj-text>", "https://, mailto: or tel:"),
        ("<mj-image src='file:///etc/passwd' />", 'src="file:…"'),
    ],
)
def test_what_is_broken_is_said_in_a_sentence(body: str, words: str) -> None:
    assert words in "\n".join(said(body))


def test_links_lead_to_the_web_to_a_mail_or_to_a_telephone() -> None:
    links = ("https://shop.example/a:b", "mailto:help@shop.example", "tel:+44123", "{{ links.view }}", "#top", "/a:b")
    body = "<mj-text>" + "".join(f"<a href='{link}'>x</a>" for link in links) + "</mj-text>"
    assert publish(body).body == body


def test_a_subject_is_checked_like_a_body() -> None:
    assert said("<mj-text>x</mj-text>", subject="{{ nobody }}")[0].startswith(
        "note.mjml, subject: There is no variable"
    )
    unknown = "{% if order.arrives_on %}It comes {{ order.arrives_on }}{% endif %}"
    assert said("<mj-text>x</mj-text>", subject=unknown) == [
        "note.mjml, subject: It is empty where what it speaks of is not known. Say something else there."
    ]
    assert said("<mj-text>x</mj-text>", subject=" ") == ["note.mjml, subject: it is empty. Write one."]
    assert "hold 300 characters" in said("<mj-text>x</mj-text>", subject="x" * 301)[0]


def test_every_variable_is_documented_with_its_meaning_and_an_example() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    rows = [f"| `{name}` | {variable.meaning} | {variable.example} |" for name, variable in VARIABLES.items()]
    assert [row for row in rows if row not in text] == []
    assert text.count("\n| `") == len(rows)
