"""A file is brought in the browser: chosen, looked at, imported by the worker, and gone."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import NOON
from thereafter.connectors.files import working
from thereafter.connectors.files.models import Upload
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Consent, Customer, FieldDefinition

pytestmark = pytest.mark.django_db
PEOPLE = (
    "email,first name,last name,country,accepts marketing,shoe size\n"
    "ada@people.example,Ada,Byron,GB,yes,38\n"
    "grace@people.example,Grace,Murray,US,no,40\n"
    "nonsense,Nobody,=1+1,GB,yes,41\n"
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any) -> Path:
    """A folder of uploads for each test."""
    settings.UPLOADS = tmp_path / "uploads"
    return Path(settings.UPLOADS)


def bring(console: Client, text: str | bytes, name: str = "people.csv") -> Any:
    """The file comes with the form; what the browser is shown after that."""
    file = BytesIO(text.encode() if isinstance(text, str) else text)
    file.name = name
    return console.post("/settings/imports/bring/", {"file": file}, follow=True)


def work() -> None:
    """The worker looks once."""
    working.take_up(VirtualClock(NOON))


def form_of(page: Any) -> dict[str, Any]:
    """What the form about columns would send as it stands."""
    context = page.context
    sent: dict[str, Any] = {"kind": [table.kind for table in context["tables"]], "preset": context["plan"].preset}
    for table in context["tables"]:
        for row in table.rows:
            sent[row.name] = next(value for value, _, chosen in row.options if chosen)
    sent |= {"encoding": context["plan"].reading.encoding, "time_zone": context["plan"].reading.time_zone}
    return sent | {"date_format": context["plan"].reading.date_format, "store": "web"}


def said(page: Any) -> str:
    """The page as text."""
    return str(page.content.decode())


def test_the_whole_way_of_a_file_of_people_with_consents(console: Client, place: Path) -> None:
    page = bring(console, PEOPLE)
    assert [table.kind for table in page.context["tables"]] == ["customers", "consents"]
    assert "ada@people.example · grace@people.example" in said(page)
    upload = Upload.objects.get()
    (file,) = place.iterdir()
    assert (file.stat().st_mode & 0o777, place.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "people" not in file.name

    here = f"/settings/imports/files/{upload.key}/"
    shoe = form_of(page) | {"field-5": "number", "label-5": "Shoe size"}
    waiting = console.post(f"{here}columns/", shoe, follow=True)
    assert "waiting for the worker" in said(waiting)
    work()
    tried = console.get(here)
    assert "2 new, 0 changed, 0 unchanged, 1 invalid" in said(tried)
    assert "nonsense&quot; is not an e-mail address" in said(tried)
    assert "<strong>Ada Byron</strong>, ada@people.example, GB: agreed to hear offers." in said(tried)
    assert not Customer.objects.exists() and not FieldDefinition.objects.exists()

    console.post(f"{here}import/?left-out=yes")
    work()
    done = console.get(here)
    assert done.context["reach"].plain() == {
        "people": 2,
        "asks": 1,
        "withdrew": 1,
        "never_asked": 0,
        "suppressed": 0,
        "without_address": 0,
        "strangers": 0,
    }
    assert set(Customer.objects.values_list("first_name", "custom__shoe_size")) == {("Ada", 38), ("Grace", 40)}
    assert set(Consent.objects.values_list("state", flat=True)) == {"granted", "withdrawn"}
    rows = console.get(f"{here}left-out.csv").getvalue().decode("utf-8-sig").splitlines()
    assert rows[0].startswith("line,left out of,why,email,first name")
    assert "is not an e-mail address" in rows[1] and rows[1].endswith("nonsense,Nobody,'=1+1,GB,yes,41")
    upload.refresh_from_db()
    assert (upload.state, upload.seen, upload.error) == ("done", {}, "")
