"""What waits too long, what nobody knows the end of, and what mail servers refused."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from thereafter.engagement.messaging import tallies
from thereafter.engagement.messaging.models import Message, Reason, State
from thereafter.engagement.messaging.tallies import Span
from thereafter.engagement.messaging.waiting import ENOUGH, overdue
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone

_LONG = timedelta(minutes=15)  # since a message could have gone; since a handing over began; since a job was due
_MANY_REFUSED, _FAR_TOO_MANY = 0.02, 0.05  # of what was handed over; from there on mailbox providers block a sender
_ENOUGH = 100  # mails handed over, before a share of them says anything


def jobs(look: Look) -> Iterator[Check]:
    """Whether anything that should happen by itself failed, or waits."""
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    late = ProcrastinateJob.objects.filter(status="todo", scheduled_at__lt=look.real - _LONG).count()
    if late:
        words = f"{wording.count(late, 'job')} should have run {wording.duration(_LONG)} ago or earlier."
        yield Check("Jobs", Tone.WARN, words, remedy="Run one more worker beside the shop: “thereafter work”.")
    elif failed:
        words = f"{wording.count(failed, 'job')} failed; the log says why, and each comes up again by itself."
        remedy = "If one fails every time, report it with that line of the log."
        yield Check("Jobs", Tone.WARN, words, remedy=remedy)
    else:
        yield Check("Jobs", Tone.GOOD, "None failed, and none waits longer than it should.")


def stuck(look: Look) -> Iterator[Check]:
    """Whether messages wait that could go, or are being handed over without an end."""
    before = look.now - _LONG
    waiting = overdue(look.shop, before=before, now=look.now)
    halfway = Message.objects.filter(state=State.ATTEMPTING, attempted_at__lt=before).count()
    url = reverse("console:messages")
    if halfway:
        words = f"{wording.count(halfway, 'message')} began to be handed over long ago, and nothing came of it."
        remedy = "The worker settles them as soon as it runs."
        yield Check("Waiting mail", Tone.WARN, words, "See which", f"{url}?state=attempting", remedy)
    elif look.shop.sending_stopped:
        verb = wording.plural(waiting, "waits", "wait")
        words = f"Sending is stopped, and {_at_least(waiting)} {verb}."
        yield Check("Waiting mail", Tone.WARN, words, "See what waits, and go on", reverse("console:sending"))
    elif waiting and look.shop.mode == "live":
        words = f"{_at_least(waiting)} could have gone {wording.duration(_LONG)} ago or earlier."
        remedy = "See whether the worker runs, the mail server answers and a limit is set too low."
        yield Check("Waiting mail", Tone.WARN, words, "See which", f"{url}?state=ready", remedy)
    else:
        yield Check("Waiting mail", Tone.GOOD, "Nothing waits that could go.")


def _at_least(messages: int) -> str:
    """So many, counted no further than is enough."""
    return f"{'more than ' if messages >= ENOUGH else ''}{wording.count(messages, 'message')}"


def outcomes(look: Look) -> Iterator[Check]:
    """What failed or is in doubt of the last week, and the share that mail servers refused."""
    lately = tallies.of_span(Span.WEEK, now=look.now)
    counted = lately.by_state()
    refused = lately.by_reason().get((State.FAILED, Reason.REFUSED), 0)
    yield _failures(counted[State.UNKNOWN], counted[State.FAILED])
    yield _refusals(refused, counted[State.SENT] + refused)


def _failures(unknown: int, failed: int) -> Check:
    url = reverse("console:messages")
    if unknown:
        words = f"Of {wording.count(unknown, 'message')} nobody can say whether they went out."
        return Check("Messages", Tone.WARN, words, "See which", f"{url}?state=unknown")
    if failed:
        words = f"{wording.count(failed, 'message')} failed in the last 7 days."
        return Check("Messages", Tone.WARN, words, "See which", f"{url}?state=failed")
    return Check("Messages", Tone.GOOD, "None failed in the last 7 days, and none is in doubt.", "See all", url)


def _refusals(refused: int, handed_over: int) -> Check:
    share = refused / handed_over if handed_over else 0.0
    if handed_over < _ENOUGH or share < _MANY_REFUSED:
        return Check("Mail refused", Tone.GOOD, _few_refused(refused, handed_over))
    words = f"{wording.percent(share)} of the mails handed over in 7 days were refused for good."
    tone = Tone.BAD if share >= _FAR_TOO_MANY else Tone.WARN
    remedy = "Take old addresses out of what is sent, or mailbox providers will block the sender."
    url = f"{reverse('console:messages')}?state=failed"
    return Check("Mail refused", tone, words, "See which", url, remedy)


def _few_refused(refused: int, handed_over: int) -> str:
    if not handed_over:
        return "No mail was handed over in the last 7 days."
    mails = wording.count(handed_over, "mail")
    if not refused:
        return f"None of the {mails} handed over in the last 7 days was refused for good."
    verb = wording.plural(refused, "was", "were")
    return f"Of {mails} handed over in the last 7 days, {wording.number(refused)} {verb} refused for good."
