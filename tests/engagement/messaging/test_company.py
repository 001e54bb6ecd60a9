"""Those who deliver together stay, share a round evenly, and get over a database that went away."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from tests.project.waiting import wait_until
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import company, transports
from thereafter.engagement.messaging.company import WORKERS, WORTH_COMPANY, deliver_together
from thereafter.engagement.messaging.models import Purpose, State
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Customer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
CLOCK = VirtualClock(NOON)
ROUND = WORTH_COMPANY + 4


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A live shop, and the mail server that it sends by."""
    cast.live()
    server = MailServer()
    with serving(server) as there:
        transports.register("email", lambda: Smtp(there))
        yield server


def ready(what: Purpose, *, name: str) -> list[Customer]:
    """A round of mail for new people."""
    people = [cast.customer(f"{name}{number}") for number in range(ROUND)]
    cast.judged(what, *people)
    return people


def others() -> list[int]:
    """The server's processes of everybody who has this database open, but for ourselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' ORDER BY pid"
        )
        return [pid for (pid,) in cursor.fetchall()]


def test_the_next_round_finds_the_same_connections_open(mail: MailServer) -> None:
    what = cast.purpose()
    ready(what, name="First")
    assert deliver_together(CLOCK) == {State.SENT: ROUND}
    stayed = others()
    ready(what, name="Second")
    assert deliver_together(CLOCK) == {State.SENT: ROUND}
    assert (len(stayed), others()) == (WORKERS, stayed)
    assert len(mail.recipients) == len(set(mail.recipients)) == 2 * ROUND


def test_dismissed_they_leave_no_connection_behind(mail: MailServer) -> None:
    ready(cast.purpose(), name="Person")
    deliver_together(CLOCK)
    assert others()
    company.dismiss()
    wait_until(lambda: others() == [], within=timedelta(seconds=10))
    company.dismiss()  # whom nobody called nobody dismisses


def test_when_the_database_dropped_them_the_next_round_goes_out_all_the_same(mail: MailServer) -> None:
    what = cast.purpose()
    ready(what, name="First")
    deliver_together(CLOCK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) AS pid", [others()])
    ready(what, name="Second")
    assert deliver_together(CLOCK) == {State.SENT: ROUND}
    assert len(mail.recipients) == len(set(mail.recipients)) == 2 * ROUND
