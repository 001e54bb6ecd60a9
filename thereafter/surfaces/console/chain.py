"""Why she got a message, or why not: what the rooms below know, as the links of one chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from thereafter.engagement.journeys import why
from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.messaging import waiting
from thereafter.engagement.messaging.models import Message, PersonalLetter, Reason, State
from thereafter.engagement.messaging.returns import Return
from thereafter.surfaces.console import message_words
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui.shapes import Because, Tone

_KINDS = {
    "service": "Service: owed to her, so only an address that works and the right moment are asked for.",
    "value": "Value: it helps with what she bought.",
    "ask": "Ask: it wants something of her, so every rule is asked.",
}


@dataclass(frozen=True)
class Chain:
    """The whole chain of one message, from what happened to what holds now, and what came of it after it went out."""

    links: list[Because]
    after: tuple[why.After, ...]

    @property
    def came_back(self) -> why.After | None:
        """The last time that it was returned as not deliverable."""
        return next((one for one in reversed(self.after) if one.name == Return.BOUNCED), None)


def read(message: Message, desk: Desk) -> Chain:
    """Why she got a message, or why not, and what came of it."""
    told, passage = _told(message, desk)
    told = told or why.of_message(message)
    after = told.after
    links = [
        *(_way(passage, message) if passage else _unasked(message)),
        *_decisions(told),
        *_all_that_failed(told),
        *_waits(message, desk),
        *_what_next(message, came_back=any(one.name == Return.BOUNCED for one in after)),
        *_what_came_of(after),
    ]
    return Chain(links, after)


def _what_came_of(after: tuple[why.After, ...]) -> Iterator[Because]:
    for one in after:
        yield Because("And then?", _sentence(one.words), Tone.BAD if one.is_bad else Tone.GOOD, one.at)


@dataclass(frozen=True)
class Answer:
    """One journey and one person: how she went through it, each passage a chain, or why she did not."""

    key: str
    name: str
    sentence: str
    passages: list[list[Because]]


def both_ways(customer_id: int, desk: Desk) -> list[Answer]:
    """Every journey, as she went through it or did not. As many queries for many journeys as for one."""
    return [
        Answer(one.key, one.name, one.sentence, [list(_whole(passage)) for passage in one.passages])
        for one in why.why(customer_id, now=desk.now)
    ]


def _whole(passage: why.Passage) -> Iterator[Because]:
    """A passage from what started it to where she stands."""
    for place, moment in enumerate(passage.moments):
        question = "And then?" if place else "What started it?"
        if moment.message:
            last = moment.message.verdicts[-1]
            answer = f"“{moment.message.label}”: {_verdict(last.state, last.reason)}"
            yield Because(question, answer, message_words.TONES[last.state], last.at)
            yield from _what_came_of(moment.message.after)
        else:
            yield Because(question, _she(moment.words), Tone.LIVE, moment.at)


def _she(words: str) -> str:
    """A moment as a sentence: some begin with their own subject."""
    return _sentence(words) if words.startswith(("we ", "the ", "goes on")) else f"She {words}"


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:]


def _told(message: Message, desk: Desk) -> tuple[why.MessageWhy | None, why.Passage | None]:
    """What the journey tells of this message, and the passage that asked for it."""
    journeys = Journey.objects.filter(key=message.purpose.journey_key).select_related("live")
    for journey in why.why(message.customer_id, now=desk.now, journeys=journeys, trigger_key=message.trigger_key):
        for passage in journey.passages:
            for moment in passage.moments:
                if moment.message and _is(moment.message, message):
                    return moment.message, passage
    return None, None


def _is(told: why.MessageWhy, message: Message) -> bool:
    return (told.purpose_id, told.trigger_key, told.visit) == (message.purpose_id, message.trigger_key, message.visit)


def _way(passage: why.Passage, message: Message) -> Iterator[Because]:
    """From what started the journey to the step that asked for this message."""
    question = "What started it?"
    for moment in passage.moments:
        if moment.message and _is(moment.message, message):
            kind = _KINDS[message.kind]
            yield Because("What was it to be?", f"“{message.purpose.label}”. {kind}", Tone.LIVE, moment.at)
            return
        answer = f"“{moment.message.label}” was considered" if moment.message else _she(moment.words)
        yield Because(question, answer, Tone.LIVE, moment.at)
        question = "And then?"


def _unasked(message: Message) -> Iterator[Because]:
    """No journey asked for it: somebody wrote it by hand, or what did is gone."""
    letter = PersonalLetter.objects.filter(purpose=message.purpose_id).first()
    if letter:
        yield Because("What started it?", f"{letter.from_name} wrote it by hand", Tone.LIVE, letter.written_at)
    yield Because(
        "What was it to be?", f"“{message.purpose.label}”. {_KINDS[message.kind]}", Tone.LIVE, message.considered_at
    )


def _decisions(told: why.MessageWhy) -> Iterator[Because]:
    """Every decision in its order; the last one holds."""
    for place, verdict in enumerate(told.verdicts):
        question = "What was decided?" if place == 0 else "And when it was looked at again?"
        answer = _verdict(verdict.state, verdict.reason)
        yield Because(question, answer, message_words.TONES[verdict.state], verdict.at)


def _verdict(state: State, reason: Reason) -> str:
    said = message_words.STATE_WORDS[state]
    return f"{said}: {reason.label}" if reason else f"{said}: nothing stood in the way"


def _all_that_failed(told: why.MessageWhy) -> Iterator[Because]:
    """Every rule that said no at the last decision, where it was more than the one that decided."""
    if len(told.failed) > 1:
        words = "; ".join(reason.label for reason in told.failed)
        yield Because("What else stood in the way?", words[:1].upper() + words[1:], Tone.WARN)


def _waits(message: Message, desk: Desk) -> Iterator[Because]:
    """What keeps back a message that nothing else stands in the way of."""
    if kept := waiting.kept_back(message, desk.shop, now=desk.now):
        yield Because("What does it wait for?", kept.words, Tone.WARN, kept.until)


def _what_next(message: Message, *, came_back: bool) -> Iterator[Because]:
    """What is still to come, or how it ended."""
    state = State(message.state)
    if state is State.HELD:
        yield Because("What happens next?", "It is looked at again then", Tone.LIVE, message.not_before)
        if message.stale_at:
            yield Because("And if it never fits?", "Then it is too late and left out", Tone.CALM, message.stale_at)
    elif state is State.SENT:
        thanks = f" and said “{message.error}”" if message.error else ""
        words, tone = ("It did, and it came back", Tone.WARN) if came_back else ("Yes", Tone.GOOD)
        yield Because("Did it go out?", f"{words}: the mail server took it{thanks}", tone, message.sent_at)
    elif state is State.UNKNOWN:
        words = "Nobody can say: the connection broke after the last word. It is never sent again by itself"
        yield Because("Did it go out?", words, Tone.WARN, message.attempted_at)
    elif state is State.REHEARSED:
        yield Because("Did it go out?", "No: the shop was in rehearsal, where nothing is sent", Tone.CALM)
    elif state is State.FAILED:
        yield Because("What did the mail server say?", message.error or Reason(message.reason).label, Tone.BAD)
