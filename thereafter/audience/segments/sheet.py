"""Everybody whom a rule describes, or who is in a segment, with what one exports of people: one query, row by row."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from thereafter.audience.segments.compile import Compiled, query
from thereafter.audience.segments.models import Segment
from thereafter.audience.segments.rule import AnyRule

_AT_ONCE = 2_000  # rows fetched at once; the server keeps the rest
_SHEET = """
SELECT people.customer_id, customer.first_name, customer.last_name, coalesce(point.address, ''), customer.country,
       customer.language, coalesce(profile.stage, ''), coalesce(profile.orders, 0), coalesce(profile.revenue_minor, 0),
       profile.first_order_at, profile.last_order_at, coalesce(tagged.words, '')
FROM ({people}) AS people
JOIN customers_customer AS customer ON customer.id = people.customer_id
LEFT JOIN profiles_profile AS profile ON profile.customer_id = people.customer_id
LEFT JOIN customers_contactpoint AS point
       ON point.customer_id = people.customer_id AND point.channel = 'email' AND point.preferred
LEFT JOIN (
    SELECT customer_id, string_agg(word, ', ' ORDER BY word) AS words
    FROM customers_tag
    WHERE removed_at IS NULL
    GROUP BY customer_id
) AS tagged ON tagged.customer_id = people.customer_id
ORDER BY people.customer_id
"""


class Row(NamedTuple):
    """One person."""

    customer_id: int
    first_name: str
    last_name: str
    address: str
    country: str
    language: str
    stage: str
    orders: int
    revenue_minor: int
    first_order_at: datetime | None
    last_order_at: datetime | None
    tags: str


def of_rule(rule: AnyRule, *, now: datetime) -> Iterator[Row]:
    """Everybody whom a rule describes, by number."""
    return _rows(query(rule, now=now))


def of_members(segment: Segment) -> Iterator[Row]:
    """Everybody who is in a segment, by number."""
    inside = "SELECT customer_id FROM segments_membership WHERE segment_id = %(segment)s::bigint"
    return _rows(Compiled(inside, {"segment": segment.pk}))


def of_these(customer_ids: list[int]) -> Iterator[Row]:
    """These customers, by number."""
    return _rows(Compiled("SELECT DISTINCT unnest(%(these)s::bigint[]) AS customer_id", {"these": customer_ids}))


def _rows(people: Compiled) -> Iterator[Row]:
    """A cursor of the server's own, so that neither side holds more than a few thousand rows."""
    params: dict[str, Any] = people.params
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SHEET.format(people=people.sql), params)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from (Row(*row) for row in rows)
