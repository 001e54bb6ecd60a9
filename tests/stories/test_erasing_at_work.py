"""R17 while everybody is at work: erased under a tick, imports that name her and a letter on its way, she is nowhere.

The place to search is a dump of the database, with the data folder and what the workers said.
"""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from tests.project.processes import beside
from tests.project.waiting import wait_until
from tests.stories import canary
from thereafter.connectors.files import uploads
from thereafter.connectors.files.models import Upload
from thereafter.connectors.files.plans import Plan
from thereafter.connectors.files.presets import Part
from thereafter.engagement.journeys import outlook
from thereafter.engagement.journeys.models import Expected
from thereafter.engagement.messaging import personal
from thereafter.engagement.messaging.models import Kind
from thereafter.engagement.messaging.signature import Signature
from thereafter.foundation.clock import RealClock, VirtualClock
from thereafter.project import home
from thereafter.project.backup import programs
from thereafter.record.customers import erasing, jobs, suppression
from thereafter.record.customers.models import Customer, Erasure, Suppression

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(seconds=60)
COLUMNS = {name: name for name in ("customer", "email", "first_name", "last_name", "tags")}


@pytest.fixture(autouse=True)
def a_house_of_its_own(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A data folder for this test alone. The event table is not Django's to empty."""
    folder = tmp_path / "home"
    settings.UPLOADS = folder / "uploads"
    settings.UPLOADS.mkdir(parents=True)
    yield folder
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE events_event, events_key")


def dumped() -> bytes:
    """The database as pg_dump writes it, in small letters."""
    program, _ = programs.find("pg_dump", at_least=programs.major())
    info, password = programs.conninfo()
    done = subprocess.run([program, f"--dbname={info}"], env={"PGPASSWORD": password}, capture_output=True, check=True)
    return done.stdout.lower()


def lying_about(folder: Path) -> set[str]:
    """The files in whose names or bytes the word stands."""
    there = (path for path in folder.rglob("*") if path.is_file())
    return {path.name for path in there if canary.WORD in path.read_bytes().lower() + path.name.lower().encode()}


@contextmanager
def turn_held() -> Iterator[Any]:
    """Nobody decides who is who until the given function is called."""
    info, password = programs.conninfo()
    with closing(psycopg.connect(info, password=password)) as other:
        other.execute("SELECT pg_advisory_xact_lock(7302001)")
        yield other.rollback


def wait_for_the_turn() -> int:
    """How many wait until they may decide who is who."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7302001 AND NOT granted")
        return int(cursor.fetchone()[0])


def erase_beside(her: Customer) -> threading.Thread:
    """Erase her in a thread, by a connection of its own."""

    def run() -> None:
        try:
            erasing.erase([her.pk], by="console:ruth", now=RealClock().now())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def a_letter_to(her: Customer) -> None:
    hand = Signature("Ruth", "ruth@shop.example", "ruth@shop.example")
    letter = personal.Draft(her.pk, Kind.SERVICE, "Qzx, once more", "Dear Qzxa,", hand)
    personal.send("late", letter, by="console:ruth", now=RealClock().now())


def an_upload_that_names_her() -> Upload:
    receiver, text = uploads.Receiver(), canary.text("customers", blank=3)
    receiver.new_file("file", "more.csv", "text/csv", len(text))
    receiver.receive_data_chunk(text, 0)
    received = receiver.file_complete(len(text))
    assert received
    [kept] = uploads.keep(received, actor="ruth", now=RealClock().now())
    uploads.decide(kept.key, Plan(parts=(Part(kind="customers", columns=COLUMNS),)))
    return uploads.ask(kept.key, Upload.Deed.IMPORT, actor="ruth", now=RealClock().now())


def test_erased_while_a_tick_imports_and_a_delivery_run_she_is_in_no_byte_of_dump_folder_or_logs(
    a_house_of_its_own: Path, tmp_path: Path
) -> None:
    in_hand, go_on = threading.Event(), threading.Event()

    def nobody_there(address: str) -> str:
        in_hand.set()
        go_on.wait(60)
        return f"550 5.1.1 <{address}> is unknown here"

    house, brought = a_house_of_its_own, tmp_path / "brought"
    brought.mkdir()
    her = canary.settle(brought)
    cast.live()
    server_log = home.home() / "postgres.log"
    said_before = server_log.stat().st_size if server_log.exists() else 0
    assert dumped().count(canary.WORD) > 20, "she was not tried"
    others = [["", f"p{number}@people.example", "Ada", "Byron", "", ""] for number in range(2_000)]
    (brought / "more.csv").write_bytes(canary.text("customers", more=others))
    a_letter_to(her)
    mail = MailServer(at_recipient=nobody_there)
    with serving(mail) as server, turn_held() as let_go, ExitStack() as stack:
        thread = erase_beside(her)
        wait_until(lambda: wait_for_the_turn() == 1, within=SOON)
        upload = an_upload_that_names_her()  # it and the file have been read before she is gone, and are stored after
        told = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}?reserved=yes", "THEREAFTER_LOG_LEVEL": "DEBUG"}
        for _ in range(2):
            stack.enter_context(beside(house, "work", **told))
        bringing = stack.enter_context(beside(house, "import", "customers", str(brought / "more.csv"), **told))
        said = (house / "said").read_text
        wait_until(lambda: wait_for_the_turn() == 3 and in_hand.is_set(), within=SOON, otherwise=said)
        let_go()
        thread.join(60)
        assert Erasure.objects.filter(pk=her.pk, settled=False).exists(), "others are at work still"
        go_on.set()
        assert bringing.wait(60) == 0, said()
        wait_until(lambda: Erasure.objects.get(pk=her.pk).settled, within=SOON, otherwise=said)
    upload.refresh_from_db()
    assert upload.state in {Upload.State.GONE, Upload.State.DONE}, "stopped, or carried out without her"
    assert Customer.objects.count() == 2_001
    assert canary.found() == set()
    assert canary.numbered(her.pk) == set()
    assert canary.WORD not in dumped()
    assert lying_about(house) == set()
    if server_log.exists():
        assert canary.WORD not in server_log.read_bytes()[said_before:].lower()
    assert mail.connections and not mail.letters


def test_what_somebody_writes_who_began_before_she_was_erased_goes_when_he_has_ended() -> None:
    ada, note = cast.ada(), cast.purpose()
    info, password = programs.conninfo()
    with closing(psycopg.connect(info, password=password)) as other:
        other.execute("SELECT first_name FROM customers_customer WHERE id = %s", [ada.pk])
        erasing.erase([ada.pk], by="console:ruth", now=NOON)
        jobs.settle_erasures(VirtualClock(NOON))
        assert erasing.unsettled() == [ada.pk], "he is at work still"
        other.execute(
            "INSERT INTO messaging_decision (customer_id, purpose_id, trigger_key, visit, decided_at, state, reason,"
            " failed_rules) VALUES (%s, %s, 1, 1, %s, 'held', '', 0)",
            [ada.pk, note.pk, NOON],
        )
        other.commit()
        assert canary.numbered(ada.pk) == {"messaging_decision.customer_id"}
        jobs.settle_erasures(VirtualClock(NOON))
    assert erasing.unsettled() == []
    assert canary.numbered(ada.pk) == set()


def test_who_was_in_mind_before_and_is_stored_after_is_not_stored() -> None:
    ada, note = cast.ada(), cast.purpose()
    seen = outlook.ask(now=NOON)
    rows = [((ada.pk, note.pk, True, "ready", ""), 1)]
    erasing.erase([ada.pk], by="console:ruth", now=NOON)
    outlook._keep(seen, rows)
    assert not Expected.objects.exists()
    assert not suppression.suppress_of(ada.pk, "ada@people.example", reason="bounced", source="smtp", now=NOON)
    assert not Suppression.objects.exists()
    cast.happened(ada, at=NOON)
    assert canary.numbered(ada.pk) == set()
