"""Who changed what: one row per deed, written in the deed's own transaction."""

from collections.abc import Mapping
from datetime import datetime

from thereafter.record.staff.models import Deed

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
