"""A file is brought in the browser: chosen, looked at, imported by the worker, and gone."""

import csv
import io
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON
from thereafter.connectors.files import erased, importing, queries, working
from thereafter.connectors.files.models import Run, Upload
from thereafter.connectors.files.telling import Teller
from thereafter.foundation import ids
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Consent, Customer, FieldDefinition
from thereafter.record.shop import settings
from thereafter.record.staff.roles import Role

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


def with_the_worker(**said: Any) -> Upload:
    """A file that somebody asked something of; `said`: what, and how far it is."""
    file = {"key": ids.run_key(), "file_name": "people.csv", "stored": "x", "size": 1, "digest": "d"}
    return Upload.objects.create(**file, arrived_at=NOON, actor="ruth", state=Upload.State.ASKED, **said)


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
        "vague_no": False,
    }
    assert set(Customer.objects.values_list("first_name", "custom__shoe_size")) == {("Ada", 38), ("Grace", 40)}
    assert set(Consent.objects.values_list("state", flat=True)) == {"granted", "withdrawn"}
    rows = console.get(f"{here}left-out.csv").getvalue().decode("utf-8-sig").splitlines()
    assert rows[0].startswith("line,left out of,why,email,first name")
    assert "is not an e-mail address" in rows[1] and rows[1].endswith("nonsense,Nobody,'=1+1,GB,yes,41")
    upload.refresh_from_db()
    assert (upload.state, upload.seen, upload.error) == ("done", {}, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            ",".join(f"c{number}" for number in range(1_001)) + "\n1\n",
            "has 1,001 columns, and no more than 1,000 are read",
        ),
        ('email,note\nada@people.example,"' + "grace@people.example,x\n" * 100_000, "its first row does not end"),
        ("email," + "y" * 20_000_000 + "\nada@people.example,x\n", "does not end within a megabyte"),
    ],
    ids=["too many columns", "an open quotation mark", "a long header"],
)
def test_a_file_that_nobody_could_look_at_is_refused_in_a_sentence(console: Client, text: str, words: str) -> None:
    assert words in said(bring(console, text))


def test_an_import_that_waits_says_nothing_of_the_pace_of_the_look_before(console: Client) -> None:
    upload = with_the_worker(deed=Upload.Deed.IMPORT, pace=6_633)
    assert "a second" not in said(console.get(f"/settings/imports/files/{upload.key}/"))


def test_the_worker_says_since_when_it_is_that_far_and_the_page_counts_down_from_there(console: Client) -> None:
    upload = with_the_worker(deed=Upload.Deed.IMPORT, begun_at=NOON - timedelta(seconds=100))
    clock = VirtualClock(NOON - timedelta(seconds=50))
    with Teller(upload.key, clock, rehearsing=False) as teller:
        teller.about("customers")
        teller.watch(importing.Progress(importing.Stage.MERGING, 500, 2_000))
        clock.move_to(NOON - timedelta(seconds=30))
        teller.watch(importing.Progress(importing.Stage.MERGING, 500, 2_000))
        teller._note()
    assert "500 of 2,000 rows, 10 a second, about 1 minute 40 seconds left" in said(
        console.get(f"/settings/imports/files/{upload.key}/")
    )


def test_a_look_at_the_second_part_or_a_second_look_is_not_measured_by_the_time_of_the_first(console: Client) -> None:
    upload = with_the_worker(deed=Upload.Deed.REHEARSE, begun_at=NOON - timedelta(seconds=9_000))
    clock = VirtualClock(NOON - timedelta(seconds=50))
    with Teller(upload.key, clock, rehearsing=True) as teller:
        teller.about("consents")
        clock.move_to(NOON)
        teller.watch(importing.Progress(importing.Stage.MERGING, 500, 2_000))
        teller._note()
    assert "500 of 2,000 rows, 10 a second, about 2 minutes 30 seconds left" in said(
        console.get(f"/settings/imports/files/{upload.key}/")
    )


def test_the_time_left_follows_the_pace_of_the_last_minute_not_that_of_a_quicker_beginning(console: Client) -> None:
    began = NOON - timedelta(seconds=1_000)
    upload = with_the_worker(deed=Upload.Deed.REHEARSE, begun_at=began)
    clock = VirtualClock(began)
    with Teller(upload.key, clock, rehearsing=True) as teller:
        teller.about("orders")
        for seconds, rows in ((0, 0), (100, 100_000), (940, 105_000), (970, 105_500), (1_000, 106_000)):
            clock.move_to(began + timedelta(seconds=seconds))
            teller.watch(importing.Progress(importing.Stage.MERGING, rows, 107_000))
        teller._note()
    assert "106,000 of 107,000 rows, 17 a second, about 1 minute left" in said(
        console.get(f"/settings/imports/files/{upload.key}/")
    )


