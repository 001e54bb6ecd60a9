"""Taking apart: the second record comes back under its old number with all that was its own.

What arrived since stays with the one who stayed: an order does not say under which of her names it came. One thing is
both's: a no. Whoever refused marketing while the two were one is not asked under the other name either.
"""

from datetime import datetime

from django.db import connection, transaction

from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers import turns
from thereafter.record.customers.merging import fields, movers
from thereafter.record.customers.merging.merge import follow, hold, prepare
from thereafter.record.customers.merging.rows import columns_of, newer_columns_of
from thereafter.record.customers.models import Customer, Double, Merge

SQL = Folder(__file__)


class CannotTakeApart(Refusal):
    """This merge cannot be undone, or not now."""


@transaction.atomic
def take_apart(merge_id: int, *, by: str, now: datetime) -> Merge:
    """Undo one merge: afterwards there are two records again, known not to be the same. Raises CannotTakeApart."""
    turns.take()
    merge = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if merge is None:
        raise CannotTakeApart(f"There is no merge {merge_id}. Look it up under Customers, Joined.")
    _check_is_latest(merge)
    prepare()
    pair = {"from_id": merge.gone_id, "to_id": merge.stays_id, "rules": merge.rules, "because": merge.because}
    SQL["name"].one(merge_id=merge.pk, **pair)
    _return(merge)
    if not hold():
        raise CannotTakeApart("A mail to her is being handed over at this moment. Try again in a minute.")
    _take_fields_back(merge)
    for mover in movers.registered():
        mover.bring_back()
    SQL["doubles_return"].run()
    Double.objects.update_or_create(
        low_id=min(merge.gone_id, merge.stays_id),
        high_id=max(merge.gone_id, merge.stays_id),
        defaults={"verdict": Double.Verdict.DIFFERENT, "decided_at": now, "decided_by": by},
        create_defaults={
            "verdict": Double.Verdict.DIFFERENT,
            "decided_at": now,
            "decided_by": by,
            "found_at": now,
        },
    )
    merge.moved.all().delete()
    merge.gone, merge.changed, merge.undone_at, merge.undone_by = {}, {}, now, by
    merge.save(update_fields=["gone", "changed", "undone_at", "undone_by"])
    follow(now=now)
    return merge


def latest_of(customer_id: int) -> Merge | None:
    """The merge of hers that can be undone: the last one in which she stayed."""
    return Merge.objects.filter(stays_id=customer_id, undone_at=None).order_by("-pk").first()


def _check_is_latest(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise CannotTakeApart(f"Merge {merge.pk} was undone already. There is nothing left to undo.")
    later = Merge.objects.filter(pk__gt=merge.pk, undone_at=None)
    if again := later.filter(stays_id=merge.stays_id).order_by("-pk").first():
        raise CannotTakeApart(
            f"Customer {again.gone_id} was joined to customer {merge.stays_id} after that. Undo merge {again.pk} first."
        )
    if further := later.filter(gone_id=merge.stays_id).first():
        raise CannotTakeApart(
            f"Customer {merge.stays_id} was herself joined to customer {further.stays_id} after that. "
            f"Undo merge {further.pk} first."
        )
    if not Customer.objects.filter(pk=merge.stays_id).exists():
        raise CannotTakeApart(f"Customer {merge.stays_id} is no longer there, so nothing can be taken from her.")


def _return(merge: Merge) -> None:
    """The row as it was, under its old number."""
    columns = columns_of(Customer)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO customers_customer ({columns}) SELECT {columns}"
            " FROM (SELECT back.* FROM customers_merge AS merge"
            " CROSS JOIN LATERAL"
            " jsonb_populate_record(NULL::customers_customer, %(newer)s::jsonb || merge.gone) AS back"
            " WHERE merge.id = %(merge)s) AS given",
            {"merge": merge.pk, "newer": newer_columns_of(Customer)},
        )


def _take_fields_back(merge: Merge) -> None:
    stayed = Customer.objects.select_for_update().get(pk=merge.stays_id)
    changed = fields.taken_back(stayed, merge.changed)
    stayed.save(update_fields=changed)
