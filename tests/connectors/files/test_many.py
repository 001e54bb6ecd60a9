"""Many rows of strangers at once, into a shop that knows nobody: none of them is compared with each of the others."""

import pytest
from django.db import connection

from tests.connectors.files.conftest import Bring
from thereafter.record.customers.models import ContactPoint, Customer

pytestmark = pytest.mark.django_db

MANY = 20_000
ROWS = {
    "customers": ("customer,email,first_name", "{n},p{n}@people.example,Ada"),
    "consents": ("customer,email,state", "{n},p{n}@people.example,granted"),
    "orders": (
        "number,customer,email,placed_at,sku,quantity,price",
        "o{n},{n},p{n}@people.example,2026-01-05,tea,1,3.20",
    ),
}


@pytest.mark.parametrize("kind", ROWS)
def test_twenty_thousand_strangers_take_seconds(kind: str, bring: Bring) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '6s'")  # one of them took 18 s when everybody met everybody
    head, row = ROWS[kind]
    report = bring(kind, "\n".join([head, *(row.format(n=n) for n in range(MANY)), ""]))
    assert report.new == MANY
    assert Customer.objects.count() == MANY
    assert ContactPoint.objects.filter(preferred=True).count() == MANY
