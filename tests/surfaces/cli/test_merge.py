"""`thereafter merge`: find, join, undo."""

import pytest

from tests import cast
from tests.cast import NOON, days
from thereafter.record.customers.models import Customer, Merge
from thereafter.surfaces.cli import app, merge  # noqa: F401 - registers the command

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> int:
    return app.run(["merge", *arguments], open_database=lambda: None)


def test_doubles_are_found_joined_and_taken_apart(capsys: pytest.CaptureFixture[str]) -> None:
    for tag, age in (("", 30), ("+shop", 10)):
        cast.customer("Ada", last_name="Byron", email=f"ada{tag}@gmail.com", since=NOON - days(age))
    assert run("--find") == 0
    assert "1 pair looks like one person: 1 certain, 0 likely, 0 possible." in capsys.readouterr().out
    assert run("--all-certain") == 0
    assert "1 pair joined." in capsys.readouterr().out and Customer.objects.count() == 1
    assert run("--undo", str(Merge.objects.get().pk)) == 0
    assert "are two again" in capsys.readouterr().out and Customer.objects.count() == 2


@pytest.mark.parametrize("arguments", [(), ("--find", "--all-certain"), ("--undo", "7")])
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == app.SORRY
    said = capsys.readouterr().err
    assert "Say what to do" in said or "There is no merge 7" in said
