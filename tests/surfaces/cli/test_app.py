"""The command line answers a person in a sentence, whatever happens under it, and obeys nobody who wrote a name."""

import subprocess
import sys
from errno import ENOSPC
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection

from tests import cast
from tests.architecture.house import ROOT
from thereafter.surfaces.cli.app import SORRY, printable, run
from thereafter.surfaces.cli.why import why_command

FULL = (
    "thereafter: A disk is full: the database’s, or that of a file that this wrote. What it had not finished was "
    "taken back. Make room (“thereafter doctor” says how much is free), then run it again.\n"
)
LOST = "thereafter: The database went away while this ran. Run it again when the database answers.\n"

# Python loads this before anything else: it presses Ctrl-C when the module named is about to be loaded.
CTRL_C = """
import os, signal, sys

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what works in the background deaf to it

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
"""


def fall() -> None:
    """End our own connection from outside, as a killed server does."""
    connection.ensure_connection()
    parameters = connection.get_connection_params()
    words = {name: parameters[name] for name in ("host", "port", "user", "password", "dbname") if name in parameters}
    with psycopg.connect(**words, autocommit=True) as other:
        assert connection.connection is not None
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


@pytest.mark.django_db(transaction=True)
def test_a_command_under_which_the_database_goes_away_says_so_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        assert run(["why", "ada@people.example"], open_database=fall) == SORRY
    finally:
        connection.close()
    assert capsys.readouterr().err == LOST


@pytest.mark.parametrize("met", [psycopg.errors.DiskFull("could not extend file"), OSError(ENOSPC, "No space left")])
def test_a_command_that_meets_a_full_disk_says_so_and_what_to_do(
    met: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill() -> None:
        raise OperationalError("could not extend file") from met

    assert run(["why", "ada"], open_database=fill) == SORRY
    assert capsys.readouterr().err == FULL


def test_so_does_one_whose_driver_or_queue_lost_it(capsys: pytest.CaptureFixture[str]) -> None:
    def lose() -> None:
        raise RuntimeError("the queue") from psycopg.errors.AdminShutdown("terminating connection")

    assert run(["why", "ada"], open_database=lose) == SORRY
    assert capsys.readouterr().err == LOST


def test_what_the_database_refuses_while_it_is_there_is_an_error_of_ours_and_keeps_its_trace() -> None:
    def slow() -> None:
        raise psycopg.errors.QueryCanceled("canceling statement due to statement timeout")

    with pytest.raises(psycopg.errors.QueryCanceled):
        run(["why", "ada"], open_database=slow)


@pytest.mark.parametrize("arguments", [["why", "a\udcff"], ["why", "ada", "--journey", "a\udcff"]])
def test_an_argument_that_is_no_text_is_refused_in_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments, open_database=lambda: None) == SORRY
    said = capsys.readouterr().err
    assert said.startswith('thereafter: "a\ufffd" holds what is no character') and said.count("\n") == 1


@pytest.mark.django_db
def test_a_name_that_a_terminal_would_obey_is_shown_and_not_obeyed() -> None:
    ada = cast.ada()
    ada.first_name, ada.last_name = "\x1b]0;owned\x07Ada\x9b2J", "\u202eByron\n"
    ada.save()
    shown = CliRunner().invoke(why_command, ["ada@people.example"], obj=lambda: None).output
    assert shown.startswith("\ufffd]0;owned\ufffdAda\ufffd2J \ufffdByron, ada@people.example")
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


def test_a_name_of_any_script_stays_as_it_is() -> None:
    for name in ("Zoë O’Brien", "山田 花子", "می‌خواهم", "👩‍🚀 Ada"):
        assert printable(name) == name


@pytest.mark.parametrize("module", ["django", "thereafter.project.settings", "thereafter.project.commands"])
def test_a_ctrl_c_while_the_house_is_still_being_loaded_is_one_sentence(module: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CTRL_C.format(module=module))
    done = subprocess.run(
        [sys.executable, "-m", "thereafter.project.main", "why", "ada"],
        env={"THEREAFTER_HOME": str(tmp_path / "home"), "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (130, "thereafter: stopped.\n")
