"""Open reasons to stop selling to somebody: opened by whoever knows of one, closed when settled, kept."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from thereafter.foundation import temporary
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers import there
from thereafter.record.customers.models import Trouble

SQL = Folder(__file__)
HOLD = "hold"  # no trouble of hers: somebody decided that nothing is asked of her until a date


class WrongHold(Refusal):
    """A hold that would be over before it began."""


def open_at(now: datetime) -> Q:
    """Troubles that stand open at `now`: not closed, and their own end has not come."""
    return Q(closed_at=None) & (Q(ends_at=None) | Q(ends_at__gt=now))


def of_customer(customer_id: int, *, now: datetime) -> QuerySet[Trouble]:
    """What stands open between her and the shop at `now`, the latest first."""
    return Trouble.objects.filter(open_at(now), customer_id=customer_id).order_by("-opened_at", "-pk")


@transaction.atomic
def open(  # noqa: A001 - the verb of the house
    customer_id: int, *, kind: str, key: str, words: str, source: str, now: datetime
) -> bool:
    """There is trouble now. False if this very trouble is open already. Raises NotThere."""
    there.stays(customer_id)
    _, created = Trouble.objects.get_or_create(
        customer_id=customer_id,
        kind=kind,
        key=key,
        closed_at=None,
        defaults={"words": words, "source": source, "opened_at": now},
    )
    return created


def close(customer_id: int, *, kind: str, key: str, now: datetime, by: str = "", outcome: str = "") -> bool:
    """It is settled, and this came of it. False if no such trouble was open."""
    still_open = Trouble.objects.filter(customer_id=customer_id, kind=kind, key=key, closed_at=None)
    return still_open.update(closed_at=now, closed_by=by, outcome=outcome) > 0


@transaction.atomic
def hold(customer_id: int, *, until: datetime, words: str, source: str, now: datetime) -> Trouble:
    """Nothing is asked of her until then; a hold that she is under ends now. Raises WrongHold or NotThere."""
    if until <= now:
        raise WrongHold(f"A hold until {until:%d %b %Y} would be over already. Choose a day to come.")
    there.to_change(customer_id)  # of two who hold at once, the later one's takes the place of the other's
    Trouble.objects.filter(customer_id=customer_id, kind=HOLD, closed_at=None).update(
        closed_at=now, closed_by=source, outcome="Another hold took its place."
    )
    return Trouble.objects.create(
        customer_id=customer_id,
        kind=HOLD,
        key=now.isoformat(),
        words=words,
        source=source,
        opened_at=now,
        ends_at=until,
    )


def reopen(trouble: Trouble) -> bool:
    """Undo: what was closed stands open again. False if it is open, or the same trouble was opened anew since."""
    same = Trouble.objects.filter(customer_id=trouble.customer_id, kind=trouble.kind, closed_at=None)
    if (trouble.kind == HOLD and same.exists()) or same.filter(key=trouble.key).exists():
        return False
    closed = Trouble.objects.filter(pk=trouble.pk, closed_at__isnull=False)
    return closed.update(closed_at=None, closed_by="", outcome="") > 0


def close_ended(*, now: datetime) -> int:
    """Close what has come to its own end, as of that end; how many. Nobody waits for this: over is over."""
    return SQL["trouble_ended"].run(now=now)


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
