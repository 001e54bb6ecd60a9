"""Sharing work out between workers by customer: her bucket is her id modulo 64.

Caps, ratio and priority are hers, so whoever decides upon her holds her bucket until the transaction ends.
"""

from collections.abc import Mapping, Sequence

from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
BUCKETS = 64
BATCH = 20_000  # rows that one transaction should not exceed by much
SPACE = 7_733  # the first half of the advisory lock's name; the bucket is the second


def claim(due: Mapping[int, int], *, batch: int = BATCH) -> list[int]:
    """Lock free buckets of `due` (bucket to rows) with about `batch` rows in all; empty when nothing free is due.

    Call it inside the transaction that does the work. A small amount of work is all claimed at once.
    """
    left = dict(due)
    while wanted := _about(left, batch):
        if free := [row.bucket for row in SQL["lock_free"].rows(buckets=wanted, space=SPACE)]:
            return free
        left = {bucket: rows for bucket, rows in left.items() if bucket not in wanted}
    return []


def wait_for(due: Mapping[int, int], *, batch: int = BATCH) -> list[int]:
    """As `claim`, but waiting for whoever has these buckets: for work of which nothing may be left."""
    wanted = _about(due, batch)
    SQL["lock"].run(buckets=wanted, space=SPACE)
    return wanted


def wait_for_requested() -> None:
    """Hold the buckets of everybody in `messaging_request`, waiting where somebody else has one."""
    SQL["lock_customers"].run(space=SPACE)


def wait_for_customers(customers: Sequence[int]) -> None:
    """Hold the buckets of these customers, waiting where somebody else has one."""
    SQL["lock"].run(buckets=sorted({customer_id % BUCKETS for customer_id in customers}), space=SPACE)


def _about(due: Mapping[int, int], batch: int) -> list[int]:
    """The first buckets in which something is due, with `batch` rows or a little more."""
    wanted: list[int] = []
    rows = 0
    for bucket, count in sorted(due.items()):
        if rows >= batch:
            break
        if count:
            wanted.append(bucket)
            rows += count
    return wanted
