"""A killed import goes on where its last chunk was committed, and ends as if nothing had happened."""

import random
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection

from tests.cast import NOON
from tests.connectors.files.conftest import TABLES
from tests.connectors.files.dying import CHUNK, begun, importer, refused
from tests.connectors.files.test_command import thereafter
from tests.project.waiting import wait_until
from thereafter.connectors.files import importing
from thereafter.connectors.files.errors import Busy
from thereafter.connectors.files.importing import Progress, Stage
from thereafter.connectors.files.models import Run
from thereafter.connectors.files.report import Report
from thereafter.foundation.clock import RealClock, VirtualClock
from thereafter.foundation.outage import Away, outlive
from thereafter.record.commerce.models import Line, Order
from thereafter.record.customers.models import Customer
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS, LINES = 400, 3


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """A file of 400 orders of 3 lines, of 50 customers."""
    rows = [
        f"{number},2026-03-01 10:{number % 60:02},SKU{(number + line) % 40},{line + 1},2.50,{number % 50}"
        for number in range(ORDERS)
        for line in range(LINES)
    ]
    path = tmp_path / "orders.csv"
    path.write_text("number,placed_at,sku,quantity,price,customer\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture(autouse=True)
def no_events_left() -> Iterator[None]:
    """The event table is not Django's to empty."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE events_event, events_key")


def finish(path: Path) -> Report:
    """Start the import again, here; wait for the dead one's connection to be gone."""
    for _ in range(100):
        try:
            return importing.run(path, "orders", CHUNK, clock=VirtualClock(NOON), actor="ruth")
        except Busy:
            time.sleep(0.05)
    raise AssertionError("The killed import still holds its file.")


def assert_whole() -> None:
    """Everything is there, once."""
    assert Order.objects.count() == ORDERS
    assert Line.objects.count() == ORDERS * LINES
    assert Customer.objects.count() == 50
    assert Event.objects.count() == ORDERS
    run = Run.objects.get()
    assert (run.state, run.rows_done, run.rows_total) == (Run.State.DONE, ORDERS * LINES, ORDERS * LINES)
    assert (run.report["new"], run.report["counts"]["orders"]) == (ORDERS * LINES, ORDERS)


@pytest.mark.parametrize(("point", "times", "kept"), [("committed", 3, 360), ("merging", 2, 120), ("loading", 1, 0)])
def test_killed_at_a_named_point_it_keeps_what_was_committed_and_goes_on_from_there(
    orders: Path, point: str, times: int, kept: int
) -> None:
    died = importer(orders, point, times)
    died.join()
    assert died.exitcode == -signal.SIGKILL
    assert Line.objects.count() == kept
    report = finish(orders)
    assert report.resumed_at == kept
    assert (report.new, report.unchanged) == (ORDERS * LINES - kept, 0)
    assert_whole()


def test_killed_at_random_again_and_again_it_ends_whole(orders: Path) -> None:
    chance = random.Random(7)
    for _ in range(3):
        begun(orders).unlink(missing_ok=True)
        process = importer(orders)
        wait_until(begun(orders).exists, within=timedelta(seconds=30))
        time.sleep(chance.uniform(0, 0.4))
        process.kill()
        process.join()
    finish(orders)
    assert_whole()


def test_two_at_once_of_the_same_file_are_one_import_and_a_sentence(orders: Path) -> None:
    said: list[str] = []

    def meanwhile(progress: Progress) -> None:
        if progress.stage is Stage.LOADING and not said:
            importer(orders).join()
            said.append(refused(orders).read_text())

    importing.run(orders, "orders", CHUNK, clock=VirtualClock(NOON), actor="ruth", watch=meanwhile)
    assert "orders.csv is being imported already. Wait until that is done" in said[0]
    assert_whole()


def test_an_import_that_met_a_full_disk_says_so_and_goes_on_when_there_is_room(orders: Path) -> None:
    def trip(progress: Progress) -> None:
        if progress.stage is Stage.MERGING and progress.done > 300:
            raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")

    with pytest.raises(OperationalError):
        importing.run(orders, "orders", CHUNK, clock=VirtualClock(NOON), actor="ruth", watch=trip)
    assert Run.objects.get().error == "The disk is full. Make room on it, then start it again."
    assert finish(orders).resumed_at == 240
    assert_whole()


def test_an_import_that_fails_in_its_middle_can_be_started_again(orders: Path) -> None:
    def trip(progress: Progress) -> None:
        if progress.stage is Stage.MERGING and progress.done > 300:
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        importing.run(orders, "orders", CHUNK, clock=VirtualClock(NOON), actor="ruth", watch=trip)
    failed = Run.objects.get()
    assert (failed.state, failed.error) == (Run.State.FAILED, "It failed (RuntimeError). Start it again.")
    assert finish(orders).resumed_at == 240
    assert_whole()


def test_an_import_that_fails_at_once_is_remembered_and_can_be_started_again(orders: Path) -> None:
    def trip(progress: Progress) -> None:
        if progress.stage is Stage.LOADING:
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        importing.run(orders, "orders", CHUNK, clock=VirtualClock(NOON), actor="ruth", watch=trip)
    assert Run.objects.get().state == Run.State.FAILED
    assert finish(orders).resumed_at == 0
    assert_whole()


def fell(times: int = 1) -> Callable[[], None]:
    """Ends our own connection from outside, as a killed server does; so many times."""
    left = [None] * times

    def fall() -> None:
        if left:
            left.pop()
            parameters = connection.get_connection_params()
            words = {name: parameters[name] for name in ("host", "port", "user", "password", "dbname")}
            with psycopg.connect(**words, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])

    return fall


