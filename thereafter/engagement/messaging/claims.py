"""Sharing work out between workers by customer: her bucket is her id modulo 64.

Caps, ratio and priority are hers, so whoever decides upon her holds her bucket until the transaction ends.
"""

from collections.abc import Mapping

from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
BUCKETS = 64
BATCH = 20_000  # rows that one transaction should not exceed by much
SPACE = 7_733  # the first half of the advisory lock's name; the bucket is the second


def claim(due: Mapping[int, int], *, batch: int = BATCH) -> list[int]:
    """Lock free buckets of `due` (bucket to rows) with about `batch` rows in all; empty when nothing free is due.

    Call it inside the transaction that does the work. A small amount of work is all claimed at once.
    """
    wanted: list[int] = []
    rows = 0
    waiting = [bucket for bucket, count in sorted(due.items()) if count > 0]
    while waiting:
        bucket = waiting.pop(0)
        wanted.append(bucket)
        rows += due[bucket]
        if rows >= batch or not waiting:
            if free := [row.bucket for row in SQL["lock_free"].rows(buckets=wanted, space=SPACE)]:
                return free
            wanted, rows = [], 0
    return []


def wait_for_requested() -> None:
    """Hold the buckets of everybody in `messaging_request`, waiting where somebody else has one."""
    SQL["lock_customers"].run(space=SPACE)
