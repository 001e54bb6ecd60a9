"""R18: while the whole suite runs, no line of ours, of a process that a test started or of PostgreSQL's names a person.

The people of the tests are the canaries: their addresses lie under `people.example`, and two of their last names occur
nowhere else. Every record is written as the product writes it, by its own filters and its own formatter.
"""

import logging
import logging.config
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from thereafter.project import logs

PEOPLE = re.compile(r"@people\.example|\b(byron|murray|qzxon)\b|qzxa?@", re.IGNORECASE)


def naming(text: str) -> list[str]:
    """The lines in which somebody is named."""
    return [line for line in text.splitlines() if PEOPLE.search(line)]


def names_nobody(said: Path) -> None:
    """Fail if a process of ours named a person in what it said."""
    assert naming(said.read_text(errors="replace")) == []


class Listener(logging.Handler):
    """Writes every record as the product does, and keeps the lines that name a person."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        told = logs.configuration("INFO")
        made = logging.config.DictConfigurator(told)
        for name in told["handlers"]["stderr"]["filters"]:
            self.addFilter(made.configure_filter(told["filters"][name]))
        self.setFormatter(made.configure_formatter(told["formatters"]["line"]))
        self.heard = 0
        self.naming: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += 1
        self.naming += naming(self.format(record))


@pytest.fixture(scope="session")
def log_listener() -> Listener:
    """Who listens to the whole session."""
    return Listener()


@pytest.fixture(autouse=True)
def no_line_of_the_log_names_a_person(log_listener: Listener) -> Iterator[None]:
    """Every test is a test of this, too."""
    log_listener.naming.clear()
    logging.getLogger().addHandler(log_listener)  # anew for each: a test that configures logging takes it away
    yield
    logging.getLogger().removeHandler(log_listener)
    assert log_listener.naming == [], "A line of the log names a person; say her number instead."
