"""R15: a backup under load is restored elsewhere with equal sums, and the copy sends nothing until somebody says so."""

import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from psycopg import sql
from rich.console import Console

from tests import cast
from tests.cast import NOON
from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.project import home, upkeep
from thereafter.project.backup import databases, file, making, restoring
from thereafter.project.backup.manifest import Manifest
from thereafter.project.backup.models import Backup
from thereafter.project.progress import Reporter
from thereafter.record.commerce.models import Line, Order
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings as shop_settings

pytestmark = pytest.mark.django_db(transaction=True)
QUIET = Reporter(Console(quiet=True), RealClock())


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Path) -> Path:
    settings.UPLOADS = tmp_path / "uploads"
    settings.UPLOADS.mkdir()
    return Path(settings.UPLOADS)


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another database of the server, empty."""
    name = f"{databases.name()[:30]}_elsewhere"
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)).as_string())
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)).as_string())
    yield name
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)).as_string())


def a_shop() -> None:
    cast.live()
    note = cast.purpose()
    for person in (cast.ada(), cast.grace(), cast.linus(), cast.margaret()):
        cast.order(person)
        cast.judged(note, person)


def backed_up(folder: Path, name: str = "shop.backup") -> tuple[Path, Manifest]:
    target = folder / name
    return target, making.make(target, QUIET, clock=RealClock())


def restored(source: Path, *, overwrite: bool = False) -> Manifest:
    return restoring.restore(source, QUIET, overwrite=overwrite, clock=RealClock())


def databases_beside() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{databases.name()[:30]}%"])
        return sorted(str(row[0]) for row in cursor.fetchall())


def buy_until(told: threading.Event, first: threading.Event) -> None:
    """An order with its line in one transaction, again and again."""
    ada = Customer.objects.get(first_name="Ada")
    while not told.is_set():
        with transaction.atomic():
            cast.order(ada)
        first.set()
    connection.close()


def test_a_backup_under_load_is_restored_elsewhere_with_equal_sums_and_sends_nothing(
    tmp_path: Path, uploads: Path, elsewhere: str
) -> None:
    a_shop()
    (uploads / "waiting").write_bytes(b"email\nada@people.example\n")
    told, first = threading.Event(), threading.Event()
    buyer = threading.Thread(target=buy_until, args=(told, first))
    buyer.start()
    try:
        assert first.wait(30)
        target, made = backed_up(tmp_path)
    finally:
        told.set()
        buyer.join()
    assert Order.objects.count() > made.rows["commerce_order"] > 4, "it bought before, while and after"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    (uploads / "waiting").unlink()
    with databases.inside(elsewhere):
        restored(target)
        with making.snapshot() as held:
            copy = making.count(held.connection)
        assert {**copy.rows, "shop_setting": 0} == {**made.rows, "shop_setting": 0}  # where it says that it is stopped
        assert copy.sums == made.sums and made.sums["messages ready"] > 0
        assert Line.objects.count() == Order.objects.count(), "no order without its line"
        stopped = shop_settings.read().sending_stopped
        assert stopped and stopped.why.startswith("this is a copy, restored from a backup of ")
        browser = Client()
        browser.force_login(cast.member().user)
        for address in ("/customers/", "/settings/"):
            page = browser.get(address).content.decode()
            assert "Sending is stopped" in page and "this is a copy, restored from a backup of" in page
    assert (uploads / "waiting").read_bytes() == b"email\nada@people.example\n"
    assert shop_settings.read().sending_stopped is None, "the shop it was taken from goes on"
    assert Backup.objects.get().bytes == target.stat().st_size


def test_a_copy_that_does_not_hold_what_was_counted_is_not_kept(tmp_path: Path, elsewhere: str) -> None:
    a_shop()
    target, made = backed_up(tmp_path)
    wrong = made.model_copy(update={"rows": {**made.rows, "commerce_order": 5}})
    target.write_bytes(target.read_bytes()[: made.dump.bytes])
    file.add_archive(target, {}, lambda _: wrong.model_copy(update={"files": {}}))
    before = databases_beside()
    with (
        databases.inside(elsewhere),
        pytest.raises(Refusal, match=r"not whole: commerce_order must be 5 and is 4\. It was not kept"),
    ):
        restored(target)
    assert databases_beside() == before


def test_a_shop_that_has_people_is_replaced_only_when_that_is_said(tmp_path: Path) -> None:
    a_shop()
    target, _ = backed_up(tmp_path)
    cast.customer("Ida")
    with pytest.raises(Refusal, match="This shop has 5 people, and a restore would replace them"):
        restored(target)
    assert Customer.objects.count() == 5
    restored(target, overwrite=True)
    assert Customer.objects.count() == 4
    assert shop_settings.read().sending_stopped


@pytest.mark.parametrize("place", [100, 20_000], ids=["beginning", "middle"])
def test_one_byte_that_changed_is_found_before_anything_is_touched(tmp_path: Path, place: int, elsewhere: str) -> None:
    a_shop()
    target, made = backed_up(tmp_path)
    assert place < made.dump.bytes
    content = bytearray(target.read_bytes())
    content[place] ^= 1
    target.write_bytes(content)
    with databases.inside(elsewhere), pytest.raises(Refusal, match="damaged: the dump is not as it was written"):
        restored(target)


def test_a_file_that_was_cut_off_or_is_something_else_is_no_backup(tmp_path: Path) -> None:
    a_shop()
    target, _ = backed_up(tmp_path)
    target.write_bytes(target.read_bytes()[:-1_000])
    other = tmp_path / "orders.csv"
    other.write_text("order,customer\n")
    for path in (target, other):
        with pytest.raises(Refusal, match="is no backup of thereafter, or its end is missing"):
            restored(path, overwrite=True)
    with pytest.raises(Refusal, match="There is no file"):
        restored(tmp_path / "nothing", overwrite=True)


def test_a_backup_of_a_newer_version_is_refused_with_that_version(tmp_path: Path) -> None:
    a_shop()
    target, made = backed_up(tmp_path)
    newer = made.model_copy(
        update={"version": "9.9", "migrations": (*made.migrations, "customers.0999_later"), "files": {}}
    )
    target.write_bytes(target.read_bytes()[: made.dump.bytes])
    file.add_archive(target, {}, lambda _: newer)
    with pytest.raises(Refusal, match=r"made by a newer thereafter \(9\.9\) than this one .* Install that version"):
        restored(target, overwrite=True)


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path, elsewhere: str) -> None:
    a_shop()
    call_command("migrate", "backup", "zero", verbosity=0)
    try:
        target, made = backed_up(tmp_path)
        assert "backup.0001_the_last_backup" not in made.migrations
        with databases.inside(elsewhere):
            restored(target)
            assert not upkeep.pending() and not Backup.objects.exists()
    finally:
        call_command("migrate", "backup", verbosity=0)


def test_what_a_killed_restore_left_goes_by_itself_but_not_under_one_that_works(elsewhere: str) -> None:
    left, used = f"{elsewhere}_fresh_12345678", f"{elsewhere}_fresh_87654321"
    with connection._nodb_cursor() as cursor:
        for name in (left, used):
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)).as_string())
    try:
        with psycopg.connect(**{**connection.get_connection_params(), "dbname": used}), databases.inside(elsewhere):
            assert databases.sweep() == 1
        beside = databases_beside()
        assert left not in beside and used in beside
    finally:
        databases.drop(used)


def test_what_killed_ones_left_goes_with_the_next(tmp_path: Path, elsewhere: str) -> None:
    a_shop()
    (tmp_path / ".thereafter-backup-4711").write_bytes(b"half")
    target, _ = backed_up(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["shop.backup"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"{elsewhere}_fresh_12345678")).as_string())
    with databases.inside(elsewhere):
        restored(target)
    assert not [name for name in databases_beside() if "_fresh_" in name or "_before_" in name]


def test_a_backup_never_replaces_a_file(tmp_path: Path) -> None:
    a_shop()
    (tmp_path / "shop.backup").write_bytes(b"the only one")
    with pytest.raises(Refusal, match=r"is there already\. Name another file"):
        backed_up(tmp_path)
    assert (tmp_path / "shop.backup").read_bytes() == b"the only one"


def test_while_somebody_works_in_the_shop_nothing_takes_its_place(tmp_path: Path) -> None:
    a_shop()
    target, _ = backed_up(tmp_path)
    with making.snapshot(), pytest.raises(Refusal, match=r"Others work in the shop’s database\. Stop every"):
        restored(target, overwrite=True)
    assert shop_settings.read().sending_stopped is None
    assert not [name for name in databases_beside() if "_fresh_" in name or "_before_" in name]


def test_links_in_mails_already_sent_lead_to_the_copy_because_its_key_is_the_same(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    a_shop()
    settings.SECRET_KEY = "the key that signed the links"
    target, _ = backed_up(tmp_path)
    monkeypatch.setenv("THEREAFTER_HOME", str(tmp_path / "other"))
    settings.UPLOADS = tmp_path / "other" / "uploads"
    with databases.inside(elsewhere):
        restored(target)
    kept = home.home() / "secret-key"
    assert kept.read_text() == "the key that signed the links" and stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_copy_has_its_shops_older_keys_and_where_the_environment_says_another_key_keeps_them_beside_it(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    a_shop()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "present one", ["older"]
    target, _ = backed_up(tmp_path)
    monkeypatch.setenv("THEREAFTER_HOME", str(tmp_path / "other"))
    settings.UPLOADS = tmp_path / "other" / "uploads"
    with databases.inside(elsewhere):
        restored(target)
        assert home.older_secrets(home.home(), "secret-keys-before") == ["older"]
        monkeypatch.setenv("THEREAFTER_SECRET_KEY", "of this machine")
        restored(target, overwrite=True)
    assert settings.SECRET_KEY == "of this machine" and settings.SECRET_KEY_FALLBACKS == ["present one", "older"]
    assert home.older_secrets(home.home(), "secret-keys-before") == ["present one", "older"]


def test_the_manifest_names_nobody(tmp_path: Path) -> None:
    a_shop()
    target, made = backed_up(tmp_path)
    told = json.dumps(made.model_dump(mode="json"))
    assert "people.example" not in told and NOON.isoformat() not in told
    assert b"people.example" not in target.read_bytes()[made.dump.bytes :]
