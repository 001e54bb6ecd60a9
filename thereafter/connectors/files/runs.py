"""One run per file, kind and settings: never twice at once, a killed one goes on, a finished one is finished."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from thereafter.connectors.files.errors import Busy
from thereafter.connectors.files.models import Run
from thereafter.connectors.files.reading import Source
from thereafter.foundation import ids

_MERGING = 7_302_001  # an arbitrary name for "rows are being merged": chunks of different files take turns


@contextmanager
def held(source: Source, kind: str, settings: Mapping[str, Any], *, actor: str, now: datetime) -> Iterator[Run]:
    """The run of this source: the unfinished or finished one there is, else a new one, not stored yet. Raises Busy."""
    said = json.dumps([source.digest, kind, settings], sort_keys=True)
    lock = int.from_bytes(hashlib.sha256(said.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%(lock)s)", {"lock": lock})
        if not cursor.fetchone()[0]:
            raise Busy(f"{source.name} is being imported already. Wait until that is done; it will not be done twice.")
        try:
            yield _known(source, kind, settings) or Run(
                key=ids.run_key(),
                kind=kind,
                file_name=source.name[:300],
                file_digest=source.digest,
                settings=settings,
                rows_total=0,
                started_at=now,
                actor=actor,
            )
        finally:
            if not connection.needs_rollback and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%(lock)s)", {"lock": lock})


def take_turns() -> None:
    """Let one chunk at a time be merged, whoever imports: two that meet a new customer at once would make her twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _MERGING})


def _known(source: Source, kind: str, settings: Mapping[str, Any]) -> Run | None:
    runs = Run.objects.filter(file_digest=source.digest, kind=kind, settings=settings)
    return runs.order_by("-started_at").first()
