"""Looking again at held messages whose time has come."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from thereafter.engagement.messaging import claims, requests
from thereafter.engagement.messaging.judge import Outcome, judge
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)


def rejudge_due(*, now: datetime) -> Counter[Outcome]:
    """Judge every held message that is due, in transactions of about a batch; what became of how many.

    Ends when nothing is due that another worker does not work on.
    """
    outcomes: Counter[Outcome] = Counter()
    while (judged := _rejudge_batch(now=now)) is not None:
        outcomes += judged
    return outcomes


def rejudge(buckets: list[int], *, now: datetime) -> Counter[Outcome]:
    """Judge every held message that is due in these buckets of customers, in the caller's transaction."""
    requests.prepare()
    SQL["request_due"].run(now=now, buckets=buckets)
    return judge(now=now)


def _rejudge_batch(*, now: datetime) -> Counter[Outcome] | None:
    due = {row.bucket: row.messages for row in SQL["due"].rows(now=now, batch=claims.BATCH)}
    if not due:
        return None
    with transaction.atomic():
        if not (buckets := claims.claim(due)):
            return None
        return rejudge(buckets, now=now)
