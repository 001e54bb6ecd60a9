"""What became of a message, in words: for time lines, lists and the head of its own page."""

from datetime import datetime

from django.urls import reverse

from thereafter.engagement.messaging.models import Message, Reason, State
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Moment, Tone

TONES = {
    State.HELD: Tone.WARN,
    State.READY: Tone.LIVE,
    State.ATTEMPTING: Tone.LIVE,
    State.UNKNOWN: Tone.WARN,
    State.SENT: Tone.GOOD,
    State.REHEARSED: Tone.CALM,
    State.SKIPPED: Tone.CALM,
    State.FAILED: Tone.BAD,
}
STATE_WORDS = {
    State.HELD: "Held",
    State.READY: "Ready",
    State.ATTEMPTING: "Being handed over",
    State.UNKNOWN: "Unknown",
    State.SENT: "Sent",
    State.REHEARSED: "Rehearsed",
    State.SKIPPED: "Skipped",
    State.FAILED: "Failed",
}
_SENTENCES = {
    State.HELD: "“{}” is held",
    State.READY: "“{}” is about to go out",
    State.ATTEMPTING: "“{}” is being handed over",
    State.UNKNOWN: "“{}” may or may not have gone out",
    State.SENT: "Was sent “{}”",
    State.REHEARSED: "Would have been sent “{}”",
    State.SKIPPED: "Was not sent “{}”",
    State.FAILED: "“{}” failed",
}


def state_word(message: Message) -> str:
    """Held, sent, came back, skipped …"""
    return "Came back" if message.came_back else STATE_WORDS[State(message.state)]


def tone(message: Message) -> Tone:
    """How it stands."""
    return Tone.WARN if message.came_back else TONES[State(message.state)]


def address(message: Message) -> str:
    """The page of one message: what it was, and why."""
    return reverse(
        "console:message", args=[message.customer_id, message.purpose_id, message.trigger_key, message.visit]
    )


def sentence(message: Message) -> str:
    """What became of it. `purpose` must be fetched along."""
    said = _SENTENCES[State(message.state)].format(message.purpose.label)
    return f"{said}, and it came back" if message.came_back else said


def because(message: Message, now: datetime) -> str:
    """The reason in words, with the instant it is looked at again; empty where nothing stood in the way."""
    words = [Reason(message.reason).label] if message.reason else []
    if message.state == State.HELD and message.not_before:
        words.append(f"looked at again {wording.relative(message.not_before, now=now)}")
    if message.error and message.state != State.SENT:  # of a sent one it is the mail server's thanks
        words.append(message.error)
    return ", ".join(words)


def moment(message: Message, *, now: datetime) -> Moment:
    """One message on a time line, at the instant it went out or was last decided."""
    at = message.sent_at or message.decided_at
    return Moment(at, sentence(message), because(message, now), address(message), "message", tone(message))