def test_an_import_stays_in_the_top_line_of_every_page_from_its_button_to_its_end(console: Client) -> None:
    page = bring(console, PEOPLE)
    upload = Upload.objects.get()
    here = f"/settings/imports/files/{upload.key}/"
    assert "Trying out" not in said(console.get("/customers/"))
    console.post(f"{here}columns/", form_of(page))
    for address in ("/customers/", "/runs/"):
        assert f'href="{here}"><span>Trying out a file</span>' in said(console.get(address))
    work()
    assert "Trying out" not in said(console.get("/runs/"))
    console.post(f"{here}import/?left-out=yes")
    Upload.objects.update(rows_done=1, rows_total=3)  # as the worker tells meanwhile
    Run.objects.create(
        key=upload.key, kind="customers", file_name="people.csv", file_digest=upload.digest, rows_total=3,
        rows_done=1, started_at=NOON, actor="owner",
    )  # fmt: skip
    line = said(console.get("/runs/"))
    assert line.count("Importing") == 2  # the words and the name of the bar, once
    assert 'max="3" value="1"' in line
    part = console.get(here, headers={"HX-Request": "true"})
    assert ("<html" in said(part), "HX-Refresh" in part.headers) == (False, False)
    Run.objects.all().delete()
    work()
    assert "Importing" not in said(console.get("/runs/"))
    assert console.get(here, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "%", "\t=", " =", "＝"])
def test_no_cell_of_the_list_of_left_out_rows_can_run_as_a_formula(console: Client, start: str) -> None:
    page = bring(console, f"email,first name\nada@people.example,Ada\nnonsense,{start}1+1\n")
    upload = Upload.objects.get()
    here = f"/settings/imports/files/{upload.key}/"
    console.post(f"{here}columns/", form_of(page))
    work()
    console.post(f"{here}import/?left-out=yes")
    work()
    rows = list(csv.reader(io.StringIO(console.get(f"{here}left-out.csv").getvalue().decode("utf-8-sig"))))
    assert rows[1][-1] == f"'{start}1+1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "people.csv is empty. Export it again."),
        ("PK\x03\x04 and more", "is damaged, perhaps cut off while it was copied."),
        ("email,first name\n", "people.csv has a header and no rows. Export it again."),
        ("email,email\na@b.example,c@d.example\n", "column &quot;email&quot; stands there twice. Rename one of them."),
    ],
)
def test_what_is_no_table_is_said_with_the_remedy(console: Client, text: str, words: str) -> None:
    assert words in said(bring(console, text))


def test_what_cannot_be_read_is_said_after_the_dry_run_in_words_of_the_page(console: Client) -> None:
    page = bring(console, "number,placed_at,sku,quantity,price,email\n1,03.01.2026,TEA,1,9.00,ada@people.example\n")
    here = f"/settings/imports/files/{Upload.objects.get().key}/"
    assert [table.kind for table in page.context["tables"]] == ["orders"]
    console.post(f"{here}columns/", form_of(page) | {"date_format": ""})
    work()
    tried = said(console.get(here))
    assert "say how dates are written under “Dates”" in tried
    assert "--" not in tried.replace("<!--", "")
    settings.change("time_zone", "Europe/Berlin", source="test", now=NOON)
    again = form_of(console.get(f"{here}columns/")) | {"date_format": "%d.%m.%Y", "time_zone": "UTC"}
    console.post(f"{here}columns/", again)
    work()
    assert '<td data-label="placed_at">2026-01-03 01:00</td>' in said(console.get(here))
    assert "<strong>1</strong>, 2026-01-03 01:00, ada@people.example: 1 × TEA." in said(console.get(here))


def test_a_no_of_shopify_may_be_of_somebody_who_was_never_asked_and_the_report_says_so(console: Client) -> None:
    export = Path(__file__).parents[2] / "connectors" / "files" / "exports" / "shopify-customers.csv"
    page = bring(console, export.read_bytes(), export.name)
    here = f"/settings/imports/files/{Upload.objects.get().key}/"
    console.post(f"{here}columns/", form_of(page))
    work()
    tried = said(console.get(here))
    assert "They said no, or were never asked: the file does not tell which." in tried
    assert "said no to offers, or was never asked." in tried and "said no to offers." not in tried


