"""`thereafter people`: all that is known of somebody, told and forgotten at a terminal."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests import cast
from thereafter.foundation.errors import Refusal
from thereafter.record.customers.models import Customer
from thereafter.record.staff.models import Deed
from thereafter.surfaces.cli.people import people

pytestmark = pytest.mark.django_db


def run(*words: str, answers: str = "") -> Result:
    """One command line, and what is typed when it asks."""
    return CliRunner().invoke(people, list(words), obj=lambda: None, input=answers)


def test_all_that_is_known_of_her_is_written_for_its_owner_only(tmp_path: Path) -> None:
    ada = cast.ada()
    cast.order(ada, number="K77")
    file = tmp_path / "ada.zip"
    assert "which only you may read" in run("export", "ada@people.example", "--to", str(file)).output
    assert file.stat().st_mode & 0o777 == 0o600
    archive = zipfile.ZipFile(file)
    assert json.loads(archive.read("everything.json"))["orders"][0]["number"] == "K77"
    assert "K77" in archive.read("everything.html").decode()
    assert Deed.objects.get().about == {"customer_id": ada.pk}
    again = run("export", "ada@people.example", "--to", str(file))
    assert isinstance(again.exception, Refusal) and "Name another file" in str(again.exception)


def test_the_same_as_json() -> None:
    cast.ada()
    assert json.loads(run("export", "ada@people.example", "--json").output)["people"][0]["last_name"] == "Byron"


def test_she_is_erased_after_her_number_was_typed() -> None:
    ada = cast.ada()
    cast.order(ada)
    refused = run("erase", "ada@people.example", answers="yes\n")
    assert "order: 1, stays as the shop’s books, without her" in refused.output
    assert "Nothing was erased" in str(refused.exception)
    assert Customer.objects.filter(pk=ada.pk).exists()
    done = run("erase", "ada@people.example", answers=f"{ada.pk}\n")
    assert f"Customer {ada.pk} was erased. Her 1 order stays in the books, without her." in done.output
    assert not Customer.objects.filter(pk=ada.pk).exists()
    assert Deed.objects.get(what="customer-erase").details["counts"]["orders"] == 1
    assert "is nobody we know" in str(run("erase", "ada@people.example", "--yes").exception)
