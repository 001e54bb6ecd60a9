"""R18 is kept by every test of the suite (`tests/nobody_in_logs.py`). Here it is shown that it can fail."""

import logging
from pathlib import Path

import pytest
from django.db import DataError, connection

from tests.nobody_in_logs import Listener, names_nobody, naming

log = logging.getLogger("thereafter.test")
ADA = "ada@people.example"  # a trace quotes lines of code, which may not hold her themselves


def heard(listener: Listener) -> list[str]:
    """What named a person since, taken away so that this test itself may pass."""
    found, listener.naming = listener.naming, []
    return found


@pytest.mark.parametrize("person", ["ada@people.example", "Ada Byron", "ADA@PEOPLE.EXAMPLE", "Qzxon"])
def test_a_line_that_names_a_person_is_heard_wherever_it_is_said(log_listener: Listener, person: str) -> None:
    log.info("The mail to %s was refused.", person)
    assert len(heard(log_listener)) == 1


def test_a_row_that_the_database_quotes_is_not_said(log_listener: Listener, db: None) -> None:
    before = log_listener.heard
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::text::integer", [ADA])
    except DataError:
        log.exception("The row could not be kept.")
    assert log_listener.heard == before + 1
    assert heard(log_listener) == []


def test_an_error_written_with_its_message_is_heard(log_listener: Listener) -> None:
    log.error("%s", ValueError("no such person: ada@people.example"))
    assert len(heard(log_listener)) == 1


def test_what_a_process_said_is_read_too(tmp_path: Path) -> None:
    said = tmp_path / "said"
    said.write_text("12:00 INFO all is well\n")
    names_nobody(said)
    said.write_text("12:00 INFO all is well\n12:01 ERROR grace@people.example fell\n")
    with pytest.raises(AssertionError, match="grace"):
        names_nobody(said)
    assert naming("people.example is the host of nobody in particular") == []
