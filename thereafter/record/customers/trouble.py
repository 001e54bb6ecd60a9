"""Open reasons to stop selling to somebody: opened by whoever knows of one, closed when settled, kept."""

from dataclasses import dataclass
from datetime import datetime

from thereafter.foundation import temporary
from thereafter.foundation.sql import Folder
from thereafter.record.customers.models import Trouble

SQL = Folder(__file__)


def open(  # noqa: A001 - the verb of the house
    customer_id: int, *, kind: str, key: str, words: str, source: str, now: datetime
) -> bool:
    """There is trouble now. False if this very trouble is open already."""
    _, created = Trouble.objects.get_or_create(
        customer_id=customer_id,
        kind=kind,
        key=key,
        closed_at=None,
        defaults={"words": words, "source": source, "opened_at": now},
    )
    return created


def close(customer_id: int, *, kind: str, key: str, now: datetime) -> bool:
    """It is settled. False if no such trouble was open."""
    still_open = Trouble.objects.filter(customer_id=customer_id, kind=kind, key=key, closed_at=None)
    return still_open.update(closed_at=now) > 0


@dataclass(frozen=True)
class Settled:
    """How many troubles were opened and closed."""

    opened: int
    closed: int


def prepare() -> None:
    """Have an empty `customers_trouble_known(customer_id, kind, key, words, source)` for what is true now."""
    temporary.prepare(SQL["trouble_known"])


def settle(kind: str, *, now: datetime) -> Settled:
    """Make the open troubles of one kind those in `customers_trouble_known`: open the new, close the gone."""
    closed = SQL["trouble_close"].run(kind=kind, now=now)
    return Settled(opened=SQL["trouble_open"].run(kind=kind, now=now), closed=closed)
