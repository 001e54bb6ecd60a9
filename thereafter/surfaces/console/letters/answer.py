"""The policy's answer to one letter, in words, before it is sent and after. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from thereafter.engagement.messaging.models import State
from thereafter.engagement.messaging.personal import Answer
from thereafter.engagement.messaging.waiting import KeptBack
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone


@dataclass(frozen=True)
class Said:
    """A word, its tone, and the sentence behind it."""

    word: str
    tone: Tone
    words: str

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return f"{self.word}: {self.words}"


def said(answer: Answer, *, zone: ZoneInfo, stopped: bool) -> Said:
    """What becomes of the letter. `zone`: hers; `stopped`: nothing leaves at present, whatever the policy says."""
    others = [reason.label for reason in answer.failed if reason is not answer.reason]
    also = f"; and also: {', '.join(others)}" if others else ""
    match answer.state:
        case State.SKIPPED:
            return Said("May not", Tone.BAD, f"{answer.reason.label}{also}.")
        case State.HELD:
            words = f"{answer.reason.label}{also}. It is looked at again then."
            return Said(_until(answer.until, zone), Tone.WARN, words)
        case State.REHEARSED:
            words = "the shop is in rehearsal, so it is recorded as would have been sent, and nothing leaves."
            return Said("May go", Tone.CALM, words)
        case _ if stopped:
            return Said("May go", Tone.WARN, "sending is stopped, so it waits until somebody starts it again.")
        case _ if answer.kept:
            return Said("May go, but not now", Tone.WARN, f"{_kept(answer.kept, zone)}.")
        case _:
            return Said("May go now", Tone.GOOD, "nothing stands in the way.")


def became(answer: Answer, *, zone: ZoneInfo, stopped: bool) -> str:
    """What became of it, after the button."""
    match answer.state:
        case State.HELD:
            return f"Your letter is {_until(answer.until, zone).lower()}: {answer.reason.label}."
        case State.REHEARSED:
            return "Recorded as would have been sent: the shop is in rehearsal, and nothing left it."
        case _ if stopped:
            return "Your letter waits: sending is stopped."
        case _ if answer.kept:
            return f"Your letter waits: {_kept(answer.kept, zone)}."
        case _:
            return "Your letter goes out now."


def _kept(kept: KeptBack, zone: ZoneInfo) -> str:
    words = kept.words[:1].lower() + kept.words[1:]
    return f"{words}, at the earliest {wording.instant(kept.until, zone)} her time" if kept.until else words


def _until(until: datetime | None, zone: ZoneInfo) -> str:
    """In her own time: she is the one who sleeps."""
    return f"Held until {wording.instant(until, zone)} her time" if until else "Held"
