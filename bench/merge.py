"""Two records of one person: found among a million customers of whom one in twenty is here twice, and all joined.

The shop is the one of `bench.shop`, with orders, messages, events and passages; of every twentieth customer the name is
that of the one before, and her address another spelling of the same mailbox.
"""

from django.db import transaction

from bench import kept, shop
from bench.harness import Result, timed
from thereafter.foundation.clock import VirtualClock
from thereafter.foundation.sql import Folder
from thereafter.record.customers import jobs
from thereafter.record.customers.merging import duplicates, sweeps
from thereafter.record.customers.models import Customer, Merge, Sweep

SQL = Folder(__file__)
EVERY = 20  # one customer in so many is a double


def run(size: int | None) -> Result:
    """Find every pair, and join all that are certain."""
    size = size or 1_000_000
    kept.shop_of(size)
    with transaction.atomic():
        doubled = SQL["merge_double"].run(every=EVERY)
    shop.vacuum()
    with timed() as finding:
        duplicates.find(now=shop.NOW)
    certain = duplicates.count(now=shop.NOW).certain
    sweep = sweeps.ask(Sweep.Kind.JOIN, by="bench", now=shop.NOW)
    clock = VirtualClock(shop.NOW)
    with timed() as joining:
        for _ in jobs.steps(sweep, clock):
            pass
    merged = Merge.objects.count()
    if not doubled == certain == merged or Customer.objects.count() != size - merged:
        raise AssertionError(f"{doubled} were here twice, {certain} pairs were certain, {merged} were joined.")
    return Result(
        size=size,
        seconds=finding.seconds + joining.seconds,
        unit="customers",
        extras={
            "pairs": merged,
            "find_seconds": round(finding.seconds, 2),
            "merge_seconds": round(joining.seconds, 2),
            "moved_rows": SQL["merge_moved"].one().moved,
        },
    )
