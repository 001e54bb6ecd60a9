"""What the components take: views fill these values, templates show them. Text is plain and is escaped when shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ROOMS = ("Home", "Customers", "Segments", "Journeys", "Inbox", "Rewards", "Insights", "Settings")
"""The eight words of the rail. A narrow screen shows the first five; the others wait behind "More"."""
ROOMS_AT_HAND = 5
MANY = 1_000  # as far as the rail counts what waits


class Tone(StrEnum):
    """How a thing stands. Always shown by a mark and a word, colour is the third."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    LIVE = "live"
    CALM = "calm"


class Mode(StrEnum):
    """Whether what is decided is also sent."""

    REHEARSAL = "Rehearsal"
    TEST = "Test"
    LIVE = "Live"

    @property
    def words(self) -> str:
        """What it means."""
        return _MODES[self]


_MODES = {
    Mode.REHEARSAL: "Everything is decided and recorded, nothing is sent.",
    Mode.TEST: "Only the test addresses get mail; the rest is decided and recorded.",
    Mode.LIVE: "What is decided is sent.",
}


@dataclass(frozen=True)
class Stopped:
    """Sending is stopped: since when, by whom, why; and where to go on."""

    since: datetime
    by: str
    why: str = ""
    url: str = ""


@dataclass(frozen=True)
class Room:
    """One word of the rail. Without an address it is shown as "later"."""

    name: str
    url: str = ""
    count: int = 0
    annexes: tuple[str, ...] = ()  # further addresses under which pages of this room stand

    @property
    def or_more(self) -> bool:
        """Whether it was counted no further."""
        return self.count >= MANY


def rooms(
    urls: Mapping[str, str],
    counts: Mapping[str, int] | None = None,
    annexes: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Room, ...]:
    """The rail, from the addresses that exist and what waits in each. Raises ValueError for a ninth word."""
    if unknown := set(urls) - set(ROOMS):
        raise ValueError(f"The rail has no word {sorted(unknown)[0]!r}; it has {', '.join(ROOMS)}.")
    return tuple(
        Room(name, urls.get(name, ""), (counts or {}).get(name, 0), (annexes or {}).get(name, ())) for name in ROOMS
    )


@dataclass(frozen=True)
class Run:
    """Work under way, as the top line shows it."""

    words: str
    url: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Frame:
    """What stands around a console page. The template expects it as `frame`."""

    shop_name: str
    now: datetime
    zone: ZoneInfo
    mode: Mode
    rooms: Sequence[Room]
    search_url: str
    clock_is_virtual: bool = False
    mode_url: str = ""
    stop_url: str = ""  # stops everything that is sent; empty where nothing is, or she may not
    stopped: Stopped | None = None
    runs: Sequence[Run] = ()
    runs_url: str = ""
    user_name: str = ""
    user_url: str = ""
    sign_out_url: str = ""


@dataclass(frozen=True)
class Face:
    """The shop's own face on the portal. The template expects it as `face`; `css_url` answers with `ui/face.css`."""

    shop_name: str
    css_url: str
    help_url: str
    help_words: str = "Write to us"
    logo_url: str = ""
    postal_address: str = ""


@dataclass(frozen=True)
class Todo:
    """A thing that needs somebody, with the button that does it. `post` changes something, `url` only leads there."""

    title: str
    label: str
    url: str = ""
    post: str = ""
    detail: str = ""
    due: str = ""
    tone: Tone = Tone.CALM


@dataclass(frozen=True)
class Moment:
    """One entry of a time line."""

    at: datetime
    text: str
    detail: str = ""
    url: str = ""
    mark: str = "dot"
    tone: Tone = Tone.CALM
    invented: bool = False


@dataclass(frozen=True)
class Because:
    """One link of a "why" chain: what was asked, what the answer was, and the fact behind it."""

    question: str
    answer: str
    tone: Tone = Tone.GOOD
    at: datetime | None = None
    url: str = ""


class StepKind(StrEnum):
    """What a step of a flow does."""

    TRIGGER = "trigger"
    MESSAGE = "message"
    WAIT = "wait"
    BRANCH = "branch"
    TASK = "task"
    END = "end"


@dataclass(frozen=True)
class Count:
    """A number at a step, with its word ("waiting") and where to see them."""

    value: int
    word: str
    url: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a flow; a branch has ways, each with its own steps."""

    kind: StepKind
    title: str
    detail: str = ""
    counts: Sequence[Count] = ()
    ways: Sequence["Way"] = ()
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Way:
    """One column under a branch."""

    label: str
    steps: Sequence[Step] = ()
    count: int | None = None


_STILL = timedelta(seconds=60)  # nothing moved for so long: who knows when it ends


@dataclass(frozen=True)
class Progress:
    """Long work: how far, how fast, how long still. While it runs and `poll_url` is set, htmx asks that address for the
    same component again every two seconds."""

    label: str
    done: int
    total: int
    unit: str = "row"  # one of them; many take an s
    elapsed: timedelta = field(default_factory=timedelta)
    poll_url: str = ""
    failed: str = ""
    counted: timedelta | None = None  # after how long so much was done; without it, now
    pace: float | None = None  # units a second of late, where it is known; without it, the mean of all the time

    @property
    def finished(self) -> bool:
        """Whether all of it is done."""
        return self.done >= self.total

    @property
    def running(self) -> bool:
        """Whether it is worth asking again."""
        return not self.finished and not self.failed

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.done / self.total if self.total else 1.0

    @property
    def rate(self) -> float | None:
        """Units per second; None before anything can be said."""
        if self.pace:
            return self.pace
        seconds = (self.counted or self.elapsed).total_seconds()
        return self.done / seconds if seconds and self.done else None

    @property
    def is_counted(self) -> bool:
        """Whether anybody knows yet how much there is to do."""
        return self.total > 1

    @property
    def left(self) -> timedelta | None:
        """Time left at this rate, in whole seconds; None while the rate is unknown, and when nothing has
        moved for long. It goes down between two counts."""
        since = self.elapsed - self.counted if self.counted else timedelta()
        if not self.rate or since > _STILL:
            return None
        return timedelta(seconds=max(round((self.total - self.done) / self.rate - since.total_seconds()), 0))


@dataclass(frozen=True)
class Tab:
    """One of several views of the same thing, each with its own address."""

    label: str
    url: str
    count: int | None = None
    here: bool = False
    or_more: bool = False  # it was counted no further


@dataclass(frozen=True)
class Stat:
    """One figure with its definition and, where it is estimated, its interval."""

    label: str
    value: str
    definition: str = ""
    low: str = ""
    high: str = ""
    level: str = "90 %"
    note: str = ""
    invented: bool = False


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: its label, its value, the value in words, and an interval where there is one."""

    label: str
    value: float
    words: str
    low: float | None = None
    high: float | None = None
    url: str = ""


@dataclass(frozen=True)
class Point:
    """One point of a line: its label ("week of 6 Oct"), its value, the value in words."""

    label: str
    value: float
    words: str
