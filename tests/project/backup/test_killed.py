"""A restore that is killed: from the next command on the shop is the old or the new one, with its own key and files."""

import os
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from rich.console import Console

from tests import cast
from thereafter.foundation.clock import RealClock
from thereafter.project import upkeep
from thereafter.project.backup import databases, handover, making, restoring
from thereafter.project.backup.handover import Promise
from thereafter.project.progress import Reporter
from thereafter.record.customers.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)
QUIET = Reporter(Console(quiet=True), RealClock())


class Killed(BaseException):
    """What nobody catches."""


@pytest.fixture(autouse=True)
def house(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, whose key is "old" and where an upload waits."""
    monkeypatch.setenv("THEREAFTER_HOME", str(tmp_path))
    settings.UPLOADS = tmp_path / "uploads"
    settings.UPLOADS.mkdir()
    (settings.UPLOADS / "waits").write_text("old")
    (tmp_path / "secret-key").write_text("old")
    settings.SECRET_KEY = "old"
    return tmp_path


@pytest.fixture
def backup(settings: LazySettings, house: Path) -> Path:
    """Of a shop with Ada alone, whose key was "new". Grace has come since."""
    cast.ada()
    settings.SECRET_KEY = "new"
    (house / "uploads" / "waits").write_text("new")
    making.make(house / "shop.backup", QUIET, clock=RealClock())
    (house / "uploads" / "waits").write_text("old")
    settings.SECRET_KEY = "old"
    cast.grace()
    return house / "shop.backup"


def restored(source: Path) -> None:
    restoring.restore(source, QUIET, overwrite=True, clock=RealClock())


def files(house: Path) -> tuple[str, str]:
    return (house / "secret-key").read_text(), (house / "uploads" / "waits").read_text()


def left(house: Path) -> list[str]:
    return [path.name for path in house.glob(".restoring-*")]


def databases_left() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{databases.name()[:30]}%\\_before\\_%"]
        )
        return [str(row[0]) for row in cursor.fetchall()]


def a_kill_in(monkeypatch: pytest.MonkeyPatch, place: object, name: str) -> None:
    def killed(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(place, name, killed)


def test_killed_once_the_database_is_the_new_one_the_next_command_goes_on_with_its_files(
    backup: Path, house: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    with monkeypatch.context() as patch, pytest.raises(Killed):
        a_kill_in(patch, Path, "replace")  # the uploads are in place, the key is not
        restored(backup)
    assert [person.first_name for person in Customer.objects.all()] == ["Ada"]
    assert files(house) == ("old", "new") and len(databases_left()) == 1
    handover.carry_on()
    assert files(house) == ("new", "new") and settings.SECRET_KEY == "new"
    assert not left(house) and not databases_left()


def test_killed_before_the_database_is_the_new_one_nothing_of_the_copy_stays(
    backup: Path, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(Killed):
        a_kill_in(patch, handover, "settle")
        a_kill_in(patch, databases, "take_over")
        restored(backup)
    assert len(left(house)) == 1
    handover.carry_on()
    assert files(house) == ("old", "old") and not left(house)
    assert Customer.objects.count() == 2


def test_every_command_that_opens_a_database_goes_on_with_what_was_left_first() -> None:
    assert upkeep._first == [handover.carry_on, databases.sweep]


@pytest.fixture
def in_the_making(house: Path) -> Path:
    folder = house / ".restoring-4711"
    folder.mkdir()
    (folder / "secret-key").write_text("new")
    return folder


def test_files_that_are_not_complete_are_for_nobody(house: Path, in_the_making: Path) -> None:
    (in_the_making / "for.json").write_text('{"name": "')
    handover.carry_on()
    assert files(house) == ("old", "old") and not in_the_making.exists()


def test_files_for_another_shop_of_this_data_folder_wait_for_whoever_opens_that_one(
    house: Path, in_the_making: Path
) -> None:
    number = databases.number(databases.name())
    handover.promise(in_the_making, Promise("another", number, "another_before_1"))
    handover.carry_on()
    assert files(house) == ("old", "old") and in_the_making.exists()


def test_a_restore_that_is_being_made_is_left_alone(house: Path, in_the_making: Path) -> None:
    descriptor = os.open(in_the_making, os.O_RDONLY)
    try:
        flock(descriptor, LOCK_EX)
        handover.carry_on()
    finally:
        os.close(descriptor)
    assert in_the_making.exists()