@pytest.mark.parametrize("stage", [Stage.READING, Stage.LOADING, Stage.MERGING, Stage.COMMITTED])
def test_when_the_database_falls_it_says_so_waits_and_goes_on(orders: Path, stage: Stage) -> None:
    fall, said = fell(), list[str]()

    def watch(progress: Progress) -> None:
        if progress.stage is stage and (progress.done > 200 or stage is Stage.READING):
            fall()

    act = partial(importing.run, orders, "orders", CHUNK, clock=VirtualClock(NOON), actor="ruth", watch=watch)
    report = outlive(act, clock=RealClock(), say=said.append)
    assert said == ["The database went away; waiting for it to come back."]
    assert report.resumed_at == {Stage.READING: 0, Stage.LOADING: 240, Stage.MERGING: 120, Stage.COMMITTED: 240}[stage]
    assert_whole()


def test_when_the_database_falls_while_orders_are_stored_the_command_goes_on(
    orders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE falls")  # it counts on when a transaction is taken back
        cursor.execute(
            "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('falls') = 2 THEN "
            "PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$"
        )
        cursor.execute("CREATE TRIGGER fall AFTER INSERT ON commerce_line EXECUTE FUNCTION fall()")
    try:
        assert thereafter("import", "orders", orders, "--currency", "GBP", "--chunk-rows", "120") == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION fall CASCADE; DROP SEQUENCE falls")
    said = capsys.readouterr()
    assert said.err.strip() == "The database went away; waiting for it to come back."
    assert "It went on after 120 that were imported before." in said.out
    assert_whole()


def test_after_a_minute_without_a_database_it_says_how_to_go_on(orders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fall, clock = fell(), VirtualClock(NOON)

    def watch(progress: Progress) -> None:
        if progress.stage is Stage.LOADING and progress.done:
            fall()
            monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    act = partial(importing.run, orders, "orders", CHUNK, clock=clock, actor="ruth", watch=watch)
    with pytest.raises(Away, match=r"did not come back within 60 seconds\. Run the same command again"):
        outlive(act, clock=clock, say=lambda sentence: None)
    assert timedelta(minutes=1) <= clock.now() - NOON < timedelta(minutes=2)
    monkeypatch.undo()
    assert finish(orders).resumed_at == 120
    assert_whole()


def test_a_database_that_falls_again_and_again_is_not_waited_for_for_ever(orders: Path) -> None:
    fall, said = fell(times=100), list[str]()
    act = partial(
        importing.run, orders, "orders", CHUNK, clock=VirtualClock(NOON), actor="ruth", watch=lambda progress: fall()
    )
    with pytest.raises(Away, match=r"went away 5 times meanwhile\. .* Run the same command again"):
        outlive(act, clock=RealClock(), say=said.append)
    assert len(said) == 5


def test_an_error_of_a_database_that_is_there_is_not_waited_for() -> None:
    said: list[str] = []

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(1)")

    with pytest.raises(OperationalError, match="statement timeout"):
        outlive(act, clock=RealClock(), say=said.append)
    assert said == []
    connection.close()  # and with it the timeout


def test_every_table_of_the_record_is_watched_by_the_digest() -> None:
    names = {
        table
        for table in connection.introspection.table_names()
        if table.startswith(("commerce_", "customers_", "events_")) and not table.startswith("events_event_")
    }
    no_facts = {"fielddefinition", "double", "merge", "moved", "sweep", "erasurekey"}
    assert names - {f"customers_{name}" for name in no_facts} == set(TABLES)
