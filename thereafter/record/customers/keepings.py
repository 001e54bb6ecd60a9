"""What the house keeps about people, room by room: to tell her all of it, and to forget it.

Each room says in its `AppConfig.ready()` what it keeps, and which lock its own writers obey:

    keepings.register(Rows("messages", "message", ("messaging_message", "messaging_decision"), SQL))
    keepings.register_gate(claims.wait_for_customers)

A test (tests/architecture) finds every table with customers in it that no keeping covers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from thereafter.foundation.sql import Folder

Customers = Sequence[int]
Gate = Callable[[Customers], object]


class Keeping(Protocol):
    """One sort of thing that a room keeps about people."""

    @property
    def name(self) -> str:
        """What they are called, several of them: "messages". Unique in the house."""

    @property
    def one(self) -> str:
        """What one is called."""

    @property
    def many(self) -> str:
        """What several are called by whoever does not know the house, where the name does not say it."""

    @property
    def tables(self) -> Sequence[str]:
        """The tables that this accounts for."""

    @property
    def stays(self) -> str:
        """What of it stays, and why, where not all of it goes: "as the shop's books, without her"."""

    @property
    def untold(self) -> Mapping[str, str]:
        """Those of the tables of which she is told nothing, each with the reason."""

    @property
    def blunt(self) -> bool:
        """Whether forgetting takes along what is other people's: then it is done once, and not looked at again."""

    def count(self, customers: Customers) -> int:
        """How many there are about these customers."""

    def tell(self, customers: Customers) -> list[Mapping[str, Any]]:
        """All of them, for her to read."""

    def forget(self, customers: Customers) -> None:
        """Delete them, or take her out of them. Run again it finds nothing to do."""


@dataclass(frozen=True)
class Rows:
    """Rows of tables: told by the statement `told_NAME`, forgotten by `forget_NAME`; both take `customers`."""

    name: str
    one: str
    tables: Sequence[str]
    sql: Folder
    stays: str = ""
    blunt: bool = False
    many: str = ""
    untold: Mapping[str, str] = field(default_factory=dict)

    def count(self, customers: Customers) -> int:
        """How many `told_NAME` would tell."""
        return self.sql[f"told_{self.name}"].count(customers=list(customers))

    def tell(self, customers: Customers) -> list[Mapping[str, Any]]:
        """All of them, by column."""
        return [row._asdict() for row in self.sql[f"told_{self.name}"].rows(customers=list(customers))]

    def forget(self, customers: Customers) -> None:
        """Delete them, or take these customers out of them."""
        self.sql[f"forget_{self.name}"].run(customers=list(customers))


_keepings: dict[str, Keeping] = {}
_gates: list[Gate] = []


def register(keeping: Keeping) -> None:
    """A room keeps this about people. Lower rooms come first, as apps are listed."""
    if keeping.name in _keepings:
        raise ValueError(f"Two rooms keep {keeping.name}. Call one of them otherwise.")
    _keepings[keeping.name] = keeping


def register_gate(gate: Gate) -> None:
    """Who erases people takes this lock first, so that no worker of the room writes about them meanwhile."""
    _gates.append(gate)


def all_kept() -> list[Keeping]:
    """Every keeping, those of lower rooms first."""
    return list(_keepings.values())


def close_gates(customers: Customers) -> None:
    """Keep everybody out who would write about these customers, until the transaction ends.

    In the order of a merge and of an import: whose turn it is first, or two would wait for each other in a ring.
    """
    for gate in _gates:
        gate(customers)
