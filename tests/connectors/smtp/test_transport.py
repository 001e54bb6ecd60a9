"""Real SMTP conversations, with servers that misbehave in every way we know of."""

from collections.abc import Iterator

import pytest

from tests.connectors.smtp.mail_server import HANG_UP, SLOW, SWALLOW, MailServer, serving
from thereafter.connectors.smtp.server import Server
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging.transports import (
    Accepted,
    Answer,
    Envelope,
    Later,
    Refused,
    Unavailable,
    Unsure,
    Withdrawn,
)

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")


@pytest.fixture
def mail() -> MailServer:
    return MailServer()


@pytest.fixture
def smtp(mail: MailServer) -> Iterator[Smtp]:
    with serving(mail) as server, Smtp(server) as transport:
        yield transport


def sent(smtp: Smtp, recipient: str = "ada@people.example", content: bytes = b"Subject: x\r\n\r\nHello\r\n") -> Answer:
    return smtp.send(Envelope("shop@shop.example", recipient, content), may_begin=lambda: True)


def test_a_letter_arrives_as_it_was_written_dots_and_all(smtp: Smtp, mail: MailServer) -> None:
    content = b"Subject: x\r\n\r\n.one dot\r\n..two\r\n.\r\nend\r\n"
    assert isinstance(sent(smtp, content=content), Accepted)
    assert mail.letters == [("ada@people.example", content)]


def test_one_connection_carries_many_letters(smtp: Smtp, mail: MailServer) -> None:
    for number in range(20):
        sent(smtp, f"p{number}@people.example")
    assert (len(mail.letters), mail.connections) == (20, 1)


def test_an_address_that_does_not_exist_is_refused_for_good_and_others_go_on(smtp: Smtp, mail: MailServer) -> None:
    mail.at_recipient = lambda address: "550 5.1.1 No such user" if address.startswith("gone") else ""
    assert sent(smtp, "gone@people.example") == Refused("550 5.1.1 No such user", no_such_recipient=True)
    assert isinstance(sent(smtp), Accepted)


@pytest.mark.parametrize(
    ("answer", "nobody_there"),
    [
        ("550 No such user", True),
        ("550 5.2.1 Mailbox disabled", True),
        ("552 5.2.2 Mailbox full", False),
        ("550 5.7.1 We do not like you", False),
        ("554 Go away", False),
    ],
)
def test_what_a_refusal_says_about_the_address(smtp: Smtp, mail: MailServer, answer: str, nobody_there: bool) -> None:
    mail.at_recipient = lambda address: answer
    assert sent(smtp) == Refused(answer, no_such_recipient=nobody_there)


def test_a_server_that_is_busy_is_asked_again_later(smtp: Smtp, mail: MailServer) -> None:
    mail.at_recipient = lambda address: "451 4.3.0 Try again" if address.startswith("busy") else ""
    assert sent(smtp, "busy@people.example") == Later("451 4.3.0 Try again")
    assert isinstance(sent(smtp), Accepted)


def test_content_that_is_refused_says_nothing_about_the_address(smtp: Smtp, mail: MailServer) -> None:
    mail.at_content = lambda address: "550 5.1.1 odd place to say so"
    assert sent(smtp) == Refused("550 5.1.1 odd place to say so", no_such_recipient=False)


def test_a_server_that_closes_its_doors_in_between_is_entered_anew(smtp: Smtp, mail: MailServer) -> None:
    mail.at_recipient = lambda address: "421 4.3.2 Closing" if address.startswith("last") else ""
    assert isinstance(sent(smtp), Accepted)
    assert isinstance(sent(smtp, "last@people.example"), Later)
    assert isinstance(sent(smtp), Accepted)


def test_a_connection_that_breaks_before_the_content_hands_nothing_over(smtp: Smtp, mail: MailServer) -> None:
    mail.at_recipient = lambda address: HANG_UP if address.startswith("poison") else ""
    assert isinstance(sent(smtp, "poison@people.example"), Later)
    assert isinstance(sent(smtp), Accepted)
    assert mail.recipients == ["ada@people.example"]


def test_when_the_answer_never_comes_nobody_can_say(smtp: Smtp, mail: MailServer) -> None:
    mail.at_content = lambda address: SWALLOW
    assert isinstance(sent(smtp), Unsure)
    assert mail.recipients == ["ada@people.example"]


@pytest.mark.parametrize("answer", ["banana", "999 what", "354 go on", "-1 no"])
def test_an_answer_to_the_content_that_is_neither_yes_nor_no_leaves_nobody_able_to_say(
    smtp: Smtp, mail: MailServer, answer: str
) -> None:
    mail.at_content = lambda address: answer if address.startswith("odd") else ""
    assert isinstance(sent(smtp, "odd@people.example"), Unsure)
    assert isinstance(sent(smtp), Accepted)


def test_every_answer_that_begins_with_a_two_is_a_yes(smtp: Smtp, mail: MailServer) -> None:
    mail.at_content = lambda address: "252 Taken, I think"
    assert isinstance(sent(smtp), Accepted)


def test_an_answer_that_takes_too_long_is_no_answer(smtp: Smtp, mail: MailServer) -> None:
    mail.at_content = lambda address: SLOW
    assert isinstance(sent(smtp), Unsure)


def test_nothing_is_transmitted_when_the_caller_says_no_at_the_last_moment(smtp: Smtp, mail: MailServer) -> None:
    letter = Envelope("shop@shop.example", "ada@people.example", b"Subject: x\r\n\r\n")
    assert smtp.send(letter, may_begin=lambda: False) == Withdrawn()
    assert isinstance(sent(smtp, "grace@people.example"), Accepted)
    assert mail.recipients == ["grace@people.example"]


@pytest.mark.parametrize(
    "address", ["nobody", "@people.example", "a b@people.example", "a@people.example>\r\nRCPT TO:<b@people.example"]
)
def test_an_address_that_is_none_never_reaches_the_wire(smtp: Smtp, mail: MailServer, address: str) -> None:
    assert isinstance(sent(smtp, address), Refused)
    assert mail.connections == 0


def test_a_domain_outside_ascii_travels_in_its_ascii_form(smtp: Smtp, mail: MailServer) -> None:
    sent(smtp, "ada@bücher.example")
    assert mail.recipients == ["ada@xn--bcher-kva.example"]


def test_a_server_that_does_not_want_our_sender_is_no_fault_of_the_letter(smtp: Smtp, mail: MailServer) -> None:
    mail.at_sender = "550 5.7.1 Not you"
    with pytest.raises(Unavailable, match=r"does not take mail from shop@shop\.example: 550 5\.7\.1 Not you"):
        sent(smtp)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    nowhere = Server(host="127.0.0.1", port=1, encryption="none", takes_reserved=True)
    with Smtp(nowhere) as transport, pytest.raises(Unavailable):
        sent(transport)


def test_what_must_be_encrypted_is_not_sent_to_a_server_that_cannot(mail: MailServer) -> None:
    with serving(mail) as server:
        careful = server.model_copy(update={"encryption": "starttls"})
        with Smtp(careful) as transport, pytest.raises(Unavailable, match="STARTTLS"):
            sent(transport)
    assert mail.letters == []
