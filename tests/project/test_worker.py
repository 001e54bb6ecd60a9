"""What happens by itself happens: on time, never twice at once, and again when the worker that did it was killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests.project.waiting import wait_until
from thereafter.foundation.clock import Clock, RealClock
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


@contextmanager
def worker(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    settings = connection.settings_dict
    address = (
        f"postgresql://{quote(settings['USER'], safe='')}:{quote(settings['PASSWORD'], safe='')}"
        f"@{quote(str(settings['HOST']), safe='')}:{settings['PORT']}/{quote(settings['NAME'], safe='')}"
    )
    environment = {**os.environ, "DATABASE_URL": address}
    with subprocess.Popen([sys.executable, "-c", WORKER, str(folder)], env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def lines(path: Path) -> int:
    return path.read_text().count("\n") if path.exists() else 0


@pytest.mark.django_db(transaction=True)
def test_the_work_of_a_killed_worker_resumes_within_a_minute_and_never_overlaps_itself(tmp_path: Path) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    with worker(tmp_path) as first, worker(tmp_path):
        wait_until(lambda: lines(begun) == 1, within=timedelta(seconds=20))
        RealClock().wait(timedelta(seconds=2))
        assert lines(begun) == 1, "it is due every second, but must not overlap itself, on neither worker"
        first.kill()
    with worker(tmp_path):  # both were killed by now, the second one holding whatever it had
        wait_until(lambda: lines(begun) == 2, within=timedelta(seconds=60))
        (tmp_path / "go on").touch()
        wait_until(lambda: lines(ended) >= 2, within=timedelta(seconds=20))


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
