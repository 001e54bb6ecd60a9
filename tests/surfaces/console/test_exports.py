"""S10: every list leaves as a file without formulas, in one query however long it is, and the log says so."""

import csv
import io
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.cast import NOON
from tests.surfaces.console import addresses
from thereafter.audience.segments import lists
from thereafter.audience.segments.models import DraftLine
from thereafter.connectors.files.models import Run
from thereafter.engagement.cases.models import Task
from thereafter.engagement.messaging.models import Purpose
from thereafter.record.customers.models import ContactPoint, Customer, Tag
from thereafter.record.staff.models import Deed
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console import formulas, sheets

pytestmark = pytest.mark.django_db
EXPORTS = {
    "customers-export": "/customers/customers.csv?stage=everybody",
    "customers-export of a search": "/customers/customers.csv?q=12",
    "segment-people": "/segment/best-customers/people.csv",
    "segment-people of a list": "/segment/trade-fair/people.csv",
    "list-missing": "",  # its address is the draft's
    "messages-export": "/journeys/messages/messages.csv",
    "tasks-export": "/inbox/tasks.csv?show=everybody",
    "imports-export": "/settings/imports/imports.csv",
    "journey-people": "/journey/order-confirmation-and-thank-you/people.csv",
}


def runs(cell: str) -> bool:
    """Whether some spreadsheet takes a cell for a formula. A number is none.

    It takes blanks off, also wide ones and those that nobody sees, reads full-width signs as plain ones, and begins
    again after a line break or a tab.
    """
    if not cell or cell[0] == "'":
        return False
    if cell.replace(".", "", 1).removeprefix("-").isdecimal() and cell.isascii():
        return False
    wide = str.maketrans("＝＋－＠｜％", "=+-@|%")
    shown = cell.translate(wide).lstrip(" \u00a0\u2007\u202f\u3000\ufeff\u200b\0")
    return shown[:1] in set("=+-@|%\t\r\n")


def table(response: Any) -> list[list[str]]:
    """The cells of a file, as a spreadsheet opens it: in UTF-8, because it says so."""
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def address(name: str) -> str:
    """Where a file is."""
    return EXPORTS[name] or f"/segments/draft/{DraftLine.objects.values_list('draft_id', flat=True)[0]}/not-found.csv"


def called(word: str) -> None:
    """Everybody, and everything that somebody can name, is called so."""
    Customer.objects.update(first_name=word, last_name=word, country=word[:2])
    ContactPoint.objects.update(address=word)
    Tag.objects.update(source=word[:60])
    DraftLine.objects.filter(customer_id=None).update(word=word)
    Task.objects.update(title=word, reason=word, outcome=word)
    Run.objects.update(file_name=word, actor=word, error=word)
    Purpose.objects.update(label=word)


def test_every_download_of_the_console_is_looked_at_here() -> None:
    assert set(_downloads()) == {name.partition(" ")[0] for name in EXPORTS}


def _downloads() -> list[str]:
    pages = [page for page in addresses.behind_the_door() if str(page.pattern).endswith(".csv")]
    return [str(page.name) for page in pages if str(page.name) != "upload-left-out"]  # the file as it came in


SIGNS = st.sampled_from(
    ["=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "\t", "\r", "\n", " ", "\u00a0", "\u3000", "\ufeff", "'"]
)
HOSTILE = st.tuples(st.text(SIGNS, max_size=4), st.sampled_from(["1+1", "cmd|' /C calc'!A0", "SUM(A1)", "x", ""]))


@pytest.mark.parametrize("name", EXPORTS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=HOSTILE.map("".join).filter(lambda word: "\0" not in word))
def test_no_cell_of_any_file_runs_whatever_anybody_is_called(
    console: Client, town: list[Customer], name: str, word: str
) -> None:
    with transaction.atomic():
        called(word)
        rows = table(console.post(address(name)))
        assert len(rows) > 1
        assert [cell for row in rows for cell in row if runs(cell)] == []
        transaction.set_rollback(True)


@given(st.text())
def test_nothing_of_a_cell_is_lost(word: str) -> None:
    [[back]] = csv.reader(io.StringIO("".join(sheets.lines(["x"], [[word]])).split("\r\n", 1)[1], newline="")) or [[""]]
    assert not runs(back)
    assert back.removeprefix("'") == word.removeprefix("'")


def test_the_proof_can_fail(console: Client, town: list[Customer], monkeypatch: pytest.MonkeyPatch) -> None:
    """The seeded bug: a guard that looks at the first character alone, and knows the plain signs alone."""
    monkeypatch.setattr(sheets, "harmless", lambda cell: f"'{cell}" if str(cell)[:1] in set("=+-@") else cell)
    with transaction.atomic():
        called("\u3000＝1+1")
        rows = table(console.post("/segment/trade-fair/people.csv"))
        assert any(runs(cell) for row in rows for cell in row)
        transaction.set_rollback(True)
    assert formulas.harmless("\u3000＝1+1") == "'\u3000＝1+1"


@pytest.mark.parametrize("name", EXPORTS)
def test_the_log_says_who_took_how_many_rows_and_names_nobody(console: Client, town: list[Customer], name: str) -> None:
    rows = table(console.post(address(name)))
    deed = Deed.objects.get()
    assert (deed.actor, deed.details["rows"]) == ("console:owner", len(rows) - 1)
    assert not any(str(person.first_name) in f"{deed.words} {deed.about}" for person in town)


def test_a_file_takes_as_many_queries_for_many_as_for_few(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thereafter.audience.segments.sheet._AT_ONCE", 5)
    fair = lists.make("Autumn fair", now=NOON)

    def queries_for(people: int) -> int:
        made = [cast.customer(f"P{number}", email="") for number in range(people)]
        lists.add(fair, [one.pk for one in made], by="test", now=NOON)
        Task.objects.bulk_create(
            Task(
                customer_id=one.pk,
                origin=str(one.pk),
                title="T",
                reason="R",
                role=Role.AGENT,
                opened_at=NOON,
                due_at=NOON,
            )
            for one in made
        )
        with CaptureQueriesContext(connection) as asked:
            for place in (
                "/segment/autumn-fair/people.csv",
                "/customers/customers.csv?stage=everybody",
                "/inbox/tasks.csv?show=everybody",
            ):
                assert len(table(console.post(place))) > people
        return len(asked)

    queries_for(3)
    few = queries_for(3)
    assert queries_for(40) == few
