"""How a dump gets into a fresh database: every row as it was, whatever stands in it; and never onto a full disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from rich.console import Console

from tests import cast
from tests.cast import NOON
from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.project.backup import databases, dump, file, loading, making, restoring, room
from thereafter.project.progress import Advance, Reporter
from thereafter.record.customers.models import Customer, Note
from thereafter.record.shop import settings as shop_settings

pytestmark = pytest.mark.django_db(transaction=True)
QUIET = Reporter(Console(quiet=True), RealClock())
OWN_SERVER = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="nobody sees the disk of another's server")


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path / "uploads"


def backed_up(folder: Path) -> Path:
    making.make(folder / "shop.backup", QUIET, clock=RealClock())
    return folder / "shop.backup"


def restored(source: Path, report: Reporter = QUIET) -> None:
    restoring.restore(source, report, overwrite=True, clock=RealClock())


def copies() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{databases.name()[:30]}%\\_fresh\\_%"]
        )
        return [str(row[0]) for row in cursor.fetchall()]


def test_a_table_that_we_copy_ourselves_has_every_row_whatever_stands_in_it_and_is_known_to_the_planner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_LARGE", 0)  # also tables without rows
    monkeypatch.setattr(dump, "_PIECE", 7)  # so that an end of the rows may lie in two
    ada = cast.ada()
    texts = ["\\.", "\n\\.\n", "a\tb\\N", "COPY public.x (y) FROM stdin;\n", "ä€😀", ""]
    for text in texts:
        Note.objects.create(customer=ada, text=text, at=NOON, by="Wren")
    source = backed_up(tmp_path)
    Note.objects.all().delete()
    restored(source)
    assert list(Note.objects.order_by("pk").values_list("text", flat=True)) == texts
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples, relallvisible FROM pg_class WHERE relname = 'customers_note'")
        assert cursor.fetchone() == (len(texts), 1), "frozen pages are visible to everybody without a vacuum"


@OWN_SERVER
def test_a_copy_that_does_not_fit_on_the_disk_is_not_begun(tmp_path: Path) -> None:
    cast.ada()
    target = tmp_path / "shop.backup"
    made = making.make(target, QUIET, clock=RealClock())
    target.write_bytes(target.read_bytes()[: made.dump.bytes])
    file.add_archive(target, {}, lambda _: made.model_copy(update={"database_bytes": 10**18, "files": {}}))
    with pytest.raises(
        Refusal, match=r"The copy needs 1,000,000,\d{3},\d{3} MB and the disk of .* MB free\. Make room"
    ):
        restored(target)
    assert shop_settings.read().sending_stopped is None


class Filling(Reporter):
    """The disk becomes full while the copy is loaded."""

    @contextmanager
    def work(self, title: str, total: float, unit: str) -> Iterator[Advance]:
        if title == "Restoring":
            room.SPARE = 10**18
        with super().work(title, total, unit) as advance:
            yield advance


@OWN_SERVER
def test_a_disk_that_becomes_full_ends_the_restore_and_nothing_of_the_copy_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.ada()
    source = backed_up(tmp_path)
    cast.grace()
    monkeypatch.setattr(room, "SPARE", room.SPARE)
    with pytest.raises(Refusal, match=r"disk is full\. The copy was taken away again, and nothing was changed"):
        restored(source, Filling(Console(quiet=True), RealClock()))
    assert Customer.objects.count() == 2 and not copies()


def test_a_server_that_says_that_its_disk_is_full_is_understood() -> None:
    said = (
        'pg_restore: error: could not execute query: ERROR:  could not extend file "base/5/16": No space left on device'
    )
    with pytest.raises(Refusal, match="disk is full"):
        loading._refuse_errors(said)
