"""The people a rule describes at an instant: how many, some of them, or all page by page."""

import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum

from django.db import connection, transaction

from thereafter.audience.segments.compile import Compiled, query
from thereafter.audience.segments.rule import AnyRule
from thereafter.foundation import planner
from thereafter.record.customers import chosen


def count(rule: AnyRule, *, now: datetime) -> int:
    """How many people a rule describes."""
    return _numbers(query(rule, now=now), lambda sql: f"SELECT count(*) FROM ({sql}) AS people")[0]


def newly(rule: AnyRule, *, since: datetime, until: datetime) -> int:
    """How many people a rule describes at `until` whom it did not describe at `since`, by what is known now."""
    before, after = query(rule, now=since), query(rule, now=until)
    told = {**{f"before_{name}": value for name, value in before.params.items()}, **after.params}
    earlier = re.sub(r"%\((\w+)\)s", r"%(before_\1)s", before.sql)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({after.sql} EXCEPT {earlier}) AS people", told)
        [(number,)] = cursor.fetchall()
    return int(number)


def sample(rule: AnyRule, *, now: datetime, limit: int) -> list[int]:
    """Some of them, by id: the same ones for the same answer, and not simply the oldest."""
    return _numbers(
        query(rule, now=now),
        lambda sql: (
            f"SELECT customer_id FROM ({sql}) AS people"
            " ORDER BY md5(customer_id::text), customer_id LIMIT %(limit)s::int"
        ),
        limit=limit,
    )


def count_at_most(rule: AnyRule, most: int, *, now: datetime) -> int:
    """How many people a rule describes, or `most`, where there are as many or more; it looks no further."""
    return _numbers(
        query(rule, now=now),
        lambda sql: f"SELECT count(*) FROM (SELECT FROM ({sql}) AS people LIMIT %(most)s::int) AS counted",
        most=most,
    )[0]


class Order(Enum):
    """In which order people are listed; each ends with the customer's number, so that it is always the same.

    Each is that of an index, forwards or from its end, so that a first page is found without a look at everybody.
    """

    LATEST_ORDER = "profile.last_order_at DESC NULLS LAST, profile.customer_id"
    LATEST_OF_BUYERS = "profile.last_order_at DESC, profile.customer_id"  # for rules that ask for an order
    NEWEST = "people.customer_id DESC"
    EARLIEST_ORDER = "profile.last_order_at, profile.customer_id"
    MOST_ORDERS = "profile.orders DESC, profile.customer_id DESC"
    FEWEST_ORDERS = "profile.orders, profile.customer_id"
    MOST_SPENT = "profile.revenue_minor DESC, profile.customer_id DESC"
    LEAST_SPENT = "profile.revenue_minor, profile.customer_id"


def page(rule: AnyRule, order: Order, *, now: datetime, offset: int, limit: int) -> list[int]:
    """Some of them in an order, by id: those after the first `offset`.

    Where they are taken from the profiles, these are walked in their order. A second look at them by the same number
    began at those who never ordered, whom PostgreSQL puts before the latest, and passed all of them over.
    """
    compiled = query(rule, now=now)
    tail = f" ORDER BY {order.value} LIMIT %(limit)s::int OFFSET %(offset)s::int"
    walked = compiled.base == "profile" and order is not Order.NEWEST
    with transaction.atomic(), planner.one_by_one():
        return _numbers(compiled, lambda sql: sql + tail if walked else _sorted(sql, order), offset=offset, limit=limit)


def page_of_few(rule: AnyRule, order: Order, *, now: datetime, offset: int, limit: int) -> list[int]:
    """The same where they are known to be few: all are found first, for to walk everybody in order takes far longer."""
    return _numbers(
        query(rule, now=now),
        lambda sql: f"WITH few AS MATERIALIZED ({sql}) {_sorted('SELECT customer_id FROM few', order)}",
        offset=offset,
        limit=limit,
    )


def _sorted(sql: str, order: Order) -> str:
    return (
        f"SELECT people.customer_id FROM ({sql}) AS people"
        " JOIN profiles_profile AS profile ON profile.customer_id = people.customer_id"
        f" ORDER BY {order.value} LIMIT %(limit)s::int OFFSET %(offset)s::int"
    )


def listed(rule: AnyRule, *, now: datetime, after: int = 0, limit: int = 100) -> list[int]:
    """One page of them in order of id: those after the id `after`."""
    return _numbers(
        query(rule, now=now),
        lambda sql: (
            f"SELECT customer_id FROM ({sql}) AS people WHERE customer_id > %(after)s::bigint"
            " ORDER BY customer_id LIMIT %(limit)s::int"
        ),
        after=after,
        limit=limit,
    )


def choose(rule: AnyRule, *, now: datetime) -> int:
    """Put them all into an empty `customers_chosen`, in a transaction; how many."""
    chosen.prepare()
    compiled = query(rule, now=now)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO customers_chosen (customer_id) {compiled.sql}", compiled.params)
        return int(cursor.rowcount)


def includes(rule: AnyRule, customer_id: int, *, now: datetime) -> bool:
    """Whether a rule describes one customer."""
    return bool(
        _numbers(
            query(rule, now=now),
            lambda sql: f"SELECT 1 FROM ({sql}) AS people WHERE customer_id = %(customer)s::bigint",
            customer=customer_id,
        )
    )


def _numbers(compiled: Compiled, around: Callable[[str], str], **params: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(around(compiled.sql), {**compiled.params, **params})
        return [number for (number,) in cursor.fetchall()]
