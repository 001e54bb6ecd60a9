"""Erasing people: everything that says who they are goes, in one transaction; the shop's books stay without them.

What each room keeps stands in `keepings`. Keyed hashes of her names stay, so that no file brings her back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers import erased_names, keepings, there
from thereafter.record.customers.merging.lookup import now_known_as
from thereafter.record.customers.models import Customer, Erasure

SQL = Folder(__file__)
_LOOK_AGAIN = timedelta(days=2)


class NobodyErased(Refusal):
    """Whoever was to be erased is not there, or no longer."""


@dataclass(frozen=True)
class Portion:
    """One sort of thing kept about her, how much of it there is, and what of it stays."""

    name: str
    one: str
    count: int
    stays: str
    many: str = ""

    @property
    def words(self) -> str:
        """What they are called: one of them by its own word, several by theirs."""
        return self.one if self.count == 1 else self.many or self.name.replace("_", " ")


def look(customers: Sequence[int]) -> list[Portion]:
    """What erasing these customers would delete and what would stay, with numbers; nothing is changed."""
    portions = [
        Portion(kept.name, kept.one, kept.count(customers), kept.stays, kept.many) for kept in keepings.all_kept()
    ]
    return [portion for portion in portions if portion.count]


@transaction.atomic
def erase(customers: Sequence[int], *, by: str, now: datetime) -> list[int]:
    """Erase those of these customers who are there; who they were. All of it or, if anything fails, nothing.

    Waits for workers and imports that write about them, and keeps them waiting meanwhile.
    """
    keepings.close_gates(customers)
    there = Customer.objects.select_for_update().filter(pk__in=customers).order_by("pk")
    found = list(there.values_list("pk", flat=True))
    if found:
        erased_names.remember(found, now=now)
        for kept in _upper_first():
            kept.forget(found)
        Erasure.objects.bulk_create([Erasure(pk=pk, by=by, at=now) for pk in found], ignore_conflicts=True)
    return found


@transaction.atomic
def erase_her(customer_id: int, *, by: str, now: datetime) -> None:
    """Erase this one. Raises NobodyErased where she went meanwhile: what was hers may be another record's."""
    if erase([customer_id], by=by, now=now):
        return
    remedy = " Erase that one." if now_known_as(customer_id) != customer_id else ""
    raise NobodyErased(f"{there.whereabouts(customer_id)} Nothing was erased.{remedy}")


@transaction.atomic
def look_again(*, now: datetime) -> int:
    """Forget once more who was erased lately, should a late writer have left something; how many people that was."""
    lately = list(Erasure.objects.filter(at__gt=now - _LOOK_AGAIN, at__lte=now).values_list("pk", flat=True))
    return _forget_late(lately)


def unsettled() -> list[int]:
    """Who was erased so lately that others may not have ended yet who were at work then."""
    return list(Erasure.objects.filter(settled=False).values_list("pk", flat=True))


def at_work() -> set[tuple[int, datetime]]:
    """The transactions that others have open in this database now, each by its process and beginning."""
    return {(row.pid, row.began) for row in SQL["at_work"].rows()}


@transaction.atomic
def settle(customers: Sequence[int]) -> int:
    """Forget what those left of these erased customers who were at work then, all of whom have ended: how many people.

    Whoever begins later finds nobody to write about.
    """
    _forget_late(customers)
    return Erasure.objects.filter(pk__in=customers).update(settled=True)


def _forget_late(customers: Sequence[int]) -> int:
    gone = set(customers) - set(Customer.objects.filter(pk__in=customers).values_list("pk", flat=True))
    if gone:
        for kept in _upper_first():
            if not kept.blunt:
                kept.forget(sorted(gone))
    return len(gone)


def erasure(customer_id: int) -> Erasure | None:
    """When and by whom the customer of that number was erased; None if she was not."""
    return Erasure.objects.filter(pk=customer_id).first()


def _upper_first() -> Iterator[keepings.Keeping]:
    """What upper rooms write about her on the way is found by those below; and they point to what is below."""
    return reversed(keepings.all_kept())
