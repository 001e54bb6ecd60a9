"""The demo keeps its shop in a database of its own, and knows from a note whether it is finished."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from thereafter.foundation.errors import Refusal
from thereafter.project.demo import house
from thereafter.project.demo.house import VERSION, Note

UNFINISHED = Note(VERSION, "abc", date(2026, 11, 20), None)
FINISHED = replace(UNFINISHED, summary={"orders": 18_532})


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The demo's database under a name of its own for these tests; the tests' own database is where we return to."""
    home = connection.settings_dict["NAME"]
    monkeypatch.setenv("THEREAFTER_DATABASE", home)
    monkeypatch.setattr(house, "DATABASE", f"{home}_demo")
    house.build_anew(UNFINISHED)
    house.enter()
    yield
    connection.close()
    connection.settings_dict["NAME"] = home
    house.drop()


def test_a_finished_shop_of_the_same_file_and_version_is_served_as_it_is() -> None:
    assert FINISHED.fits("abc")


@pytest.mark.parametrize("note", [UNFINISHED, replace(FINISHED, version=VERSION + 1), replace(FINISHED, data="other")])
def test_an_unfinished_shop_or_one_of_another_version_or_file_is_not_taken_for_it(note: Note) -> None:
    assert not note.fits("abc")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("elsewhere")
def test_a_new_shop_is_empty_and_unfinished_until_its_summary_is_noted() -> None:
    assert house.note() == UNFINISHED
    house.write(FINISHED)
    assert house.note() == FINISHED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("elsewhere")
def test_starting_over_drops_what_was_there_and_touches_no_other_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE leftover (number integer)")
    house.write(FINISHED)
    house.build_anew(UNFINISHED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('leftover'), current_database()")
        assert cursor.fetchone() == (None, house.DATABASE)
    assert house.note() == UNFINISHED
    assert connection.settings_dict["NAME"] == house.DATABASE == os.environ["THEREAFTER_DATABASE"]


def test_a_second_demo_at_once_is_told_so_in_a_sentence() -> None:
    with house.alone(), pytest.raises(Refusal, match=rf"runs already .* \(process {os.getpid()}\)"), house.alone():
        pass


def test_when_the_first_demo_has_ended_the_next_may_begin() -> None:
    begun = 0
    for _ in range(2):
        with house.alone():
            begun += 1
    assert begun == 2
