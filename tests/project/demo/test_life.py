"""The demo's shop lives through its story on a clock of its own."""

from datetime import UTC, datetime, timedelta
from threading import Event

import numpy as np
import psycopg
import pyarrow as pa
import pytest
from django.db import OperationalError, connection

from tests.cast import NOON
from thereafter.foundation.clock import Clock, RealClock, VirtualClock
from thereafter.project.demo.life import Life
from thereafter.project.demo.story import Story, Stream
from thereafter.project.schedule import Recurring

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def story(*hours: int) -> Story:
    """One order at each of these hours after noon, numbered like its hour."""
    known = np.array([(NOON + hour * HOUR).replace(tzinfo=None) for hour in hours], "M8[us]")
    return Story((Stream("orders", pa.table({"number": list(hours)}), known),))


class Diary:
    """Writes down what happens, in its sequence."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def bring(self, kind: str, rows: pa.Table, now: datetime) -> None:
        """An import."""
        self.lines.append(f"{_hour(now)} {kind} {rows['number'].to_pylist()}")

    def entry(self, name: str, every: timedelta) -> Recurring:
        """A recurring thing."""
        return Recurring(name, every, lambda clock: self.lines.append(f"{_hour(clock.now())} {name}"))


@pytest.fixture
def diary() -> Diary:
    """An empty one."""
    return Diary()


def live(diary: Diary, told: Story, *hours: float, entries: list[Recurring], mail: str = "") -> None:
    """Look at these hours after noon."""
    life = Life(told, VirtualClock(NOON), diary.bring, entries, RealClock(), print, mail=mail)
    life.through([NOON + hour * HOUR for hour in hours], seen=lambda look: None)


def test_each_look_brings_what_became_known_since_the_last_and_then_runs_what_is_due(diary: Diary) -> None:
    live(diary, story(1, 2, 5, 9), 3, 6, entries=[diary.entry("tick", HOUR)])
    assert diary.lines == ["3 orders [1, 2]", "3 tick", "6 orders [5]", "6 tick"]


def test_what_runs_once_a_day_runs_once_a_day_however_often_the_shop_looks(diary: Diary) -> None:
    live(diary, story(), 1, 4, 7, 13, 16, 37, entries=[diary.entry("daily", DAY), diary.entry("tick", HOUR)])
    assert [line for line in diary.lines if "daily" in line] == ["1 daily", "13 daily", "37 daily"]
    assert len(diary.lines) == 9


def test_mail_goes_out_while_the_next_feed_is_read_and_is_out_before_anything_reads_messages(diary: Diary) -> None:
    read = Event()

    def deliver(clock: Clock) -> None:
        if _hour(clock.now()) == 3:
            assert read.wait(10)  # until the next look is under way
        diary.lines.append(f"{_hour(clock.now())} mail")  # its clock stands still meanwhile

    def early(clock: Clock) -> None:
        diary.lines.append(f"{_hour(clock.now())} early")
        if _hour(clock.now()) == 6:
            read.set()

    def tick(clock: Clock) -> None:
        diary.lines.append(f"{_hour(clock.now())} tick")

    entries = [Recurring("early", HOUR, early), Recurring("tick", HOUR, tick, reads_messages=True)]
    entries.append(Recurring("mail", HOUR, deliver, reads_messages=True))
    life = Life(story(1, 5), VirtualClock(NOON), diary.bring, entries, RealClock(), print, mail="mail")
    life.through([NOON + 3 * HOUR, NOON + 6 * HOUR], seen=lambda look: None)
    assert diary.lines == [
        *("3 orders [1]", "3 early", "3 tick"),
        *("6 orders [5]", "6 early", "3 mail", "6 tick", "6 mail"),
    ]


def test_mail_that_fails_is_heard_of(diary: Diary) -> None:
    def deliver(clock: Clock) -> None:
        raise LookupError("no carrier")

    with pytest.raises(LookupError, match="no carrier"):
        live(diary, story(1), 3, 6, entries=[Recurring("mail", HOUR, deliver)], mail="mail")


@pytest.mark.django_db(transaction=True)
def test_when_the_database_falls_the_same_thing_is_done_again_once_it_is_up(diary: Diary) -> None:
    def run(clock: Clock) -> None:
        diary.lines.append("try")
        if len(diary.lines) == 1:
            _fell_this_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        diary.lines.append("done")

    live(diary, story(), 1, entries=[Recurring("tick", HOUR, run)])
    assert diary.lines == ["try", "try", "done"]


@pytest.mark.django_db(transaction=True)
def test_what_keeps_failing_while_the_database_is_up_is_an_error_and_not_repeated_for_ever(diary: Diary) -> None:
    def run(clock: Clock) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(1)")

    with pytest.raises(OperationalError):
        live(diary, story(), 1, entries=[Recurring("tick", HOUR, run)])


def _fell_this_connection() -> None:
    """End our own connection from outside, as a killed server does."""
    connection.ensure_connection()
    parameters = connection.get_connection_params()
    words = {name: parameters[name] for name in ("host", "port", "user", "password", "dbname") if name in parameters}
    with psycopg.connect(**words, autocommit=True) as other:
        assert connection.connection is not None
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


def _hour(now: datetime) -> int:
    return round((now - NOON.astimezone(UTC)) / HOUR)
