"""Is everything all right? The one list that the Settings page and `thereafter doctor` show.

What is looked at is registered: `register` for what the database or this machine says at once, `register_distant` for
what calls out and may take seconds. The worker looks at distant things now and then and keeps what it saw; the page
shows that with its age, and the doctor goes and looks. Rooms above register their own in `AppConfig.ready()`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from thereafter.foundation.clock import RealClock
from thereafter.record.shop.settings import ShopSettings
from thereafter.surfaces.console.models import Sighting
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone


@dataclass(frozen=True)
class Check:
    """One thing looked at: how it stands, in words, and what to do: a sentence, or a page with its label."""

    name: str
    tone: Tone
    words: str
    label: str = ""
    url: str = ""
    remedy: str = ""

    @property
    def verdict(self) -> str:
        """The word beside the mark."""
        return {Tone.GOOD: "All right", Tone.WARN: "Look at it", Tone.BAD: "Broken"}.get(self.tone, "Not known")


@dataclass(frozen=True)
class Look:
    """Under which circumstances one looks: the shop at its instant, and the instant of the machine's own clock."""

    shop: ShopSettings
    now: datetime
    real: datetime

    @property
    def grave(self) -> Tone:
        """How bad it is that nothing can be sent: in a shop that does not send yet there is time."""
        return Tone.BAD if self.shop.mode == "live" else Tone.WARN


class Looker(Protocol):
    """Looks at one thing or several. May ask the database and this machine, and nothing that takes long."""

    def __call__(self, look: Look) -> Iterable[Check]: ...


@dataclass(frozen=True)
class Distant:
    """Something that one must call out to see. `look` may take seconds; nothing to say is nothing to look at."""

    key: str
    look: Looker


_near: list[Looker] = []
_distant: dict[str, Distant] = {}
_STALE = timedelta(hours=6)  # after which nobody relies on what the worker saw


def register(*lookers: Looker) -> None:
    """Add to the list what can be seen at once."""
    _near.extend(looker for looker in lookers if looker not in _near)


def register_distant(*things: Distant) -> None:
    """Add to the list what one must call out to see. One that has the key of another takes its place."""
    _distant.update({thing.key: thing for thing in things})


def checks(look: Look) -> list[Check]:
    """Everything, what is broken first: near things as they are, distant ones as they were last seen."""
    return _in_order([*_looked_near(look), *_last_seen(look)])


def checks_at_once(look: Look) -> list[Check]:
    """Everything as it is at this moment, which may take a while; what was seen is kept.

    What could not be seen from here is not forgotten: the worker may have been told more than this terminal.
    """
    near = _looked_near(look)  # first, for it may name what the worker saw last
    return _in_order([*near, *look_far(look, keep_nothing=False)])


def look_far(look: Look, *, keep_nothing: bool = True) -> list[Check]:
    """Look at every distant thing, and keep what was seen with its instant; also that there was nothing to see."""
    found = []
    for thing in _distant.values():
        seen = list(thing.look(look))
        if not seen and not keep_nothing:
            continue
        Sighting.objects.update_or_create(
            key=thing.key, defaults={"at": look.real, "checks": [_written(check) for check in seen]}
        )
        found += seen
    return found


def seen_well(key: str, look: Look) -> str:
    """What the worker saw of a distant thing lately, and when; empty if it saw nothing, or not that all is right."""
    sighting = Sighting.objects.filter(key=key, at__gt=look.real - _STALE).first()
    if sighting is None or {row["tone"] for row in sighting.checks} != {str(Tone.GOOD)}:
        return ""
    return " ".join(
        [row["words"] for row in sighting.checks] + [f"Seen {wording.relative(sighting.at, now=look.real)}."]
    )


def look_from(shop: ShopSettings, *, now: datetime) -> Look:
    """A look at a shop at its instant `now`; the worker and the disk live in real time, whatever clock it is on."""
    return Look(shop, now, RealClock().now())


def _looked_near(look: Look) -> list[Check]:
    return [check for looker in _near for check in looker(look)]


def _last_seen(look: Look) -> list[Check]:
    found = []
    for sighting in Sighting.objects.filter(key__in=_distant).order_by("key"):
        age = f"Seen {wording.relative(sighting.at, now=look.real)}."
        for row in sighting.checks:
            tone = Tone(row["tone"])
            if look.real - sighting.at > _STALE and tone is Tone.GOOD:
                tone = Tone.WARN
            found.append(Check(**{**row, "tone": tone, "words": f"{row['words']} {age}"}))
    return found


def _written(check: Check) -> dict[str, str]:
    return {name: str(value) for name, value in vars(check).items()}


def _in_order(found: Sequence[Check]) -> list[Check]:
    order = {Tone.BAD: 0, Tone.WARN: 1}
    return sorted(found, key=lambda check: order.get(check.tone, 2))
