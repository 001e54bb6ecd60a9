"""Tags that files bring along."""

import pytest

from tests.cast import NOON, days
from tests.connectors.files.conftest import Bring
from thereafter.record.customers import tags
from thereafter.record.customers.models import Customer

pytestmark = pytest.mark.django_db

HEAD = "customer,tags,updated at\n"


def words() -> list[str]:
    """The tags of the only customer."""
    return [tag.word for tag in tags.of(Customer.objects.get().pk)]


def test_a_cell_holds_several_tags_and_counts_as_a_change_only_once(bring: Bring) -> None:
    report = bring("customers", HEAD + '7,"VIP, Trade  Fair,,vip",\n')
    assert (report.new, report.counts["tags"]) == (1, 2)
    assert words() == ["trade fair", "vip"]
    report = bring("customers", HEAD + '7,"vip, early bird",2026-03-01\n8,,\n', now=NOON + days(1))
    assert (report.new, report.changed, report.counts["tags"]) == (1, 1, 1)
    report = bring("customers", HEAD + '7,"early bird",2026-03-01\n', now=NOON + days(2))
    assert (report.changed, report.unchanged) == (0, 1)


def test_an_import_takes_no_tag_off(bring: Bring) -> None:
    bring("customers", HEAD + "7,vip,\n")
    bring("customers", HEAD + "7,early bird,\n", now=NOON + days(1))
    assert words() == ["early bird", "vip"]


def test_a_tag_that_a_person_took_off_comes_back_only_by_a_newer_row(bring: Bring) -> None:
    bring("customers", HEAD + "7,vip,2026-03-01\n")
    tags.take([Customer.objects.get().pk], "vip", source="console:ruth", now=NOON)
    bring("customers", HEAD + "7,vip ,2026-03-01\n", now=NOON + days(1))
    bring("customers", HEAD + "7,vip,\n", now=NOON + days(2))
    assert words() == []
    bring("customers", HEAD + "7,vip,2026-03-12\n", now=NOON + days(3))
    assert words() == ["vip"]
