"""The real orders of a British gift shop, through the front door, reach the figures that are published about them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from django.db.models import Count, Sum

import thereafter.project.demo
from tests.cast import NOON
from tests.connectors.files.conftest import digest
from thereafter.audience.profiles.models import Profile
from thereafter.connectors.files import importing
from thereafter.connectors.files.presets import preset_named
from thereafter.connectors.files.settings import Settings
from thereafter.foundation.clock import VirtualClock
from thereafter.record.commerce.models import Line, Order, Product, Refund, RefundLine
from thereafter.record.events.models import Event

FILE = Path(thereafter.project.demo.__file__).parent / "data" / "online_retail.parquet"


@pytest.mark.django_db
def test_online_retail_is_imported_whole_and_told_again_in_another_shape_changes_nothing(tmp_path: Path) -> None:
    settings = Settings().over(preset_named("online-retail", "orders"))
    report = importing.run(FILE, "orders", settings, clock=VirtualClock(NOON), actor="ruth")

    assert (report.lines, report.new, report.invalid, report.conflicting) == (541_909, 541_909, 0, 0)
    assert report.found == {
        "lines_without_customer": 135_080,
        "lines_of_refunds": 9_288,
        "lines_with_negative_quantity": 10_624,
        "lines_with_zero_quantity": 0,
        "lines_without_price": 2_515,
        "lines_with_negative_price": 2,
        "exact_duplicates": 5_268,
    }
    assert report.counts["counting_orders"] == 18_532
    assert report.counts["revenue_minor"] == 891_140_790
    counting = Order.objects.filter(counts=True)
    assert counting.count() == 18_532
    assert counting.aggregate(Count("customer", distinct=True))["customer__count"] == 4_338
    assert counting.aggregate(Sum("total_minor"))["total_minor__sum"] == 891_140_790
    assert Line.objects.filter(excluded="").count() == 397_884
    assert Line.objects.filter(excluded="").aggregate(Sum("amount_minor"))["amount_minor__sum"] == 891_140_790
    assert Refund.objects.count() == 3_836
    assert Refund.objects.filter(customer=None).count() == 182
    assert Line.objects.count() + RefundLine.objects.count() == 541_909
    assert Event.objects.filter(name="Order Completed").count() == 18_532
    assert Event.objects.filter(name="Order Refunded").count() == 3_654
    assert Profile.objects.filter(orders__gt=0).count() == 4_338
    assert Product.objects.get(sku="POST").kind == "charge"

    before = digest()
    text = tmp_path / "retail.csv"
    pa.csv.write_csv(pa.parquet.read_table(FILE), text)
    again = importing.run(text, "orders", settings, clock=VirtualClock(NOON), actor="ruth")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 541_909)
    assert digest() == before
