"""What the shop itself needs in order to run, and how it stands: seen in the database, at once."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateWorker

from thereafter.connectors.dns import looking
from thereafter.connectors.dns.records import Verdict
from thereafter.connectors.files.models import Run
from thereafter.connectors.smtp.server import Server
from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.cases import queries as cases
from thereafter.engagement.messaging.models import Message, State
from thereafter.engagement.messaging.transports import Unavailable
from thereafter.record.customers.address import is_reserved
from thereafter.surfaces.console.settings import health, readiness
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone

_SILENT_WORKER = timedelta(seconds=60)
_PATIENCE = 10  # seconds in which a mail server must have said who it is


def worker(look: Look) -> Iterator[Check]:
    """Whether somebody does what happens by itself."""
    last = ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True).first()
    if last is None or look.real - last > _SILENT_WORKER:
        since = f"was last heard {wording.relative(last, now=look.real)}" if last else "was never heard of"
        words = f"The worker {since}: no journey goes on and no mail goes out."
        yield Check("What happens by itself", Tone.BAD, words, remedy="Start the shop with “thereafter up”.")
        return
    words = "The worker runs: profiles, segments, journeys and messages."
    yield Check("What happens by itself", Tone.GOOD, words)


def mail_server(look: Look) -> Iterator[Check]:
    """Whether a mail server is named, and what it last said of letters that wait."""
    if trouble := readiness.mail_server_trouble():
        if not readiness.names_a_mail_server() and (words := health.seen_well("smtp", look)):
            words = f"This terminal has no SMTP_URL, but the worker has: {words}"
            yield Check("Mail server", Tone.GOOD, words)
        else:
            yield Check("Mail server", look.grave, trouble)
        return
    waiting = Message.objects.filter(state=State.READY).exclude(error="").order_by("-attempted_at", "-decided_at")
    if last := waiting.first():
        many = waiting.count()
        words = (
            f"{wording.count(many, 'mail')} could not be handed over and {wording.plural(many, 'waits', 'wait')}: "
            f"“{last.error}”. Each is tried again by itself as long as it is useful."
        )
        remedy = "If it goes on, check SMTP_URL, and ask whoever runs that server."
        yield Check("Mail server", look.grave, words, remedy=remedy)
        return
    yield Check("Mail server", Tone.GOOD, f"Mails leave by {readiness.mail_host()}.")


def mail_server_greets(look: Look) -> Iterator[Check]:
    """Whether the mail server that is named lets us in. Nothing is handed over."""
    if readiness.mail_server_trouble():
        return
    server = Server.from_environment()
    name = "Way to the mail server"
    try:
        with Smtp(server.model_copy(update={"patience": _PATIENCE})) as talk:
            talk.greet()
    except Unavailable as trouble:
        remedy = "Check SMTP_URL, the server and the firewall between."
        yield Check(name, look.grave, str(trouble), remedy=remedy)
        return
    entered = f" and lets {server.user} in" if server.user else ""
    yield Check(name, Tone.GOOD, f"{server.host}:{server.port} greets us{entered}.")


def dns_records(look: Look) -> Iterator[Check]:
    """Whether the sender's domain says that its letters are ours. A domain that nobody can have says nothing."""
    sender_address = look.shop.sender_address
    if not sender_address or is_reserved(sender_address):
        return
    url = reverse("console:setup-sender")
    for one in looking.look(sender_address, mail_host="", now=look.real):
        tone = Tone.GOOD if one.verdict is Verdict.GOOD else Tone.WARN
        yield Check(f"DNS record {one.kind.upper()}", tone, one.words, "See the records", url)


def links(look: Look) -> Iterator[Check]:
    """Whether customers can follow our links."""
    if trouble := readiness.links_trouble(look.shop):
        yield Check("Links in mails", look.grave, trouble, "Set the address", reverse("console:settings-shop"))


def sender(look: Look) -> Iterator[Check]:
    """Who writes, and from where."""
    url = reverse("console:settings-shop")
    if not look.shop.sender_address:
        words = "Nobody is named as the sender, so nothing can be sent."
        yield Check("Sender", look.grave, words, "Name a sender", url)
    elif not look.shop.postal_address:
        words = "The shop’s postal address is missing; the law asks for it in every marketing mail."
        yield Check("Sender", Tone.WARN, words, "Add the address", url)
    else:
        yield Check("Sender", Tone.GOOD, f"Mails come from {look.shop.sender_address}.", "Change", url)


def imports(look: Look) -> Iterator[Check]:
    """What became of the last file."""
    url = reverse("console:imports")
    last = Run.objects.order_by("-started_at").first()
    if last is None:
        yield Check("Imports", Tone.WARN, "Nothing was imported yet, so nobody is known.", "Bring in a file", url)
    elif last.state == Run.State.FAILED:
        yield Check("Imports", Tone.BAD, f"The last one, {last.file_name}, stopped: {last.error}", "See why", url)
    else:
        words = f"The last one, {last.file_name}, {'runs' if last.state == Run.State.RUNNING else 'is done'}."
        yield Check("Imports", Tone.GOOD, words, "See all", url)


def tasks(look: Look) -> Iterator[Check]:
    """What people promised to do."""
    overdue = cases.at_most(cases.overdue(now=look.now))
    if overdue:
        words = f"{wording.count_of(overdue, cases.MOST, 'task')} should have been done by now."
        yield Check("Promises", Tone.WARN, words, "Open the inbox", reverse("console:inbox"))
    else:
        yield Check("Promises", Tone.GOOD, "No task is overdue.")
