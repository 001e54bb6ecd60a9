"""How rooms move what they keep of a customer to the one who stays: each registers a mover for it.

While it works the pairs stand in the temporary table `customers_merging(merge_id, from_id, to_id)`: `from_id` goes,
`to_id` stays, and nobody stands in it twice. A mover that is not made of `Rows` notes what it moved or set aside in
`customers_noted(merge_id, relation, key, kept)`, and finds it again in `customers_moved`. All is one transaction.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Protocol


class Mover(Protocol):
    """What one room does when two records become one, and when they become two again."""

    @property
    def covers(self) -> Collection[str]:
        """The columns that name a customer and that it answers for, as `table.column`."""

    def hold(self) -> None:
        """Before anything moves: keep others away, and take pairs that cannot be joined now out of the table."""

    def move(self) -> None:
        """Make what is `from_id`'s `to_id`'s, and note it."""

    def bring_back(self) -> None:
        """Make what `customers_moved` says was moved `from_id`'s again."""

    def follow(self, *, now: datetime) -> None:
        """After everything has moved, or came back: compute again what follows from it."""


_movers: list[Mover] = []


def register(*movers: Mover) -> None:
    """From now on these move too, after those that were registered before. Call it in `AppConfig.ready()`."""
    _movers.extend(movers)


def registered() -> Iterator[Mover]:
    """All of them, in the order in which they move."""
    yield from _movers
