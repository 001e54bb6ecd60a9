"""Letters that a member of staff writes to one customer: judged, delivered and remembered like every contact.

A letter has a purpose of its own, so that it is one message for good, and no experiment. What the policy would say is
asked by doing all of it and taking it back: whoever foresees and whoever sends runs the same statements.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from thereafter.engagement.messaging import claims, requests
from thereafter.engagement.messaging.judge import judge
from thereafter.engagement.messaging.models import Kind, Message, PersonalLetter, Purpose, Reason, State, Template
from thereafter.engagement.messaging.policy import reasons
from thereafter.engagement.messaging.rendering import handwritten
from thereafter.engagement.messaging.signature import Signature
from thereafter.engagement.messaging.waiting import KeptBack, kept_back
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers import there
from thereafter.record.shop import settings

SQL = Folder(__file__)
PRIORITY = 100  # what somebody wrote by hand goes before what journeys think of
LONGEST_TEXT = 10_000
_PURPOSE = "letter/"


class MayNotGo(Refusal):
    """The policy says no for good. Nothing was kept."""


class Unfinished(Refusal):
    """A letter without a subject, without a text, or without somebody it is from."""


@dataclass(frozen=True)
class Draft:
    """A letter before it is sent. `signature`: from whom; `order_id`: what it is about, if it is about an order."""

    customer_id: int
    kind: Kind
    subject: str
    text: str
    signature: Signature
    order_id: int | None = None


@dataclass(frozen=True)
class Answer:
    """What the policy says of one letter: goes, waits until, or may not, with every rule that said no.

    `kept`: what a letter that may go waits for all the same, as a limit or the shop's mode keeps it.
    """

    state: State
    reason: Reason
    until: datetime | None
    failed: tuple[Reason, ...]
    kept: KeptBack | None = None

    @property
    def may(self) -> bool:
        """Whether it goes, now or later."""
        return self.state is not State.SKIPPED


def foresee(customer_id: int, kind: Kind, *, now: datetime) -> Answer:
    """What the policy would say to a letter of this kind to her now. Nothing stays of the question. Raises NotThere."""
    draft = Draft(customer_id, kind, "?", "?", Signature("?", "", ""))
    with transaction.atomic():
        _hold(customer_id)
        answer = _answer(_judged(_new("?", draft, by="", now=now), draft, now=now), now=now)
        transaction.set_rollback(True)
    return answer


@transaction.atomic
def send(key: str, draft: Draft, *, by: str, now: datetime) -> tuple[PersonalLetter, Answer]:
    """Have a letter judged, and sent as soon as the policy lets it. `key` is of the form it was written in: sent twice,
    it is one letter. Raises Unfinished, MayNotGo and NotThere, and then keeps nothing.
    """
    if not (draft.subject.strip() and draft.text.strip()):
        raise Unfinished("A letter has a subject and a text. Write both.")
    if not draft.signature.address:
        raise Unfinished("The shop has no address to write from. Name one under Settings.")
    _hold(draft.customer_id)
    if not (letter := _new(key, draft, by=by, now=now)):
        return _sent_before(key, draft, now=now)
    answer = _answer(_judged(letter, draft, now=now), now=now)
    if not answer.may:
        raise MayNotGo(f"She may not be written to: {'; '.join(reason.label for reason in answer.failed)}.")
    return letter, answer


def _hold(customer_id: int) -> None:
    """She is there, and neither joined nor erased until the transaction ends. Raises NotThere."""
    claims.wait_for_customers([customer_id])
    there.check(customer_id)


def _new(key: str, draft: Draft, *, by: str, now: datetime) -> PersonalLetter | None:
    """The letter with its purpose; None where one of this key is there."""
    purpose, new = Purpose.objects.get_or_create(
        key=f"{_PURPOSE}{key}",
        defaults={
            "label": f"Letter from {draft.signature.name}"[:200],
            "kind": draft.kind,
            "template": _template(now=now),
            "priority": PRIORITY,
            "since": now,
        },
    )
    if not new:
        return None
    return PersonalLetter.objects.create(
        purpose=purpose,
        customer_id=draft.customer_id,
        subject=draft.subject.strip(),
        text=draft.text.strip(),
        from_name=draft.signature.name,
        from_address=draft.signature.address,
        reply_to=draft.signature.reply_to,
        written_by=by,
        written_at=now,
    )


def _sent_before(key: str, draft: Draft, *, now: datetime) -> tuple[PersonalLetter, Answer]:
    letter = PersonalLetter.objects.get(purpose__key=f"{_PURPOSE}{key}")
    if letter.customer_id != draft.customer_id:
        raise Unfinished("This form was sent before, for somebody else. Open a new one.")
    return letter, _answer(message_of(letter), now=now)


def message_of(letter: PersonalLetter) -> Message:
    """What became of a letter."""
    return Message.objects.select_related("purpose").get(purpose_id=letter.pk, customer_id=letter.customer_id)


def _judged(letter: PersonalLetter | None, draft: Draft, *, now: datetime) -> Message:
    assert letter
    requests.prepare()
    SQL["request_letter"].run(customer_id=letter.customer_id, purpose_id=letter.pk, order_id=draft.order_id, at=now)
    judge(now=now)
    return message_of(letter)


def _answer(message: Message, *, now: datetime) -> Answer:
    state = State(message.state)
    until = message.not_before if state is State.HELD else None
    kept = kept_back(message, settings.read(), now=now)
    return Answer(state, Reason(message.reason), until, tuple(reasons(message.failed_rules)), kept)


def _template(*, now: datetime) -> Template:
    """What letters by hand are set in: its newest version, a new one where the file that comes with us has changed."""
    latest = Template.objects.filter(key=handwritten.TEMPLATE).order_by("-version").first()
    if latest and latest.body == handwritten.BODY:
        return latest
    version = latest.version + 1 if latest else 1
    made, _ = Template.objects.get_or_create(
        key=handwritten.TEMPLATE,
        version=version,
        defaults={"subject": handwritten.SUBJECT, "body": handwritten.BODY, "since": now},
    )
    return made
