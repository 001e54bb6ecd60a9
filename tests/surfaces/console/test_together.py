"""What two requests at one moment come to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from tests import cast
from tests.cast import NOON
from tests.project.waiting import wait_until
from thereafter.audience.segments import define
from thereafter.audience.segments.models import Segment
from thereafter.engagement.messaging.models import Message
from thereafter.record.shop import mode

pytestmark = pytest.mark.django_db(transaction=True)
LAPSED: dict[str, object] = {"profile": {"stage": "lapsed"}}


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def somebody_waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")
        return bool(cursor.fetchone()[0])


def test_of_two_who_go_on_at_once_the_second_drops_nothing_that_the_first_lets_go(console: Client) -> None:
    cast.live()
    cast.judged(cast.purpose(), cast.ada())
    mode.stop(source="test", now=NOON)

    def press() -> int:
        try:
            return console.post("/sending/go-on/", {"waiting": "drop"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            mode.go_on(source="test", now=NOON)
            pressed = pool.submit(press)
            wait_until(somebody_waits_for_a_row, within=timedelta(seconds=30))
        assert pressed.result(timeout=30) == 302
    assert Message.objects.get().state == "ready"


def test_a_button_pressed_again_before_the_first_press_is_answered_makes_one_segment(console: Client) -> None:
    def press() -> str:
        try:
            return console.post("/segments/new/", {"name": "Lapsed", "rule": str(LAPSED)}).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            define.define("lapsed", name="Lapsed", rule=LAPSED, now=NOON)
            pressed = pool.submit(press)
            wait_until(somebody_waits_for_a_lock, within=timedelta(seconds=10))
        assert pressed.result(timeout=10) == "/segment/lapsed/"
    assert Segment.objects.count() == 1


def test_who_saves_while_another_save_is_under_way_is_told_of_it(console: Client) -> None:
    define.define("lapsed", name="Lapsed", rule=LAPSED, now=NOON)
    opened = console.get("/segment/lapsed/edit/").context["seen"]

    def save() -> tuple[int, str]:
        try:
            form = {"name": "Mine", "rule": str(LAPSED), "seen": opened}
            response = console.post("/segment/lapsed/edit/", form)
            return response.status_code, response.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            define.define("lapsed", name="Theirs", rule=LAPSED, now=NOON)
            saved = pool.submit(save)
            wait_until(somebody_waits_for_a_lock, within=timedelta(seconds=10))
        status, page = saved.result(timeout=10)
    assert status == 400
    assert "Somebody changed this segment while you wrote. It is called “Theirs” now" in page
    assert Segment.objects.get().name == "Theirs"
