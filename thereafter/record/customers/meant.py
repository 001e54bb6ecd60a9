"""Whom addresses and store numbers mean, for as many of them as somebody wrote down.

with meant.written() as write: ...write(1, "ada@people.example")  # line and word, into customers_written
meant.look_up(stores=[...])  # customers_meant says of each whom it means, or why nobody
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
LONGEST = 320  # letters of a word are kept
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " ", "\0": ""})


class Unmeant(models.TextChoices):
    """Why a word leads to nobody."""

    UNKNOWN = "unknown", "nobody is known by it"
    SEVERAL = "several", "it is somebody else in each store"
    AGAIN = "again", "she stands on an earlier line already"


@contextmanager
def written() -> Iterator[Callable[[int, str], None]]:
    """Have an empty `customers_written`, and a way to put a word with its line into it, by COPY."""
    temporary.prepare(SQL["written"], SQL["meant"])
    with connection.wrap_database_errors, connection.cursor() as cursor:
        copying = cursor.copy("COPY customers_written (line, word) FROM STDIN")
        with copying as stream:
            yield lambda line, word: stream.write(f"{line}\t{word[:LONGEST].translate(_ESCAPED)}\n")


def look_up(*, stores: Sequence[str]) -> int:
    """Fill `customers_meant` with whom each written word means: an address in any letters, a number as a store has it.

    Says of each whether her address in use is suppressed. How many words there were.
    """
    planner.tell("customers_written")
    with planner.expecting(SQL["written_count"].one().words):
        return SQL["look_up"].run(stores=list(stores))
