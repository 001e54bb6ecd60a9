"""Is everything all right? What the shop needs in order to run, each with its remedy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from thereafter.connectors.files.models import Run
from thereafter.engagement.cases import queries as cases
from thereafter.engagement.messaging.models import Message, State
from thereafter.foundation.clock import RealClock
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.settings import readiness
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone

_SILENT_WORKER = timedelta(seconds=60)
_LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Check:
    """One thing looked at: how it stands, in words, and what to do."""

    name: str
    tone: Tone
    words: str
    label: str = ""
    url: str = ""

    @property
    def verdict(self) -> str:
        """The word beside the mark."""
        return {Tone.GOOD: "All right", Tone.WARN: "Look at it", Tone.BAD: "Broken"}.get(self.tone, "Later")


def checks(desk: Desk) -> list[Check]:
    """Everything looked at, what is broken first."""
    found = [
        _database(),
        _worker(),
        *_jobs(),
        _mail_server(desk),
        *_links(desk),
        _sender(desk),
        _imports(desk),
        _messages(desk),
        _tasks(desk),
    ]
    order = {Tone.BAD: 0, Tone.WARN: 1}
    return sorted(found, key=lambda check: order.get(check.tone, 2))


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [(size,)] = cursor.fetchall()
    version = connection.pg_version // 10_000  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it
    return Check("Database", Tone.GOOD, f"PostgreSQL {version} answers; it holds {wording.number(size / 1e6)} MB.")


def _worker() -> Check:
    last = ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True).first()
    now = RealClock().now()  # the worker lives in real time, whatever clock the shop is on
    if last is None or now - last > _SILENT_WORKER:
        since = f"was last heard {wording.relative(last, now=now)}" if last else "was never heard of"
        words = f"The worker {since}: no journey goes on and no mail goes out. Start the shop with “thereafter up”."
        return Check("What happens by itself", Tone.BAD, words)
    return Check("What happens by itself", Tone.GOOD, "The worker runs: profiles, segments, journeys and messages.")


def _jobs() -> Iterator[Check]:
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    if failed:
        words = f"{wording.count(failed, 'job')} failed; the log says why, and each comes up again by itself."
        yield Check("Jobs", Tone.WARN, words)


def _mail_server(desk: Desk) -> Check:
    if trouble := readiness.mail_server_trouble():
        return Check("Mail server", Tone.BAD if desk.is_live else Tone.WARN, trouble)
    waiting = Message.objects.filter(state=State.READY).exclude(error="").order_by("-attempted_at", "-decided_at")
    if last := waiting.first():
        many = waiting.count()
        words = (
            f"{wording.count(many, 'mail')} could not be handed over and {wording.plural(many, 'waits', 'wait')}: "
            f"“{last.error}”. Each is tried again by itself as long as it is useful."
        )
        return Check("Mail server", Tone.BAD if desk.is_live else Tone.WARN, words)
    return Check("Mail server", Tone.GOOD, f"Mails leave by {readiness.mail_host()}.")


def _links(desk: Desk) -> Iterator[Check]:
    if trouble := readiness.links_trouble(desk.shop):
        url = reverse("console:settings-shop")
        yield Check("Links in mails", Tone.BAD if desk.is_live else Tone.WARN, trouble, "Set the address", url)


def _sender(desk: Desk) -> Check:
    url = reverse("console:settings-shop")
    if not desk.shop.sender_address:
        words = "Nobody is named as the sender, so nothing can be sent."
        return Check("Sender", Tone.BAD if desk.is_live else Tone.WARN, words, "Name a sender", url)
    if not desk.shop.postal_address:
        words = "The shop’s postal address is missing; the law asks for it in every marketing mail."
        return Check("Sender", Tone.WARN, words, "Add the address", url)
    return Check("Sender", Tone.GOOD, f"Mails come from {desk.shop.sender_address}.", "Change", url)


def _imports(desk: Desk) -> Check:
    url = reverse("console:imports")
    runs = Run.objects.order_by("-started_at")
    last = runs.first()
    if last is None:
        return Check("Imports", Tone.WARN, "Nothing was imported yet, so nobody is known.", "How to import", url)
    if last.state == Run.State.FAILED:
        return Check("Imports", Tone.BAD, f"The last one, {last.file_name}, stopped: {last.error}", "See why", url)
    words = f"The last one, {last.file_name}, {'runs' if last.state == Run.State.RUNNING else 'is done'}."
    return Check("Imports", Tone.GOOD, words, "See all", url)


def _messages(desk: Desk) -> Check:
    lately = Message.objects.filter(considered_at__gt=desk.now - _LATELY)
    unknown, failed = (lately.filter(state=state).count() for state in (State.UNKNOWN, State.FAILED))
    url = reverse("console:messages")
    if unknown:
        words = f"Of {wording.count(unknown, 'message')} nobody can say whether they went out."
        return Check("Messages", Tone.WARN, words, "See which", f"{url}?state=unknown")
    if failed:
        words = f"{wording.count(failed, 'message')} failed in the last 7 days."
        return Check("Messages", Tone.WARN, words, "See which", f"{url}?state=failed")
    return Check("Messages", Tone.GOOD, "None failed in the last 7 days, and none is in doubt.", "See all", url)


def _tasks(desk: Desk) -> Check:
    overdue = cases.overdue(now=desk.now).count()
    if overdue:
        words = f"{wording.count(overdue, 'task')} should have been done by now."
        return Check("Promises", Tone.WARN, words, "Open the inbox", reverse("console:inbox"))
    return Check("Promises", Tone.GOOD, "No task is overdue.")
