"""How old the last backup is."""

from collections.abc import Iterator
from datetime import timedelta

from thereafter.project.backup.models import Backup
from thereafter.project.demo import house
from thereafter.surfaces.console.settings import health
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone

_OLD = timedelta(days=2)
_REMEDY = "Run “thereafter backup” every night, and keep the files on another machine."


def register_all() -> None:
    """Put it on the list."""
    health.register(last_backup)


def last_backup(look: Look) -> Iterator[Check]:
    """Whether what is known could be had again."""
    last = Backup.objects.order_by("-at").first()
    if house.is_here() and last is None:
        yield Check("Backup", Tone.GOOD, "A demo needs none: “thereafter demo --fresh” makes its shop anew.")
        return
    if last is None:
        yield Check("Backup", Tone.WARN, "None was made yet.", remedy=_REMEDY)
        return
    words = f"The last one was made {wording.relative(last.at, now=look.real)}, {last.bytes / 1e6:,.1f} MB."
    if look.real - last.at > _OLD:
        yield Check("Backup", Tone.WARN, words, remedy=_REMEDY)
    else:
        yield Check("Backup", Tone.GOOD, words)
