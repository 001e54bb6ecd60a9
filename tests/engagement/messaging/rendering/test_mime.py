"""The bytes of a mail: no stored text breaks out of its header, and what goes in comes out."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from thereafter.engagement.messaging.rendering.mime import Frame, Mailbox, Unaddressable, one_line

AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HEADERS = "From To Reply-To Subject Date Message-ID List-Unsubscribe MIME-Version Content-Type".split()
NASTY = st.text(st.characters() | st.sampled_from('\r\n\0\x0b\x85\u2028=?_:;<>"\\(),@ ')) | st.sampled_from(
    [
        "x\r\nBcc: victim@people.example",
        "=?utf-8?q?x=0D=0ABcc:_victim@people.example?=",
        "=?utf-8?b?eA0KQmNjOiB2aWN0aW1AcGVvcGxlLmV4YW1wbGU=?=",
        '"\r\n\r\n<script>',
        "\ud800",
    ]
)


def mail(subject: str, name: str, text: str, html: str) -> bytes:
    frame = Frame.of(Mailbox.of(name, "shop@calder.example"), Mailbox.of("", "help@calder.example"), now=AT)
    return frame.mail(
        to=Mailbox.of(name, "ada@people.example"),
        subject=subject,
        message_id="<a@calder.example>",
        text=text,
        html=html,
        more=(("List-Unsubscribe", "<https://calder.example/u/a/>"),),
    )


def read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@settings(max_examples=500, deadline=None)
@given(NASTY, NASTY)
@example("x\r\nBcc: victim@people.example", "=?utf-8?q?x=0D=0ABcc:_v@people.example?=")
def test_nothing_stored_adds_a_header_or_a_recipient(subject: str, name: str) -> None:
    raw = mail(subject, name, "text", "<p>html</p>")
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert head.isascii()
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", head)
    assert b"\n" not in head.replace(b"\r\n", b"") and b"\r" not in head.replace(b"\r\n", b"")
    assert [line.split(b":")[0].decode() for line in re.split(rb"\r\n(?![ \t])", head)] == HEADERS
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))
    parsed = read(raw)
    assert parsed.keys() == HEADERS
    assert [address.addr_spec for address in parsed["To"].addresses] == ["ada@people.example"]
    assert [address.addr_spec for address in parsed["From"].addresses] == ["shop@calder.example"]


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_subject_and_name_come_out_as_they_went_in_but_for_line_ends(said: str) -> None:
    parsed = read(mail(said, said, "", ""))
    plain = " ".join(one_line(said).split())
    assert " ".join(str(parsed["Subject"]).split()) == plain


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=400))
@example("=_thereafter\n--=_thereafter--\n.\n..\nFrom me \n  \n" + "x" * 200 + "\t\n")
def test_both_parts_come_out_as_they_went_in(said: str) -> None:
    parsed = read(mail("a", "b", said, said))
    for kind in ("plain", "html"):
        part = parsed.get_body((kind,))
        assert part
        assert part.get_content().replace("\r\n", "\n").rstrip("\n") == said.rstrip("\n")


def test_every_line_ends_with_crlf() -> None:
    raw = mail("a", "b", "one\ntwo\rthree\r\nfour", "<p>one\ntwo</p>")
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@people.example",
        "ada@people.example\r\nBcc: x@y.example",
        "a b@people.example",
        "a,b@c.example",
        "<ada@people.example>",
        "ada@people.example, eve@people.example",
        "\N{CYRILLIC SMALL LETTER A}da@people.example",
        "ada@[127.0.0.1]",
        "a@b@c.example",
    ],
)
def test_what_is_no_plain_address_is_not_written_to(address: str) -> None:
    with pytest.raises(Unaddressable):
        Mailbox.of("Ada", address)


def test_an_international_domain_is_written_in_ascii() -> None:
    assert Mailbox.of("Jürgen", "juergen@käse.example").address == "juergen@xn--kse-qla.example"
