"""Rules that ask about messages."""

import pytest

from tests import cast
from tests.cast import NOON, days
from thereafter.audience.segments import rule
from thereafter.audience.segments.people import count
from thereafter.engagement.messaging.models import Kind

pytestmark = pytest.mark.django_db


def test_who_was_asked_lately_and_who_was_not() -> None:
    cast.live()
    ada, grace = cast.ada(), cast.grace()
    cast.judged(cast.purpose(Kind.ASK, "review/1/ask"), ada, grace, at=NOON - days(10))
    cast.judged(cast.purpose(Kind.SERVICE, "order/1/receipt"), grace, at=NOON - days(10))
    asked = rule.read({"message": {"kind": "ask", "within": {"days": 60}}})
    assert count(asked, now=NOON) == 1
    assert count(rule.read({"message": {"kind": "ask", "within": {"days": 5}}}), now=NOON) == 0
    assert count(rule.read({"message": "service"}), now=NOON) == 1
    assert count(rule.read({"not": {"message": {"journey": "review"}}}), now=NOON) == 1