def test_a_needed_column_that_nobody_chose_is_said_at_once(console: Client) -> None:
    page = bring(console, "number,sku,quantity,price\n1,TEA,1,9.00\n")
    here = f"/settings/imports/files/{Upload.objects.get().key}/"
    page = console.get(f"{here}columns/?kind=orders")
    refused = console.post(f"{here}columns/", form_of(page))
    assert refused.status_code == 400
    assert "&quot;placed_at&quot;, which orders need" in said(refused)
    assert "Choose it below, or say what else the file tells of." in said(refused)


def test_columns_are_kept_as_a_preset_for_the_next_file(console: Client) -> None:
    page = bring(console, "mail,rufname\nada@people.example,Ada\n")
    here = f"/settings/imports/files/{Upload.objects.get().key}/"
    form = form_of(page) | {"customers.first_name": "1", "keep": "yes", "preset_name": "my-till"}
    assert "Kept as “my-till”" in said(console.post(f"{here}columns/", form, follow=True))
    bring(console, "mail,rufname\ngrace@people.example,Grace\n")
    other = Upload.objects.order_by("arrived_at", "pk").exclude(key=here.split("/")[4]).get()
    page = console.get(f"/settings/imports/files/{other.key}/columns/?preset=my-till")
    assert form_of(page)["customers.first_name"] == "1"


def test_a_file_without_the_forms_token_or_from_who_may_not_bring_one_is_not_kept(place: Path, owner: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert bring(strict, PEOPLE).status_code == 403
    analyst = Client()
    analyst.force_login(cast.member("nora", Role.ANALYST).user)
    assert bring(analyst, PEOPLE).status_code == 403
    stranger = Client()
    assert bring(stranger, PEOPLE).redirect_chain[0][0].startswith("/sign-in/")
    assert not place.exists() or list(place.iterdir()) == []


def test_the_same_file_in_two_tabs_is_said(console: Client) -> None:
    bring(console, PEOPLE)
    assert "The same file is kept already" in said(bring(console, PEOPLE))


def test_a_file_says_which_dry_run_it_waits_for_and_about_how_long(console: Client) -> None:
    for name, text in (("orders.csv", PEOPLE), ("people.csv", f"{PEOPLE}\n")):
        page = bring(console, text, name)
        upload = Upload.objects.get(file_name=name)
        console.post(f"/settings/imports/files/{upload.key}/columns/", form_of(page))
    here = f"/settings/imports/files/{upload.key}/"
    assert "people.csv: waiting for the worker" in said(console.get(here))
    Upload.objects.filter(file_name="orders.csv").update(
        begun_at=NOON - timedelta(minutes=1), stage="trying out orders", rows_done=2_000, rows_total=10_000
    )
    assert "people.csv: waits for the dry run of orders.csv, about 4 minutes" in said(console.get(here))
    assert "Waits for the dry run of orders.csv, about 4 minutes" in said(console.get("/settings/imports/"))


def test_who_brought_a_file_reads_on_its_page_that_it_went_because_somebody_was_erased(console: Client) -> None:
    for name, text in (("orders.csv", PEOPLE), ("people.csv", f"{PEOPLE}\n")):
        page = bring(console, text, name)
        upload = Upload.objects.get(file_name=name)
        console.post(f"/settings/imports/files/{upload.key}/columns/", form_of(page))
    work()
    console.post(f"/settings/imports/files/{upload.key}/import/?left-out=yes")
    her = cast.ada()
    told = said(console.post(f"/customers/{her.pk}/erase/", {"number": her.pk}, follow=True))
    assert "2 files that lay under Imports went with her" in told
    page = console.get(f"/settings/imports/files/{upload.key}/")
    assert (page.status_code, "It was stopped, because somebody was erased" in said(page)) == (410, True)
    assert console.get(f"/settings/imports/files/{upload.key}/columns/", follow=True).status_code == 410
    assert "because somebody was erased" in said(
        console.post(f"/settings/imports/files/{upload.key}/import/", follow=True)
    )
    listed = said(console.get("/settings/imports/"))
    assert "This file is gone from here, because somebody was erased" in listed
    assert "people.csv, customers" in listed
    stopped = queries.failed_lately(since=NOON - timedelta(days=1))  # Home lists them
    assert [(run.file_name, run.error) for run in stopped] == [("people.csv", erased.STOPPED)]
