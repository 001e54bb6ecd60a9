"""From ready to sent, over real SMTP."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes

import pytest

from tests import cast
from tests.cast import NOON, days
from tests.connectors.smtp.mail_server import HANG_UP, SWALLOW, MailServer, serving
from thereafter.connectors.smtp.server import Server
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import transports
from thereafter.engagement.messaging.delivery import NoSender, deliver, tell_sent
from thereafter.engagement.messaging.models import Decision, Kind, Message, State
from thereafter.engagement.messaging.taking import LEASE
from thereafter.engagement.messaging.transports import Answer, Envelope
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers import consent
from thereafter.record.customers.models import ConsentState, Customer, Suppression
from thereafter.record.events.models import Event
from thereafter.record.shop import mode, settings

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


@pytest.fixture
def mail() -> MailServer:
    return MailServer()


@pytest.fixture(autouse=True)
def shop(mail: MailServer) -> Iterator[Server]:
    cast.live()
    with serving(mail) as server:
        connect_to(server)
        yield server


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


def connect_to(server: Server) -> None:
    transports.register("email", lambda: Smtp(server))


def ready(whom: Customer, kind: Kind = Kind.VALUE) -> Message:
    what = cast.purpose(kind, f"plan/1/{kind}")
    cast.judged(what, whom)
    return cast.message(what, whom)


def now_is(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def test_what_is_ready_is_sent_once_with_its_event(mail: MailServer, clock: VirtualClock) -> None:
    ada = cast.ada()
    guide = ready(ada)
    assert deliver(clock) == {State.SENT: 1}
    assert deliver(clock) == {}
    assert mail.recipients == ["ada@people.example"]
    assert now_is(guide) == ("sent", "")
    assert (guide.sent_at, guide.attempts) == (NOON, 1)
    letter = mail.letter("ada@people.example")
    assert letter["Message-ID"] == guide.message_id
    event = Event.objects.get(name="message.sent")
    assert (event.customer_id, event.occurred_at, event.object_id) == (ada.pk, NOON, guide.purpose_id)


def test_in_rehearsal_nothing_reaches_the_mail_server(mail: MailServer, clock: VirtualClock) -> None:
    guide = ready(cast.ada())
    settings.change("mode", "rehearsal", source="test", now=NOON)
    assert deliver(clock) == {}
    assert (mail.connections, now_is(guide)) == (0, ("ready", ""))


def test_without_an_address_to_send_from_mail_waits(mail: MailServer, clock: VirtualClock) -> None:
    guide = ready(cast.ada())
    settings.change("sender_address", "", source="test", now=NOON)
    with pytest.raises(NoSender):
        deliver(clock)
    assert now_is(guide) == ("ready", "")


def test_whoever_withdrew_her_consent_in_the_meantime_gets_only_service(mail: MailServer, clock: VirtualClock) -> None:
    ada = cast.ada()
    guide, receipt = ready(ada), ready(ada, Kind.SERVICE)
    consent.say(ada.pk, ConsentState.WITHDRAWN, source="portal", method="one-click", proof={}, now=NOON)
    deliver(clock)
    assert now_is(guide) == ("skipped", "no_consent")
    assert now_is(receipt) == ("sent", "")
    assert [decision.state for decision in Decision.objects.all()] == ["ready"]


def test_an_address_suppressed_in_the_meantime_gets_nothing(mail: MailServer, clock: VirtualClock) -> None:
    receipt = ready(cast.ada(), Kind.SERVICE)
    cast.suppress("ada@people.example")
    deliver(clock)
    assert (now_is(receipt), mail.letters) == (("skipped", "suppressed"), [])


def test_what_waited_into_the_night_waits_for_the_morning(mail: MailServer, clock: VirtualClock) -> None:
    guide = ready(cast.ada())
    clock.move_to(NOON.replace(hour=22))
    assert deliver(clock) == {State.READY: 1}
    assert mail.letters == []
    clock.move_to(NOON.replace(hour=8) + days(1))
    assert deliver(clock) == {State.SENT: 1}
    assert now_is(guide) == ("sent", "")


def test_an_unknown_recipient_fails_and_is_never_written_to_again(mail: MailServer, clock: VirtualClock) -> None:
    mail.at_recipient = lambda address: "550 5.1.1 No such user" if address.startswith("ada") else ""
    guide, other = ready(cast.ada()), ready(cast.customer("Barbara"))
    assert deliver(clock) == {State.FAILED: 1, State.SENT: 1}
    assert now_is(guide) == ("failed", "refused")
    assert guide.error == "550 5.1.1 No such user"
    assert now_is(other) == ("sent", "")
    assert Suppression.objects.get().address_key == "ada@people.example"


def test_a_full_mailbox_fails_without_suppressing_anybody(mail: MailServer, clock: VirtualClock) -> None:
    mail.at_recipient = lambda address: "552 5.2.2 Mailbox full"
    guide = ready(cast.ada())
    deliver(clock)
    assert now_is(guide) == ("failed", "refused")
    assert not Suppression.objects.exists()


def test_a_busy_server_is_asked_again_less_and_less_often_until_it_is_of_no_more_use(
    mail: MailServer, clock: VirtualClock
) -> None:
    mail.at_recipient = lambda address: "451 4.3.0 Busy"
    receipt = ready(cast.ada(), Kind.SERVICE)
    waits = []
    while now_is(receipt)[0] == "ready":
        assert receipt.not_before
        waits.append(receipt.not_before - clock.now())
        clock.move_to(receipt.not_before)
        deliver(clock)
    assert waits[1:5] == [timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4)]
    assert now_is(receipt) == ("failed", "gave_up")
    assert clock.now() == receipt.stale_at
    assert receipt.error == "451 4.3.0 Busy"


def test_while_the_server_is_down_nothing_is_lost(mail: MailServer, clock: VirtualClock, shop: Server) -> None:
    messages = [ready(cast.customer(f"Person{number}")) for number in range(25)]
    connect_to(shop.model_copy(update={"port": 1}))
    assert deliver(clock) == {State.READY: 25}
    assert {now_is(message)[0] for message in messages} == {"ready"}
    connect_to(shop)
    clock.move_to(NOON + timedelta(minutes=6))
    assert deliver(clock) == {State.SENT: 25}
    assert len(set(mail.recipients)) == 25


def test_a_recipient_at_whom_the_server_hangs_up_stops_nobody_else(mail: MailServer, clock: VirtualClock) -> None:
    mail.at_recipient = lambda address: HANG_UP if address.startswith("poison") else ""
    people = [ready(cast.customer(name)) for name in ("Ada", "Poison", "Barbara", "Carol")]
    assert deliver(clock) == {State.SENT: 3, State.READY: 1}
    assert [now_is(message)[0] for message in people] == ["sent", "ready", "sent", "sent"]


def test_when_the_answer_never_comes_value_is_unknown_and_service_is_sent_again_under_its_name(
    mail: MailServer, clock: VirtualClock
) -> None:
    mail.at_content = lambda address: SWALLOW
    ada = cast.ada()
    guide, receipt = ready(ada), ready(ada, Kind.SERVICE)
    deliver(clock)
    assert now_is(guide) == ("unknown", "")
    assert now_is(receipt) == ("ready", "")
    mail.at_content = lambda address: ""
    clock.move_to(NOON + timedelta(minutes=6))
    deliver(clock)
    assert (now_is(guide), now_is(receipt)) == (("unknown", ""), ("sent", ""))
    names = [message_from_bytes(content)["Message-ID"] for _, content in mail.letters]
    assert sorted(names) == sorted([guide.message_id, receipt.message_id, receipt.message_id])


def test_a_template_that_cannot_be_filled_fails_and_others_go_on(mail: MailServer, clock: VirtualClock) -> None:
    broken = cast.purpose(key="broken/1/guide", body="<mj-text>{{ customer.shoe_size }}</mj-text>")
    ada, barbara = cast.ada(), cast.customer("Barbara")
    cast.judged(broken, ada)
    good = ready(barbara)
    assert deliver(clock) == {State.FAILED: 1, State.SENT: 1}
    bad = cast.message(broken, ada)
    assert now_is(bad) == ("failed", "content")
    assert "broken-1-guide" in bad.error
    assert now_is(good) == ("sent", "")


def test_a_killed_attempt_is_unknown_for_value_and_tried_again_for_service(
    mail: MailServer, clock: VirtualClock
) -> None:
    ada = cast.ada()
    guide, receipt = ready(ada), ready(ada, Kind.SERVICE)
    Message.objects.update(state=State.ATTEMPTING, attempted_at=NOON, attempts=1)
    clock.move_to(NOON + LEASE)
    assert deliver(clock) == {State.SENT: 1}
    assert (now_is(guide), now_is(receipt)) == (("unknown", ""), ("sent", ""))


def test_an_event_that_a_killed_round_did_not_write_is_written_by_the_next(clock: VirtualClock) -> None:
    ready(cast.ada())
    Message.objects.update(state=State.SENT, sent_at=NOON)
    assert tell_sent(clock) == 1
    assert tell_sent(clock) == 0
    assert Event.objects.filter(name="message.sent").count() == 1


def test_stopped_nothing_leaves_and_what_waits_goes_out_when_it_goes_on(mail: MailServer, clock: VirtualClock) -> None:
    guide = ready(cast.ada())
    mode.stop(why="wrong prices", source="test", now=NOON)
    assert deliver(clock) == {}
    assert (mail.connections, now_is(guide)) == (0, ("ready", ""))
    mode.go_on(source="test", now=NOON)
    assert deliver(clock) == {State.SENT: 1}


@pytest.mark.parametrize("end", [mode.stop, mode.rehearse])
def test_whoever_stops_in_the_middle_of_a_round_stops_all_but_the_letter_in_hand(
    mail: MailServer, clock: VirtualClock, shop: Server, end: Callable[..., object]
) -> None:
    class Watched(Smtp):
        def send(self, envelope: Envelope, *, may_begin: Callable[[], bool]) -> Answer:
            answer = super().send(envelope, may_begin=may_begin)
            if len(mail.letters) == 2:
                end(source="test", now=NOON)
            return answer

    people = [ready(cast.customer(f"Person{number}")) for number in range(6)]
    transports.register("email", lambda: Watched(shop))
    assert deliver(clock) == {State.SENT: 2, State.READY: 4}
    assert len(mail.letters) == 2
    waiting = [message for message in people if now_is(message) == ("ready", "")]
    assert [(message.attempts, message.not_before) for message in waiting] == [(0, NOON)] * 4
    mode.go_on(source="test", now=NOON)
    settings.change("mode", "live", source="test", now=NOON)
    assert deliver(clock) == {State.SENT: 4}
