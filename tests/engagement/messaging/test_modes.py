"""In a test, and of journeys that rehearse, only that leaves which may: when it is judged, and again at hand-over."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.connectors.smtp.server import Server
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import transports
from thereafter.engagement.messaging.delivery import deliver
from thereafter.engagement.messaging.models import Message, Purpose, State
from thereafter.engagement.messaging.transports import Answer, Envelope, Refused
from thereafter.foundation.clock import VirtualClock
from thereafter.foundation.errors import Refusal
from thereafter.record.customers.address import is_reserved
from thereafter.record.shop import mode, settings

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
CLOCK = VirtualClock(NOON)


@pytest.fixture
def mail() -> MailServer:
    return MailServer()


@pytest.fixture(autouse=True)
def server(mail: MailServer) -> Iterator[Server]:
    cast.live()
    settings.change("test_addresses", ["ada@people.example"], source="test", now=NOON)
    with serving(mail) as server:
        transports.register("email", lambda: Smtp(server))
        yield server


def states() -> dict[int, str]:
    return dict(Message.objects.values_list("customer_id", "state"))


def test_in_a_test_only_the_test_addresses_get_mail_and_the_rest_is_rehearsed(mail: MailServer) -> None:
    settings.change("mode", "test", source="test", now=NOON)
    ada, barbara = cast.ada(), cast.customer("Barbara")
    cast.judged(cast.purpose(), ada, barbara)
    assert states() == {ada.pk: "ready", barbara.pk: "rehearsed"}
    deliver(CLOCK)
    assert mail.recipients == ["ada@people.example"]
    assert settings.read().first_sent_at is None, "a warm-up does not begin with a test"


def test_what_became_ready_while_the_shop_was_live_waits_through_a_test(mail: MailServer) -> None:
    ada, barbara = cast.ada(), cast.customer("Barbara")
    cast.judged(cast.purpose(), ada, barbara)
    settings.change("mode", "test", source="test", now=NOON)
    assert deliver(CLOCK) == {State.SENT: 1}
    assert mail.recipients == ["ada@people.example"]
    settings.change("mode", "live", source="test", now=NOON)
    assert deliver(CLOCK) == {State.SENT: 1}


def test_a_shop_that_goes_over_to_a_test_in_the_middle_of_a_round_sends_nothing_more_of_it(
    mail: MailServer, server: Server
) -> None:
    class Watched(Smtp):
        def send(self, envelope: Envelope, *, may_begin: Callable[[], bool]) -> Answer:
            settings.change("mode", "test", source="test", now=NOON)
            return super().send(envelope, may_begin=may_begin)

    cast.judged(cast.purpose(), cast.customer("Barbara"), cast.customer("Carol"))
    transports.register("email", lambda: Watched(server))
    assert deliver(CLOCK) == {State.READY: 2}
    assert mail.letters == []


def test_a_journey_that_rehearses_sends_nothing_in_a_shop_that_is_live(mail: MailServer) -> None:
    ada, barbara = cast.ada(), cast.customer("Barbara")
    cast.judged(cast.purpose(key="care/1/guide"), ada)
    guide = cast.purpose(key="win-back/1/ask", sends=False)
    cast.judged(guide, barbara)
    assert states() == {ada.pk: "ready", barbara.pk: "rehearsed"}
    Purpose.objects.filter(key="care/1/guide").update(sends=False)
    assert deliver(CLOCK) == {}
    assert states()[ada.pk] == "ready"
    assert mail.letters == []


def test_addresses_that_nobody_can_have_are_skipped_unless_the_mailbox_is_there_for_them(
    mail: MailServer, server: Server
) -> None:
    real = server.model_copy(update={"takes_reserved": False})
    transports.register("email", lambda: Smtp(real))
    ada, barbara = cast.ada(), cast.customer("Barbara", email="barbara@people.co.uk")
    cast.judged(cast.purpose(), ada, barbara)
    assert deliver(CLOCK) == {State.SKIPPED: 1, State.SENT: 1}
    assert (cast.message(cast.purpose(), ada).reason, mail.recipients) == ("reserved", ["barbara@people.co.uk"])


@pytest.mark.parametrize(
    "address", ["a@shop.example", "a@EXAMPLE.com", "a@mail.example.org.", "a@x.test", "a@y.invalid", "a@localhost"]
)
def test_a_transport_refuses_such_an_address_whoever_asks(mail: MailServer, server: Server, address: str) -> None:
    assert is_reserved(address)
    with Smtp(server.model_copy(update={"takes_reserved": False})) as carrier:
        answer = carrier.send(Envelope("shop@shop.com", address, b"Subject: x\r\n\r\nx\r\n"), may_begin=lambda: True)
    assert isinstance(answer, Refused)
    assert mail.connections == 0


@pytest.mark.parametrize("address", ["a@example.co.uk", "a@myexample.com", "a@example", "a@test.de", "a@ｅxample.com"])
def test_what_only_looks_like_one_is_none(address: str) -> None:
    assert is_reserved(address) is address.endswith("@example")


def test_a_mailbox_says_in_its_address_that_it_takes_them_and_other_options_are_refused() -> None:
    assert Server.of("smtp://localhost:1025?reserved=yes").takes_reserved
    assert not Server.of("smtp://localhost:1025").takes_reserved
    with pytest.raises(Refusal, match="an option that is not known"):
        Server.of("smtp://localhost:1025?reserved=maybe")


def test_what_waited_until_it_was_of_no_more_use_is_skipped_and_not_blamed_on_the_server(mail: MailServer) -> None:
    cast.judged(cast.purpose(useful_for=timedelta(hours=2)), cast.ada())
    mode.stop(source="test", now=NOON)
    mode.go_on(source="test", now=NOON + timedelta(hours=2))
    assert deliver(VirtualClock(NOON + timedelta(hours=2))) == {State.SKIPPED: 1}
    assert Message.objects.get().reason == "stale"
