"""While a large file is tried out, ticks, judging and mail go on, whomever it changes; profiles wait for it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pyarrow as pa
import pytest
from django.db import connection

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from tests.engagement.journeys.plans import NOTE, on
from thereafter.connectors.files import importing
from thereafter.connectors.files.importing import Progress, Stage
from thereafter.connectors.files.settings import Settings
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import transports
from thereafter.foundation.clock import VirtualClock
from thereafter.project.recurring import RECURRING
from thereafter.record.customers.models import Customer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
ELSE = ("commerce", "segments", "journeys", "messaging")


@pytest.fixture(autouse=True)
def no_events_left() -> Iterator[None]:
    """The event table is not Django's to empty."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE events_event, events_key")


def test_mail_goes_out_while_a_dry_run_has_changed_everybody_and_not_taken_it_back_yet() -> None:
    cast.live()
    ada = cast.ada()
    on(NOTE)
    cast.happened(ada, about=cast.order(ada, at=NOON), at=NOON)
    rows = pa.table({"email": ["ada@people.example", "new@people.example"], "first_name": ["Augusta", "New"]})
    changed, go_on, mail = Signal(), Signal(), MailServer()

    def watch(progress: Progress) -> None:
        if progress.stage is Stage.COMMITTED:
            changed.set()
            go_on.wait(60)

    def rehearse() -> None:
        try:
            importing.rehearse(rows, "customers", Settings(), now=NOON, name="people.csv", watch=watch)
        finally:
            connection.close()

    with serving(mail) as server, ThreadPoolExecutor(1) as pool, connection.cursor() as cursor:
        transports.register("email", lambda: Smtp(server))
        tried = pool.submit(rehearse)
        try:
            assert changed.wait(60)
            cursor.execute("SET lock_timeout = '3s'")
            for entry in RECURRING:
                if entry.name.startswith(ELSE):
                    entry.run(VirtualClock(NOON))
            assert mail.recipients == ["ada@people.example"]
        finally:
            cursor.execute("SET lock_timeout = 0")
            go_on.set()
        tried.result()
    assert list(Customer.objects.values_list("first_name", flat=True)) == ["Ada"]
