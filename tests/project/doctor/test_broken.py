"""Everything the doctor looks at, really broken: what it says, how grave it is, and that it has a remedy."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateWorker

from tests import cast
from tests.cast import NOON
from tests.connectors.dns.name_server import BROKEN, NameServer, serving
from thereafter.connectors.dns.looking import SERVER
from thereafter.connectors.files.models import Run
from thereafter.engagement.cases import tasks
from thereafter.engagement.messaging.models import Kind, Message, Reason, State
from thereafter.foundation.clock import RealClock
from thereafter.project.backup.models import Backup
from thereafter.record.shop import settings
from thereafter.surfaces.console.settings import health
from thereafter.surfaces.console.settings.health import Check
from thereafter.surfaces.ui.shapes import Tone

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
GOOD, WARN, BAD = Tone.GOOD, Tone.WARN, Tone.BAD
_GB = 1_000_000_000


def seen(name: str) -> Check:
    """What is on the list under this name, an hour after noon."""
    look = health.look_from(settings.read(), now=LATER)
    return next(check for check in health.checks(look) if check.name == name)


def expect(name: str, tone: Tone, words: str, remedy: str) -> None:
    """`remedy` is a part of the sentence, or of the address of the page where it is mended."""
    assert remedy or tone is GOOD, "what is not all right has a remedy"
    check = seen(name)
    assert (check.tone, words in check.words) == (tone, True), check
    assert remedy in (check.remedy or check.url or check.words), check


def job(status: str, hours: float) -> None:
    """A job that should have begun so many hours ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, status, scheduled_at)"
            " VALUES ('default', 'messaging: deliver', 0, %s, %s)",
            [status, RealClock().now() - timedelta(hours=hours)],
        )


def told(number: int, state: State, reason: str = "") -> None:
    """So many messages ended so, beside all others."""
    what, first = cast.purpose(), Message.objects.count() + 1
    Message.objects.bulk_create(
        Message(
            customer_id=first + one, purpose=what, trigger_key=0, kind=Kind.VALUE, state=state, reason=reason,
            considered_at=NOON, decided_at=NOON, attempted_at=NOON, not_before=NOON,
        )
        for one in range(number)
    )  # fmt: skip


@pytest.mark.parametrize(("seconds", "tone", "words"), [(5, GOOD, "runs"), (600, BAD, "last heard 10 minutes ago")])
def test_a_worker_that_is_silent_for_a_minute_is_missing(seconds: int, tone: Tone, words: str) -> None:
    ProcrastinateWorker.objects.all().delete()
    with connection.cursor() as cursor:
        heard = RealClock().now() - timedelta(seconds=seconds)
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [heard])
    expect("What happens by itself", tone, words, "" if tone is GOOD else "thereafter up")


def test_a_job_that_failed_and_one_that_nobody_takes_want_a_look() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # whatever another test asked for and nobody did
    job("failed", 1)
    expect("Jobs", WARN, "1 job failed", "report it")
    job("todo", 1)
    expect("Jobs", WARN, "1 job should have run 15 minutes ago or earlier", "thereafter work")


def ready() -> None:
    cast.live()
    told(3, State.READY)


def test_mail_that_could_have_gone_wants_a_look_and_so_does_mail_that_is_stopped() -> None:
    ready()
    expect("Waiting mail", WARN, "3 messages could have gone", "whether the worker runs")
    settings.change("sending_stopped", {"by": "ruth", "at": NOON.isoformat()}, source="test", now=NOON)
    expect("Waiting mail", WARN, "Sending is stopped, and 3 messages wait", "/sending/")


def test_a_handing_over_that_never_ended_wants_a_look() -> None:
    told(1, State.ATTEMPTING)
    expect("Waiting mail", WARN, "began to be handed over long ago", "The worker settles them")


def test_mail_that_a_server_did_not_take_is_told_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    ready()
    Message.objects.update(error="451 come back later")
    expect("Mail server", BAD, "3 mails could not be handed over and wait: “451 come back later”", "SMTP_URL")


