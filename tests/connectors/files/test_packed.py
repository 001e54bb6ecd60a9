"""Workbooks and archives: each table in them is a file of its own, and what would do harm is refused in a sentence."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import NOON
from tests.connectors.files.test_uploads import receive
from tests.connectors.files.workbooks import Cell, Day, packed, sheet_of, workbook
from thereafter.connectors.files import uploads
from thereafter.connectors.files.errors import Unreadable
from thereafter.connectors.files.models import Upload
from thereafter.connectors.files.packed.unpacking import plain
from thereafter.connectors.files.uploads import NotKept

pytestmark = pytest.mark.django_db
PEOPLE = [["email", "first name"], ["ada@people.example", "Ada"]]
SUBSCRIBED = "Email Address,First Name\nada@people.example,Ada\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any) -> Path:
    """A folder of uploads for each test."""
    settings.UPLOADS = tmp_path / "uploads"
    return Path(settings.UPLOADS)


def kept(content: bytes, name: str) -> list[Upload]:
    """What is kept of a file that was brought."""
    _, received = receive(content, name)
    assert received
    return uploads.keep(received, actor="ruth", now=NOON)


def test_a_sheet_becomes_a_table_with_dates_as_dates_and_numbers_as_they_stand(place: Path) -> None:
    rows: list[list[Cell]] = [
        ["Orders of March"],
        [],
        ["number", "date", "day", "price", "sku", None],
        ["#1001", Day(46082.5868055556), Day(46082), 9.5, 12345678901, "stray"],
        [],
        ["#10\n02", Day(46083.25), Day(46083), 24.0, "TEA,POT", 1e-7],
    ]
    (upload,) = kept(workbook({"March": rows}), "orders.xlsx")
    assert uploads.path_of(upload).read_text() == (
        "\n\nnumber,date,day,price,sku,Column F\n"
        "#1001,2026-03-01 14:05:00,2026-03-01,9.5,12345678901,stray\n"
        "\n"
        '#10 02,2026-03-02 06:00:00,2026-03-02,24,"TEA,POT",0.0000001\n'
    )
    assert upload.file_name == "orders.xlsx, sheet March"
    assert uploads.plan_of(upload).taken == (
        "Taken: sheet “March” of the workbook, 2 rows below the names of columns. Dates came as dates, numbers as they "
        "stand, formulas as what they last gave. What stands above row 3 is passed over."
    )
    assert [file.name for file in place.iterdir()] == [upload.stored]  # the workbook itself is gone
    assert uploads.path_of(upload).stat().st_mode & 0o777 == 0o600


def test_each_visible_sheet_with_rows_is_kept_and_no_other() -> None:
    sheets = {"People": PEOPLE, "Notes": [["only a title"]], "Secret": PEOPLE, "More": PEOPLE, "Empty": []}
    found = kept(workbook(sheets, hidden=["Secret"]), "people.xlsx")
    assert [upload.file_name for upload in found] == ["people.xlsx, sheet People", "people.xlsx, sheet More"]
    assert "2 sheets have rows, and each is kept as a file of its own." in uploads.plan_of(found[0]).taken


def test_the_three_files_of_a_mail_tool_come_out_of_its_archive_and_what_holds_no_rows_does_not() -> None:
    archive = packed(
        {
            "audience/subscribed_members.csv": SUBSCRIBED,
            "audience/unsubscribed_members.csv": "\ufeff" + SUBSCRIBED.replace("ada", "grace"),
            "audience/cleaned_members.csv": "Email Address,First Name\n",
            "audience/granular_unsubscribes/": "",
            "__MACOSX/audience/._subscribed_members.csv": "\0\1",
            "readme.pdf": "%PDF",
            "more.xlsx": workbook({"People": PEOPLE}),
        }
    )
    found = kept(archive, "audience.zip")
    assert [upload.file_name for upload in found] == [
        "audience.zip, subscribed_members.csv",
        "audience.zip, unsubscribed_members.csv",
        "audience.zip, more.xlsx, sheet People",
    ]
    assert "Not taken, for it holds no rows: readme.pdf." in uploads.plan_of(found[0]).taken


LOCKED = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
FAR = workbook({"Far": PEOPLE}, more={"xl/worksheets/sheet1.xml": sheet_of("XFD1048576")})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LOCKED, "book.xlsx is locked with a password. Open it, save it without one, and bring that."),
        (workbook({"People": PEOPLE}, more={"xl/vbaProject.bin": "x"}), "book.xlsx holds macros, which are programs."),
        (FAR, "book.xlsx unfolds to more than can be unpacked here"),
        (workbook({"People": PEOPLE})[:-40], "book.xlsx is damaged, perhaps cut off"),
        (workbook({"Empty": [], "Headers": PEOPLE[:1]}), "is a workbook without a sheet that has names of columns and"),
        (
            workbook({"P": PEOPLE}, more={"xl/worksheets/sheet1.xml": "<worksheet><row"}),
            "cannot be read as a workbook.",
        ),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 1000, "is an Office document without a table."),
        (packed({"readme.pdf": "%PDF"}), "without a table (CSV, Parquet or Excel). There is readme.pdf."),
        (packed({"people.csv": "email\n"}), "book.xlsx, people.csv has a header and no rows."),
        (packed({f"{number}.csv": SUBSCRIBED for number in range(13)}), "holds more than 12 tables."),
    ],
    ids=["locked", "macros", "a far cell", "cut off", "no rows", "no xml", "a letter", "no table", "empty", "many"],
)
def test_what_cannot_be_opened_is_refused_with_the_remedy_and_nothing_is_left(
    place: Path, content: bytes, words: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        kept(content, "book.xlsx")
    assert words in str(refused.value)
    assert list(place.iterdir()) == []


def test_a_bomb_ends_at_the_size_that_a_table_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1024**2)
    bomb = packed({"people.csv": b"email\n" + b"ada@people.example\n" * 500_000})
    assert len(bomb) < 50_000
    with pytest.raises(Unreadable, match="unfolds to more than can be unpacked here: at most 1 MB a table"):
        kept(bomb, "bomb.zip")


def test_more_tables_than_may_be_kept_are_refused_together(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_KEPT", 2)
    with pytest.raises(NotKept, match="holds 3 tables, and with them more than 2 files would be kept"):
        kept(packed({f"{number}.csv": SUBSCRIBED for number in range(3)}), "three.zip")
    assert list(place.iterdir()) == []


def test_a_sheet_is_chosen_by_its_name_and_a_wrong_one_names_all(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook({"People": PEOPLE, "Orders": [["number"], ["1"]]}))
    with plain(path) as first, plain(path, "Orders") as second:
        assert (first.inner, second.path.read_text()) == ("sheet People", "number\n1\n")
    with pytest.raises(Unreadable, match=r"holds no “Refunds”. There is: People, Orders."), plain(path, "Refunds"):
        pass
