"""One list for the Settings page and for the doctor: what is wrong is said first, with its remedy."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateWorker

from tests import cast
from tests.cast import NOON
from tests.connectors.smtp.mail_server import MailServer, serving
from thereafter.foundation.clock import RealClock
from thereafter.project.doctor import commands, machine, timekeeping
from thereafter.project.doctor.timekeeping import Kept
from thereafter.record.shop import settings
from thereafter.surfaces.console.models import Sighting
from thereafter.surfaces.console.settings import health
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui.shapes import Tone

pytestmark = pytest.mark.django_db


def look() -> Look:
    return health.look_from(settings.read(), now=NOON)


def named(found: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in found}


def test_the_machine_and_the_shop_stand_on_one_list_and_what_is_broken_comes_first() -> None:
    ProcrastinateWorker.objects.all().delete()  # whoever worked for another test
    found = health.checks(look())
    assert {"Database", "Tables", "Disk", "Clock", "What happens by itself", "Sender"} <= set(named(found))
    assert found[0].tone is Tone.BAD and found[-1].tone is Tone.GOOD
    assert named(found)["Tables"].tone is Tone.GOOD
    assert "What it acknowledges is kept" in named(found)["Database"].words


def test_a_database_that_may_lose_what_it_acknowledged_is_broken() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    [check] = machine.database(look())
    assert check.tone is Tone.BAD
    assert "synchronous_commit is off: a crash can lose what was done" in check.words
    assert check.remedy == "Take synchronous_commit out of the server’s configuration."


def test_a_migration_that_the_database_has_not_seen_is_broken_and_its_remedy_is_a_command() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'console'")
    [check] = machine.migrations(look())
    assert check.tone is Tone.BAD and "pending" in check.words and "thereafter migrate" in check.remedy


def test_something_learned_in_the_future_means_that_the_clock_was_set_back() -> None:
    [before] = machine.clock(look())
    assert before.tone is Tone.GOOD
    cast.happened(cast.ada(), "page", at=RealClock().now() + timedelta(hours=3))
    [after] = machine.clock(look())
    assert after.tone is Tone.WARN and "in 3 hours: the clock was set back" in after.words


def test_a_clock_is_kept_right_where_a_time_server_was_heard_and_by_nobody_where_it_may_be_off_by_16_seconds() -> None:
    assert timekeeping.judge(0, 1_250) is Kept.RIGHT
    assert timekeeping.judge(5, 1_250) is Kept.RIGHT, "chrony may leave the kernel's mark as it was; the error tells"
    assert timekeeping.judge(5, 16_000_000) is Kept.BY_NOBODY
    assert timekeeping.judge(-1, 0) is Kept.UNKNOWN, "a container may forbid to ask"
    assert timekeeping.kept() in Kept, "this machine answers, whatever it is"


@pytest.mark.parametrize(
    ("known", "tone", "words", "remedy"),
    [
        (Kept.RIGHT, Tone.GOOD, "kept right by one", ""),
        (Kept.BY_NOBODY, Tone.WARN, "Nothing keeps this machine’s clock right", "timedatectl set-ntp true"),
        (Kept.UNKNOWN, Tone.CALM, "cannot be seen from in here", ""),
    ],
)
def test_who_keeps_the_clock_is_said_with_its_remedy_and_calmly_where_nobody_can_know(
    monkeypatch: pytest.MonkeyPatch, known: Kept, tone: Tone, words: str, remedy: str
) -> None:
    monkeypatch.setattr(machine, "kept", lambda: known)
    [check] = machine.time_server(look())
    assert check.tone is tone and words in check.words
    assert remedy in check.remedy and bool(check.remedy) == bool(remedy)


def test_what_lies_far_away_is_shown_as_it_was_last_seen_with_its_age(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(MailServer()) as server:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        health.look_far(look())
        Sighting.objects.update(at=RealClock().now() - timedelta(minutes=12))
    shown = named(health.checks(look()))["Way to the mail server"]
    assert shown.tone is Tone.GOOD
    assert shown.words == f"127.0.0.1:{server.port} greets us. Seen 12 minutes ago."
    Sighting.objects.update(at=RealClock().now() - timedelta(hours=12))
    assert named(health.checks(look()))["Way to the mail server"].tone is Tone.WARN, "too old to be relied on"


def test_the_doctor_goes_and_looks_and_keeps_what_it_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    cast.live()
    seen = named(health.checks_at_once(look()))["Way to the mail server"]
    assert seen.tone is Tone.BAD and "cannot be reached" in seen.words
    console = Client()
    console.force_login(cast.member().user)
    assert "127.0.0.1:9 cannot be reached" in console.get("/settings/").content.decode()


def test_a_terminal_that_was_not_told_of_the_mail_server_believes_the_worker_who_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(MailServer()) as server:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        health.look_far(look())  # the worker
    monkeypatch.delenv("SMTP_URL")
    for _ in range(2):  # what the doctor cannot see is not forgotten
        seen = named(health.checks_at_once(look()))["Mail server"]
        assert (seen.tone, "but the worker has: 127.0.0.1" in seen.words) == (Tone.GOOD, True)
    health.look_far(look())  # the worker again, started without
    assert named(health.checks_at_once(look()))["Mail server"].tone is not Tone.GOOD


def test_each_line_of_the_doctor_has_its_remedy_and_the_last_one_is_the_sum() -> None:
    found = [
        Check("Sender", Tone.BAD, "Nobody is named.", "Name a sender", "/settings/shop/"),
        Check("Disk", Tone.WARN, "Little is free.", remedy="Make room."),
        Check("Clock", Tone.GOOD, "It is right.", remedy="Never shown."),
    ]
    assert commands.as_lines(found, "https://crm.shop.example") == [
        "BROKEN  Sender  Nobody is named.",
        "                Name a sender: https://crm.shop.example/settings/shop/",
        "  look  Disk    Little is free.",
        "                Make room.",
        "    ok  Clock   It is right.",
        "1 thing is broken and 1 thing wants a look.",
    ]
    told = json.loads(commands.as_object(found, now=NOON))
    assert told["broken"] == 1 and told["checks"][1]["remedy"] == "Make room."
