"""Joining: all that is known of one record becomes the other's, of one pair or of many, in one transaction.

Two records become one by moving rows, because every statement of the house joins by `customer_id`. Each room moves its
own (`movers.py`). The second record's row, what was moved and what could not move stay with the merge: `unmerge.py`.
"""

from datetime import datetime

from django.db import transaction

from thereafter.foundation import planner, temporary
from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers import turns
from thereafter.record.customers.merging import movers
from thereafter.record.customers.merging.lookup import now_known_as
from thereafter.record.customers.models import Customer, Double, Erasure, Merge

SQL = Folder(__file__)
OLDER = "the older record stays"
CHOSEN = "chosen by who joined them"


class CannotJoin(Refusal):
    """These two records cannot become one, or not now."""


def older_first(one_id: int, other_id: int) -> tuple[int, int]:
    """Who stays and who goes, unless somebody decides otherwise: the record that we had first stays."""
    known = dict(Customer.objects.filter(pk__in=(one_id, other_id)).values_list("pk", "known_at"))
    stays, goes = sorted((one_id, other_id), key=lambda pk: (known[pk], pk)) if len(known) == 2 else (one_id, other_id)
    return stays, goes


@transaction.atomic
def join(stays_id: int, gone_id: int, *, by: str, now: datetime, because: str = OLDER) -> Merge:
    """Make one of two: `stays_id` keeps her number and gets all that is the other's. Raises CannotJoin."""
    if stays_id == gone_id:
        raise CannotJoin(f"{stays_id} is one record only. Name another one that is the same person.")
    turns.take()
    for number in (stays_id, gone_id):
        _check_is_there(number)
    double = Double.objects.filter(low_id=min(stays_id, gone_id), high_id=max(stays_id, gone_id)).first()
    prepare()
    pair = {"from_id": gone_id, "to_id": stays_id, "rules": double.rules if double else [], "because": because}
    merge_id = SQL["name"].one(merge_id=None, **pair).merge_id
    if not joined(by=by, now=now):
        raise CannotJoin("A mail to one of the two is being handed over at this moment. Try again in a minute.")
    return Merge.objects.get(pk=merge_id)


def prepare() -> None:
    """Have an empty `customers_merging(merge_id, from_id, to_id, rules, because)` for the pairs."""
    temporary.prepare(SQL["pairs"], SQL["noted"])


def joined(*, by: str, now: datetime) -> int:
    """Join the pairs in `customers_merging`, inside the caller's transaction; how many: some may have to wait."""
    pairs = hold()
    if not pairs:
        return 0
    with planner.working_on_keys(pairs):
        SQL["enter"].run(by=by, now=now)
        SQL["fields"].run()
        for mover in movers.registered():
            mover.move()
        SQL["doubles_follow"].run()
        SQL["collect"].run()
        SQL["leave"].run()
        follow(now=now)
    return pairs


def hold() -> int:
    """Keep everybody else away from the pairs, and leave out those that cannot be touched now; how many are left."""
    planner.tell("customers_merging")
    for mover in movers.registered():
        mover.hold()
    SQL["lock"].run()
    return int(SQL["left_over"].one().pairs)


def follow(*, now: datetime) -> None:
    """What follows from the pairs in the rooms above."""
    for mover in movers.registered():
        mover.follow(now=now)


def _check_is_there(customer_id: int) -> None:
    if Customer.objects.filter(pk=customer_id).exists():
        return
    if (stays := now_known_as(customer_id)) != customer_id:
        raise CannotJoin(f"Customer {customer_id} was joined to customer {stays} already. Name that one.")
    if Erasure.objects.filter(pk=customer_id).exists():
        raise CannotJoin(f"Customer {customer_id} was erased. Nothing is left of her that could be joined.")
    raise CannotJoin(f"There is no customer {customer_id}. Look her up under Customers.")
