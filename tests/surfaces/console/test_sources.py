"""Where a fact is from reads as the name of a file, with the way to its import."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.cast import NOON
from thereafter.connectors.files.models import Run
from thereafter.record.customers.models import Identity

pytestmark = pytest.mark.django_db
KEY, UNKNOWN = UUID(int=7), UUID(int=8)


def test_a_fact_from_an_import_names_the_file_and_leads_to_the_import(console: Client) -> None:
    Run.objects.create(
        key=KEY, kind="orders", file_name="<orders>.csv", file_digest="", rows_total=1, started_at=NOON, actor="test"
    )
    page = page_of_somebody_numbered_by(console, f"import:{KEY}")
    assert f'<a href="{reverse("console:import", args=[KEY])}">import of &lt;orders&gt;.csv</a>' in page
    assert f"import:{KEY}" not in page


@pytest.mark.parametrize("source", [f"import:{UNKNOWN}", "import:7", "a <file>"])
def test_a_source_that_is_no_known_import_stays_as_it_is(console: Client, source: str) -> None:
    assert source.replace("<", "&lt;").replace(">", "&gt;") in page_of_somebody_numbered_by(console, source)


def test_what_a_member_said_goes_by_her_name(console: Client) -> None:
    page = page_of_somebody_numbered_by(console, "console:<ruth>")
    assert "&lt;ruth&gt;" in page and "console:&lt;" not in page


def page_of_somebody_numbered_by(console: Client, source: str) -> str:
    """The page of a person whose number is known from this source."""
    ada = cast.ada()
    Identity.objects.create(customer=ada, kind="number", scope="web", value="K1", source=source, known_at=NOON)
    return str(console.get(f"/customers/{ada.pk}/").content.decode())
