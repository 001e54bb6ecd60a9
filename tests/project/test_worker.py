"""What happens by itself happens: on time, never twice at once, and again when the worker that did it was killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests import nobody_in_logs
from tests.project.processes import database_url
from tests.project.waiting import wait_until
from thereafter.foundation.clock import Clock, RealClock
from thereafter.project.recurring import RECURRING
from thereafter.project.schedule import Recurring, cron

# A worker whose list has one entry: it writes a line when it begins, and stays until the file `go on` is there.
WORKER = """
import asyncio, pathlib, sys
import django
django.setup()
from datetime import timedelta
from procrastinate.contrib.django import app
from thereafter.project import worker
from thereafter.project.schedule import Recurring

folder = pathlib.Path(sys.argv[1])

def stay(clock):
    with (folder / "begun").open("a") as begun:
        begun.write("begun\\n")
    while not (folder / "go on").exists():
        clock.wait(timedelta(milliseconds=50))
    with (folder / "ended").open("a") as ended:
        ended.write("ended\\n")

worker.add(app, Recurring("stay", timedelta(seconds=1), stay))
asyncio.run(worker.work())
"""


# One whose entry writes a line, in the time of a connection of its own, every second.
BUSY = """
import asyncio, pathlib, sys
import django
django.setup()
from datetime import timedelta
from django.db import connection
from procrastinate.contrib.django import app
from thereafter.project import worker
from thereafter.project.schedule import Recurring

def note(clock):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with pathlib.Path(sys.argv[1], "noted").open("a") as noted:
        noted.write("noted\\n")

worker.add(app, Recurring("note", timedelta(seconds=1), note))
asyncio.run(worker.work())
"""

# One with as many entries that stay as the whole list has, each of which writes a line when it begins.
CROWDED = """
import asyncio, pathlib, sys
import django
django.setup()
from datetime import timedelta
from procrastinate.contrib.django import app
from thereafter.project import recurring, worker
from thereafter.project.schedule import Recurring

def stay(clock):
    with pathlib.Path(sys.argv[1], "begun").open("a") as begun:
        begun.write("begun\\n")
    clock.wait(timedelta(minutes=5))

app.tasks.clear()
app.periodic_registry.periodic_tasks.clear()
for number in range(len(recurring.RECURRING)):
    worker.add(app, Recurring(f"stay {number}", timedelta(seconds=1), stay))
asyncio.run(worker.work())
"""


@contextmanager
def worker(folder: Path, script: str = WORKER) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, "DATABASE_URL": database_url()}
    with (
        (folder / "said").open("ab") as said,
        subprocess.Popen([sys.executable, "-c", script, str(folder)], env=environment, stderr=said) as process,
    ):
        try:
            yield process
        finally:
            process.kill()
    nobody_in_logs.names_nobody(folder / "said")


def lines(path: Path) -> int:
    return path.read_text().count("\n") if path.exists() else 0


@pytest.mark.django_db(transaction=True)
def test_the_work_of_a_killed_worker_resumes_within_a_minute_and_never_overlaps_itself(tmp_path: Path) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    with worker(tmp_path) as first, worker(tmp_path):
        wait_until(lambda: lines(begun) == 1, within=timedelta(seconds=60))
        RealClock().wait(timedelta(seconds=2))
        assert lines(begun) == 1, "it is due every second, but must not overlap itself, on neither worker"
        first.kill()
    with worker(tmp_path):  # both were killed by now, the second one holding whatever it had
        wait_until(lambda: lines(begun) == 2, within=timedelta(seconds=60))
        (tmp_path / "go on").touch()
        wait_until(lambda: lines(ended) >= 2, within=timedelta(seconds=60))


@pytest.mark.django_db(transaction=True)
def test_whatever_takes_long_or_waits_for_a_lock_keeps_nothing_else_of_the_list_waiting(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with worker(tmp_path, CROWDED):
        wait_until(lambda: lines(begun) == len(RECURRING), within=timedelta(seconds=40))


@contextmanager
def database_away() -> Iterator[None]:
    """Everybody loses the database, and nobody gets a new connection to it."""
    settings = connection.settings_dict
    connection.close()
    words = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    name = sql.Identifier(settings["NAME"])
    with psycopg.connect(**words, password=settings["PASSWORD"], dbname="postgres", autocommit=True) as other:
        other.execute(allow.format(name, sql.SQL("false")))
        try:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [settings["NAME"]]
            )
            yield
        finally:
            other.execute(allow.format(name, sql.SQL("true")))


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_database_goes_on_when_it_is_back_and_says_so_in_one_line(tmp_path: Path) -> None:
    noted, said = tmp_path / "noted", tmp_path / "said"
    with worker(tmp_path, BUSY) as process:
        wait_until(lambda: lines(noted) >= 1, within=timedelta(seconds=60))
        with database_away():
            RealClock().wait(timedelta(seconds=4))
        before = lines(noted)
        wait_until(lambda: lines(noted) >= before + 2, within=timedelta(seconds=40), otherwise=said.read_text)
        wait_until(lambda: "The database went away" in said.read_text(), within=timedelta(seconds=10))
        assert process.poll() is None
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert said.read_text().count("The database went away; the worker begins anew as soon as it answers.") == 1
    assert not [word for word in ("psycopg", "ConnectorException", "Side task") if word in said.read_text()]


def nothing(clock: Clock) -> None:
    """Do nothing, at any time."""


@pytest.mark.parametrize(
    ("every", "expression"),
    [
        (timedelta(seconds=5), "* * * * * */5"),
        (timedelta(minutes=1), "*/1 * * * * 0"),
        (timedelta(minutes=15), "*/15 * * * * 0"),
        (timedelta(hours=6), "0 */6 * * * 0"),
        (timedelta(days=1), "0 0 * * * 0"),
    ],
)
def test_an_interval_becomes_a_cron_expression(every: timedelta, expression: str) -> None:
    assert cron(Recurring("nothing", every, nothing).every) == expression


@pytest.mark.parametrize("every", [timedelta(0), timedelta(seconds=7), timedelta(minutes=7), timedelta(days=2)])
def test_an_interval_that_drifts_through_the_hours_is_refused(every: timedelta) -> None:
    with pytest.raises(ValueError, match="choose a part of"):
        cron(every)


def test_a_quicker_pace_is_for_what_somebody_may_be_waiting_for_and_slows_nothing_down() -> None:
    hours, minutes, seconds = timedelta(hours=1), timedelta(minutes=15), timedelta(seconds=5)
    paced = [Recurring("nothing", every, nothing).at_pace(timedelta(seconds=2)) for every in (hours, minutes, seconds)]
    assert [entry.every for entry in paced] == [hours, minutes, timedelta(seconds=2)]
    assert Recurring("nothing", seconds, nothing).at_pace(timedelta(seconds=15)).every == seconds
