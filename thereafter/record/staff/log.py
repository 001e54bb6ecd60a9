"""Who changed what: one row per deed, written in the deed's own transaction."""

from collections.abc import Mapping
from datetime import datetime

from thereafter.foundation.sql import Folder
from thereafter.record.staff.models import Deed

SQL = Folder(__file__)
_LONGEST = 300


def record(
    actor: str,
    what: str,
    *,
    now: datetime,
    about: Mapping[str, object] | None = None,
    details: Mapping[str, object] | None = None,
    words: str = "",
) -> None:
    """Somebody did this. `about` names things by number or key; nothing here may name a customer or hold her data."""
    Deed.objects.create(
        at=now,
        actor=actor[:170],
        what=what[:60],
        about=dict(about or {}),
        details=dict(details or {}),
        words=words[:_LONGEST],
    )


def actors(*, limit: int = 100) -> list[str]:
    """Who did something, by name."""
    return [row.actor for row in SQL["actors"].rows(limit=limit)]


def kinds(*, limit: int = 100) -> list[str]:
    """What was done, by the names of the deeds."""
    return [row.what for row in SQL["kinds"].rows(limit=limit)]
