"""Finding people by what somebody types: an address, a number, names, or the beginning of any of them.

Accents and capitals are set aside on both sides (`customers_folded`, made by a migration), so that Muller finds Müller.
"""

import re
from collections.abc import Iterator

from django.db import transaction

from thereafter.foundation import planner
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
_MOST_WORDS = 5


def find(text: str, *, limit: int) -> list[int]:
    """Customers whom `text` may mean, best first: by exact address or number, by their beginnings, by name."""
    words = text.replace("\0", "").split()
    if not words:
        return []
    whole = " ".join(words)
    pairs = list(_names(words[:_MOST_WORDS]))
    rows = SQL["find"].rows(
        address=whole.lower(),
        numbers=list(dict.fromkeys([whole, whole.upper(), whole.lower()])),
        firsts=[first for first, _ in pairs],
        lasts=[last for _, last in pairs],
        limit=limit,
    )
    best_first = sorted(rows, key=lambda row: row.place)  # within a place they stay as they came
    found = list(dict.fromkeys(row.customer_id for row in best_first))
    if len(found) < limit and (later := _later(words)):
        with transaction.atomic(), planner.by_index():
            more = SQL["find_later_words"].rows(words=later, limit=limit)
        found = list(dict.fromkeys([*found, *(row.customer_id for row in more)]))
    return found[:limit]


def _names(words: list[str]) -> Iterator[tuple[str, str]]:
    """What may be the beginnings of a first and a last name, in either order; one word may be either."""
    if len(words) == 1:
        yield from (("", words[0]), (words[0], ""))
    for cut in range(1, len(words)):
        before, after = " ".join(words[:cut]), " ".join(words[cut:])
        yield from ((before, after), (after, before))


def _later(words: list[str]) -> str:
    """The same as a question to the words of names of several: each word is the beginning of one of them."""
    parts = [part for word in words for part in re.findall(r"\w+", word)]
    return " & ".join(f"{part}:*" for part in parts[:_MOST_WORDS])
