"""How what becomes known reaches the shop: through the same import as any merchant's file."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import pyarrow as pa

from thereafter.connectors.files import importing
from thereafter.connectors.files.importing import Watch
from thereafter.connectors.files.presets import preset_named
from thereafter.connectors.files.settings import Settings
from thereafter.foundation.clock import VirtualClock
from thereafter.project.demo.people import INVENTED

_ACTOR = "demo"
_REAL = "orders"  # everything else is invented, and says so at its source


@dataclass(frozen=True)
class Feed:
    """What one import brings is learned at its clock's instant."""

    name: str
    watch: Watch = importing.unwatched

    def bring(self, kind: str, rows: pa.Table, now: datetime) -> None:
        """Import one kind's rows as learned `now`. The same again changes nothing."""
        importing.run(
            rows,
            kind,
            _settings(kind),
            clock=VirtualClock(now),
            actor=_ACTOR,
            name=self.name,
            origin="" if kind == _REAL else INVENTED,
            watch=self.watch,
        )


@cache
def _settings(kind: str) -> Settings:
    return Settings().over(preset_named("online-retail", kind)) if kind == _REAL else Settings()
