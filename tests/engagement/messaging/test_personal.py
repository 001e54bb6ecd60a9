"""Letters by hand: foreseen, judged, sent under her name who wrote them, once."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import Message as Mail

import pytest

from tests import cast
from tests.cast import NOON, days
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import personal, signature, transports
from thereafter.engagement.messaging.delivery import deliver
from thereafter.engagement.messaging.models import Kind, Message, PersonalLetter, Purpose, State
from thereafter.engagement.messaging.personal import Draft
from thereafter.engagement.messaging.rendering import handwritten
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers import erasing
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings
from thereafter.record.staff.models import Member

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
TEXT = """Dear Ada,

the lid is on its way.
It leaves today: https://shop.example/lids?a=1&b=2.

Ruth {{ shop.name }}"""


@pytest.fixture
def mail() -> Iterator[MailServer]:
    cast.live()
    server = MailServer()
    with serving(server) as place:
        transports.register("email", lambda: Smtp(place))
        yield server


def ruth(address: str = "ruth@shop.example") -> Member:
    member = cast.member("ruth")
    Member.objects.update(mail_name="Ruth Miller", mail_address=address)
    member.refresh_from_db()
    return member


def draft(whom: Customer, kind: Kind = Kind.SERVICE, *, member: Member | None = None) -> Draft:
    return Draft(whom.pk, kind, "Your lid", TEXT, signature.of(member or ruth(), settings.read()))


def sent(mail: MailServer, what: Draft) -> Mail:
    personal.send("key", what, by="console:ruth", now=NOON)
    assert deliver(VirtualClock(NOON)) == {State.SENT: 1}
    return mail.letter("ada@people.example")


def parts(letter: Mail) -> tuple[str, str]:
    text, html = (part.get_payload(decode=True).decode() for part in letter.get_payload())  # type: ignore[union-attr]
    return text.replace("\r\n", "\n"), html


def test_a_letter_goes_out_under_her_name_and_address_and_answers_come_to_her(mail: MailServer) -> None:
    letter = sent(mail, draft(cast.ada()))
    assert letter["From"] == '"Ruth Miller" <ruth@shop.example>'
    assert letter["Reply-To"] == "ruth@shop.example"
    assert letter["Subject"] == "Your lid"
    assert "Auto-Submitted" not in letter
    assert mail.senders == ["shop@shop.example"]  # what cannot be delivered comes back to the shop


def test_with_an_address_elsewhere_it_comes_from_the_shops_address_under_her_name(mail: MailServer) -> None:
    letter = sent(mail, draft(cast.ada(), member=ruth("ruth@elsewhere.example")))
    assert letter["From"] == '"Ruth Miller" <shop@shop.example>'
    assert letter["Reply-To"] == "ruth@elsewhere.example"


@pytest.mark.parametrize("address", ["r@shop.example.evil.example", "r@mail.shop.example", "r@evilshop.example"])
def test_only_the_very_domain_of_the_shops_sender_is_ours(address: str) -> None:
    cast.live()
    assert signature.of(ruth(address), settings.read()).address == "shop@shop.example"


def test_her_text_is_paragraphs_lines_and_links_and_never_a_template(mail: MailServer) -> None:
    text, html = parts(sent(mail, draft(cast.ada())))
    assert TEXT in text
    assert 'href="https://shop.example/lids?a=1&amp;b=2"' in html
    assert "Ruth {{ shop.name }}" in html and "on its way.<br" in html.replace("<br />", "<br>")


def test_what_looks_like_markup_or_a_header_is_text(mail: MailServer) -> None:
    hostile = Draft(
        cast.ada().pk,
        Kind.SERVICE,
        "Hello\r\nBcc: everybody@people.example",
        "<script>alert(1)</script> {% raw %} javascript:alert(1)",
        signature.Signature("Ruth\r\nBcc: x@y.example", "ruth@shop.example", "ruth@shop.example"),
    )
    letter = sent(mail, hostile)
    assert "Bcc" not in letter
    assert mail.recipients == ["ada@people.example"]
    assert "<script>" not in parts(letter)[1]


def test_a_letter_of_value_can_be_unsubscribed_from_and_one_of_service_not(mail: MailServer) -> None:
    assert "List-Unsubscribe" in sent(mail, draft(cast.ada(), Kind.VALUE))


def test_one_form_is_one_letter_however_often_it_is_sent(mail: MailServer) -> None:
    ada, what = cast.ada(), draft
    first, _ = personal.send("key", what(ada), by="console:ruth", now=NOON)
    again = Draft(ada.pk, Kind.SERVICE, "Your lid", TEXT, signature.of(Member.objects.get(), settings.read()))
    second, _ = personal.send("key", again, by="console:ruth", now=NOON + timedelta(seconds=1))
    assert first == second
    assert (PersonalLetter.objects.count(), Message.objects.count()) == (1, 1)


def test_the_form_of_one_customer_writes_to_no_other(mail: MailServer) -> None:
    member = ruth()
    personal.send("key", draft(cast.ada(), member=member), by="console:ruth", now=NOON)
    with pytest.raises(personal.Unfinished, match="for somebody else"):
        personal.send("key", draft(cast.linus(), member=member), by="console:ruth", now=NOON)


def test_in_rehearsal_it_is_recorded_and_nothing_leaves(mail: MailServer) -> None:
    settings.change("mode", "rehearsal", source="test", now=NOON)
    _, answer = personal.send("key", draft(cast.ada()), by="console:ruth", now=NOON)
    assert answer.state is State.REHEARSED
    assert deliver(VirtualClock(NOON)) == {} and mail.letters == []


def test_what_may_not_go_for_good_is_refused_and_leaves_nothing(mail: MailServer) -> None:
    with pytest.raises(personal.MayNotGo, match="no consent to marketing"):
        personal.send("key", draft(cast.grace(), Kind.VALUE), by="console:ruth", now=NOON)
    assert not (PersonalLetter.objects.exists() or Purpose.objects.exists() or Message.objects.exists())


@pytest.mark.parametrize(
    ("kind", "state", "reason"),
    [(Kind.SERVICE, State.READY, ""), (Kind.VALUE, State.HELD, "quiet_hours"), (Kind.ASK, State.HELD, "trouble")],
)
def test_what_is_foreseen_is_what_happens_and_asking_leaves_nothing(
    mail: MailServer, kind: Kind, state: State, reason: str
) -> None:
    linus, member = cast.linus(), ruth()  # it is one in the night where he lives
    cast.trouble(linus)
    foreseen = personal.foresee(linus.pk, kind, now=NOON)
    assert not (Purpose.objects.exists() or Message.objects.exists() or PersonalLetter.objects.exists())
    _, answer = personal.send("key", draft(linus, kind, member=member), by="console:ruth", now=NOON)
    assert (answer, answer.state, answer.reason) == (foreseen, state, reason)


def test_a_letter_counts_for_the_limits_like_every_contact(mail: MailServer) -> None:
    ada, member = cast.ada(), ruth()
    personal.send("one", draft(ada, Kind.VALUE, member=member), by="console:ruth", now=NOON)
    deliver(VirtualClock(NOON))
    _, answer = personal.send("two", draft(ada, Kind.VALUE, member=member), by="console:ruth", now=NOON + days(0.1))
    assert (answer.state, answer.reason) == (State.HELD, "daily_cap")


@pytest.mark.parametrize("lacks", ["subject", "text", "address"])
def test_a_letter_that_is_not_finished_is_refused(lacks: str) -> None:
    if lacks != "address":
        cast.live()
    said = {"subject": "Your lid", "text": "On its way.", lacks: " "}
    what = Draft(cast.ada().pk, Kind.SERVICE, said["subject"], said["text"], signature.of(ruth(""), settings.read()))
    with pytest.raises(personal.Unfinished):
        personal.send("key", what, by="console:ruth", now=NOON)


def test_when_she_is_erased_what_was_written_to_her_goes(mail: MailServer) -> None:
    ada = cast.ada()
    personal.send("key", draft(ada), by="console:ruth", now=NOON)
    erasing.erase([ada.pk], by="console:ruth", now=NOON)
    assert not (PersonalLetter.objects.exists() or Purpose.objects.exists())


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://a.example/b, and (http://c.example).", ["https://a.example/b", "http://c.example"]),
        ("javascript:alert(1) ftp://x.example", []),
        ('https://a.example/"onmouseover="x', ["https://a.example/"]),
    ],
)
def test_only_addresses_of_the_web_become_links(text: str, links: list[str]) -> None:
    ((pieces,),) = handwritten.values("", text)["letter"]["paragraphs"]
    assert [piece["link"] for piece in pieces if piece["link"]] == links
    assert "".join(piece["link"] or piece["text"] for piece in pieces) == text
