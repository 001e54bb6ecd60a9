"""Uploads: kept for their owner only, worked on by one worker at a time, taken up again, and gone in the end."""

import io
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadhandler import StopUpload
from django.db import OperationalError, connection

from tests.cast import NOON
from tests.connectors.files.dying import upload_worker
from thereafter.connectors.files import erased, plans, reach, telling, uploads, working
from thereafter.connectors.files.errors import Unreadable
from thereafter.connectors.files.looking import look_into
from thereafter.connectors.files.models import Run, Upload
from thereafter.connectors.files.uploads import NotKept, Received, Receiver, Settled
from thereafter.foundation.alone import alone, named
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = "email,first name\n" + "".join(f"p{number}@people.example,Ada\n" for number in range(300))


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any) -> Path:
    """A folder of uploads for each test."""
    settings.UPLOADS = tmp_path / "uploads"
    return Path(settings.UPLOADS)


@pytest.fixture(autouse=True)
def no_events_left() -> Iterator[None]:
    """The event table is not Django's to empty."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE events_event, events_key")


def receive(content: bytes, name: str = "people.csv", announced: int | None = None) -> tuple[Receiver, Received | None]:
    """A file arrives in pieces."""
    receiver = Receiver()
    receiver.handle_raw_input(None, {}, announced or len(content), b"")
    receiver.new_file("file", name, "text/csv", len(content))
    for start in range(0, len(content), 1000):
        receiver.receive_data_chunk(content[start : start + 1000], start)
    return receiver, receiver.file_complete(len(content))


def kept(text: str | bytes = PEOPLE, name: str = "people.csv") -> Upload:
    """A file that was brought and whose columns were chosen as proposed."""
    _, received = receive(text.encode() if isinstance(text, str) else text, name)
    assert received
    (upload,) = uploads.keep(received, actor="ruth", now=NOON)
    path, reading = uploads.path_of(upload), uploads.plan_of(upload).reading
    return uploads.decide(upload.key, plans.propose(look_into(path, reading, name), reading, name))


def asked(upload: Upload, deed: Upload.Deed = Upload.Deed.IMPORT) -> Upload:
    """Somebody asked for it."""
    return uploads.ask(upload.key, deed, actor="ruth", now=NOON)


def work() -> int:
    """The worker looks once."""
    return working.take_up(VirtualClock(NOON))


def test_a_file_lies_under_a_random_name_for_its_owner_only_and_goes_when_it_was_imported(place: Path) -> None:
    upload = asked(kept())
    (file,) = place.iterdir()
    assert file.name == upload.stored != "people.csv"
    assert (file.stat().st_mode & 0o777, place.stat().st_mode & 0o777) == (0o600, 0o700)
    assert work() == 1
    assert list(place.iterdir()) == []
    assert Customer.objects.count() == 300
    assert work() == 0


def test_a_dry_run_changes_nothing_and_keeps_its_examples_only_as_long_as_the_file(place: Path) -> None:
    upload = asked(kept(), Upload.Deed.REHEARSE)
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.seen["people"][0]["address"]) == ("kept", "p0@people.example")
    assert (upload.seen["reach"]["never_asked"], Customer.objects.count(), Run.objects.count()) == (300, 0, 0)
    uploads.drop(upload.key)
    upload.refresh_from_db()
    assert (upload.state, upload.seen, list(place.iterdir())) == ("gone", {}, [])


@pytest.mark.parametrize(("point", "times", "rows"), [("committed", 2, 200), ("loading", 1, 0), ("reading", 1, 0)])
def test_an_import_whose_worker_was_killed_is_taken_up_by_the_next(
    place: Path, point: str, times: int, rows: int
) -> None:
    upload = asked(kept())
    assert upload_worker(place, point, times) == -signal.SIGKILL
    assert Customer.objects.count() == rows
    upload.refresh_from_db()
    assert upload.state == "asked"
    for _ in range(200):
        if work():
            break
        time.sleep(0.05)  # the dead one's connection goes first
    assert Customer.objects.count() == 300
    upload.refresh_from_db()
    assert (upload.state, upload.done["reach"]["people"]) == ("done", 300)
    assert [told["already"] for told in upload.done["runs"]] == [False]


def test_two_workers_never_have_the_same_file() -> None:
    upload = asked(kept())
    with alone(named(f"upload {upload.key}")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 1
        assert upload_worker(uploads.folder()) == 0
    assert Customer.objects.count() == 0
    upload.refresh_from_db()
    assert (upload.state, upload.tries) == ("asked", 0)


def test_a_worker_that_dies_of_a_file_again_and_again_gives_up_with_a_sentence() -> None:
    upload = asked(kept())
    Upload.objects.update(tries=5)
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.error) == (
        "kept",
        "The worker ended 5 times while it did this. Is there enough memory?",
    )


def test_a_file_that_met_a_full_disk_waits_with_the_reason_and_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = asked(kept(), Upload.Deed.REHEARSE)

    def fill() -> None:
        raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")

    monkeypatch.setattr(reach, "prepare", fill)
    with pytest.raises(OperationalError):
        work()
    upload.refresh_from_db()
    assert (upload.state, upload.error) == (
        "kept",
        "The disk is full; nothing of the file is lost. Make room on it, then try it again.",
    )


def test_a_file_that_fills_the_disk_while_it_arrives_is_refused_in_words_and_leaves_nothing(place: Path) -> None:
    receiver = Receiver()
    receiver.handle_raw_input(None, {}, 10, b"")
    receiver.new_file("file", "people.csv", "text/csv", 10)
    receiver._close()
    full = io.FileIO("/dev/full", "wb")  # takes nothing, as a full disk does
    receiver._into = io.BufferedWriter(full)
    receiver.receive_data_chunk(b"email\nada@", 0)
    assert receiver.file_complete(10) is None
    assert receiver.refusal == ("The disk of the data folder became full. Make room on it, then bring the file again.")
    assert not list(place.iterdir())


def test_the_same_file_brought_twice_is_imported_once() -> None:
    first, second = asked(kept()), asked(kept())
    assert work() == 2
    for upload in (first, second):
        upload.refresh_from_db()
    assert [told["already"] for upload in (first, second) for told in upload.done["runs"]] == [False, True]
    assert (Customer.objects.count(), Run.objects.count()) == (300, 1)


def test_who_says_stop_before_the_worker_came_has_the_file_back() -> None:
    upload = asked(kept())
    uploads.stop(upload.key)
    assert work() == 0
    upload.refresh_from_db()
    assert upload.state == "kept"
    asked(upload)
    with pytest.raises(Settled, match=r"people\.csv is being worked on\. Wait until that is done, or stop it"):
        asked(upload)


def test_a_file_that_was_dropped_while_it_was_worked_on_stays_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = asked(kept(), Upload.Deed.REHEARSE)
    measure: Callable[[], Any] = reach.measure

    def drop() -> None:
        uploads.drop(upload.key)
        connection.close()

    def meanwhile() -> Any:
        other = threading.Thread(target=drop)  # with a connection of its own
        other.start()
        other.join()
        return measure()

    monkeypatch.setattr(reach, "measure", meanwhile)
    work()
    upload.refresh_from_db()
    assert upload.seen == {}


def test_a_file_larger_than_the_limit_passes_by_and_leaves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 2_000)
    receiver, received = receive(PEOPLE.encode(), announced=100)  # it lies about its size
    assert received is None
    assert receiver.refusal.startswith("The file is larger than 0 MB, and no more is taken in the browser. Split it")
    assert list(place.iterdir()) == []
    monkeypatch.undo()
    receiver, received = receive(b"x", announced=uploads.MOST_BYTES * 2)
    assert (received, "larger than 500 MB" in receiver.refusal) == (None, True)
    with pytest.raises(StopUpload):
        receive(b"x", announced=10 * uploads.MOST_BYTES)


def test_a_full_disk_is_told_before_anything_is_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_SPARE", 1 << 60)
    receiver, received = receive(PEOPLE.encode())
    assert (received, list(place.iterdir())) == (None, [])
    assert "Make room on it, then bring the file again." in receiver.refusal


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "people.csv is empty. Export it again."),
        (b" \n\n", "people.csv is empty. Export it again."),
        (b"email,first name\n", "people.csv has a header and no rows. Export it again."),
        (b"PK\x03\x04" + b"\0" * 100, "is damaged, perhaps cut off while it was copied"),
        (b"%PDF-1.7 x", "is a PDF document. Export the rows as CSV."),
        (b"\x1f\x8b\x08 x", "is a packed file. Unpack it and bring what is in it."),
        (b"ab\0\0\0\1cd" * 50, "is no table: it holds bytes that no text holds. Export it as CSV."),
    ],
)
def test_what_is_no_table_is_refused_with_the_remedy_and_not_kept(place: Path, content: bytes, words: str) -> None:
    _, received = receive(content)
    assert received
    with pytest.raises(Unreadable) as refused:
        uploads.keep(received, actor="ruth", now=NOON)
    assert words in str(refused.value)
    assert (list(place.iterdir()), Upload.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("cp1252", b"", "cp1252"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_file_in_any_usual_encoding_comes_in(encoding: str, mark: bytes, found: str, delimiter: str) -> None:
    text = f"email{delimiter}first name\nzoe@people.example{delimiter}Zoë\n"
    upload = kept(mark + text.encode(encoding))
    assert uploads.plan_of(upload).reading.encoding == found
    asked(upload)
    work()
    assert Customer.objects.get().first_name == "Zoë"


def test_names_of_files_are_shown_without_tricks_and_their_folders() -> None:
    assert kept(name="../../etc/\u202egnp.csv").file_name == "\\u202egnp.csv"


def test_more_than_twenty_files_are_not_kept_at_once() -> None:
    for _ in range(uploads.MOST_KEPT):
        kept()
    with pytest.raises(NotKept, match=r"20 files are kept already\. Import or drop one of them first"):
        kept()


def test_after_a_week_a_file_goes_and_what_nobody_knows_after_an_hour(place: Path) -> None:
    old, young = kept(), kept()
    (place / "stray").touch()
    (place / "arriving").touch()
    now = uploads.path_of(young).stat().st_mtime
    for name, age in ((old.stored, timedelta(days=8)), ("stray", timedelta(hours=2))):
        os.utime(place / name, (now - age.total_seconds(),) * 2)
    uploads.sweep(now=VirtualClock(NOON).now().fromtimestamp(now, tz=NOON.tzinfo))
    assert {path.name for path in place.iterdir()} == {young.stored, "arriving"}
    old.refresh_from_db()
    assert old.state == "gone"


def test_whoever_erases_somebody_can_let_all_files_go(place: Path) -> None:
    wrong = "email,first name\nada@people.example,Ada\nnonsense,Eve\n"
    done = kept(wrong)
    uploads.decide(done.key, uploads.plan_of(done).model_copy(update={"skip_invalid": True}))
    asked(done)
    work()
    kept()
    assert len(list(place.iterdir())) == 2  # a file, and a list of rows that were left out
    assert erased.drop_all() == 2
    assert list(place.iterdir()) == []
    assert erased.drop_all() == 0


def test_an_import_whose_worker_died_says_that_somebody_was_erased_and_goes_on_when_it_is_brought_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = asked(kept())
    assert upload_worker(place, "committed", 2) == -signal.SIGKILL
    erased.drop_all()
    upload.refresh_from_db()
    assert (upload.state, upload.error, list(place.iterdir())) == ("gone", erased.STOPPED, [])
    assert [(run.state, run.rows_done, run.error) for run in Run.objects.all()] == [("failed", 200, erased.STOPPED)]
    monkeypatch.setattr(plans, "_CHUNK", 100)
    asked(kept())
    work()
    assert [(run.state, run.report["new"], run.error) for run in Run.objects.all()] == [("done", 300, "")]
    assert Customer.objects.count() == 300


def test_an_import_that_runs_hears_that_somebody_was_erased_and_its_run_says_so(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, watch = asked(kept()), telling.Teller.watch

    def erase() -> None:
        erased.drop_all()
        connection.close()

    def meanwhile(self: telling.Teller, progress: Any) -> None:
        if progress.done == 100 and place.iterdir():
            other = threading.Thread(target=erase)  # with a connection of its own
            other.start()
            other.join()
            self._note()
        watch(self, progress)

    monkeypatch.setattr(plans, "_CHUNK", 100)
    monkeypatch.setattr(telling.Teller, "watch", meanwhile)
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.error, list(place.iterdir())) == ("gone", erased.STOPPED, [])
    assert [(run.state, run.error) for run in Run.objects.all()] == [("failed", erased.STOPPED)]
    assert Customer.objects.count() < 300


def test_an_import_that_had_not_begun_stands_among_the_runs_as_stopped_when_somebody_is_erased() -> None:
    asked(kept())
    waits = asked(kept("email,first name\nzoe@people.example,Zoe\n"), Upload.Deed.REHEARSE)
    erased.drop_all()
    assert [(run.state, run.error) for run in Run.objects.all()] == [("failed", erased.STOPPED)]
    waits.refresh_from_db()
    assert (waits.state, waits.error) == ("gone", erased.WAITED)
    assert work() == 0