@pytest.mark.parametrize(("refused", "tone"), [(1, GOOD), (3, WARN), (9, BAD)])
def test_refused_mail_is_a_matter_of_its_share(refused: int, tone: Tone) -> None:
    told(110, State.SENT)
    told(refused, State.FAILED, Reason.REFUSED)
    words = "was refused for good" if refused == 1 else "were refused for good"
    expect("Mail refused", tone, words, "" if tone is GOOD else "Take old addresses out")
    expect("Messages", WARN, "failed in the last 7 days", "state=failed")


def test_a_mail_of_which_nobody_knows_whether_it_went_out_wants_a_look() -> None:
    told(1, State.UNKNOWN)
    expect("Messages", WARN, "Of 1 message nobody can say", "state=unknown")


@pytest.mark.parametrize(("free", "tone"), [(50 * _GB, GOOD), (4 * _GB, WARN), (_GB // 3, BAD)])
def test_a_disk_wants_a_look_in_time_and_is_broken_before_it_is_full(
    monkeypatch: pytest.MonkeyPatch, free: int, tone: Tone
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(total=100 * _GB, free=free))
    expect("Disk", tone, "of 100 GB are free", "" if tone is GOOD else "Make room")


@pytest.mark.parametrize(("hours", "tone"), [(24, GOOD), (72, WARN)])
def test_a_backup_is_made_every_night(hours: int, tone: Tone) -> None:
    expect("Backup", WARN, "None was made yet", "thereafter backup")
    Backup.objects.create(at=RealClock().now() - timedelta(hours=hours), bytes=5_000_000, seconds=3)
    expect("Backup", tone, "24 hours ago" if hours == 24 else "3 days ago", "" if tone is GOOD else "every night")


def test_an_import_that_stopped_is_broken() -> None:
    expect("Imports", WARN, "Nothing was imported yet", "/imports/")
    Run.objects.create(
        key=uuid4(), kind="orders", file_name="orders.csv", file_digest="x", rows_total=9, actor="ruth",
        state=Run.State.FAILED, error="It failed.", started_at=NOON,
    )  # fmt: skip
    expect("Imports", BAD, "orders.csv, stopped: It failed.", "/imports/")


def test_a_promise_that_was_not_kept_wants_a_look() -> None:
    tasks.prepare()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_request (customer_id, origin, title, reason, role, due_at)"
            " VALUES (7, 'a', 'Call Ada', 'She asked.', 'owner', %s)",
            [NOON],
        )
    tasks.open_requested(now=NOON - timedelta(days=1))
    expect("Promises", WARN, "1 task should have been done by now", "/inbox/")


@pytest.mark.parametrize(("start", "tone"), [(lambda: None, WARN), (cast.live, BAD)])
def test_what_a_shop_lacks_to_send_is_broken_once_it_is_live(
    monkeypatch: pytest.MonkeyPatch, start: Callable[[], None], tone: Tone
) -> None:
    monkeypatch.delenv("SMTP_URL", raising=False)
    start()
    settings.change("sender_address", "", source="test", now=NOON)
    expect("Sender", tone, "Nobody is named as the sender", "/settings/shop/")
    expect("Links in mails", tone, "address", "/settings/shop/")
    expect("Mail server", tone, "No mail server", "SMTP_URL")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    with serving(NameServer()) as server:
        monkeypatch.setenv(SERVER, server.address)
        yield server


def test_records_that_are_missing_and_a_name_server_that_is_broken_want_a_look(names: NameServer) -> None:
    settings.change("sender_address", "hello@calder-and-finch.com", source="test", now=NOON)
    health.look_far(health.look_from(settings.read(), now=LATER))
    for kind in ("SPF", "DKIM", "DMARC"):
        expect(f"DNS record {kind}", WARN, "", "/setup/sender/")
    names.mood = BROKEN
    health.look_far(health.look_from(settings.read(), now=LATER))
    expect("DNS record SPF", WARN, "answer", "/setup/sender/")
