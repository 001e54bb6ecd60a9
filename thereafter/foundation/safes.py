"""Where in the house secrets lie sealed, so that a change of the secret key forgets none of them.

Each room says in its `AppConfig.ready()` which of its columns holds seals:

    safes.register(Safe("signing key", SigningKey, "private_key", "dkim", lost="letters leave unsigned", ...))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from thereafter.foundation import sealing
from thereafter.foundation.sealing import Opens


@dataclass(frozen=True)
class Safe:
    """A column of seals. `lost`: what goes wrong while one cannot be opened. `give_up`: go on without these rows.

    `within`: the column is a JSON object, and a seal is what it says of one of these.
    """

    one: str
    model: type[models.Model]
    column: str
    purpose: str
    lost: str
    give_up: Callable[[Sequence[Any]], None]
    within: tuple[str, ...] = ()

    def rows(self) -> list[tuple[Any, str]]:
        """The key and the seal of every row."""
        kept = self.model._default_manager.order_by("pk").values_list("pk", self.column)
        if not self.within:
            return list(kept)
        return [(pk, told[word]) for pk, told in kept for word in self.within if word in told]

    def replace(self, pk: Any, sealed: str, anew: str) -> int:
        """Keep another seal in place of this one, unless it changed meanwhile: how many that were."""
        row = self.model._default_manager.select_for_update().filter(pk=pk)
        if not self.within:
            return row.filter(**{self.column: sealed}).update(**{self.column: anew})
        told: dict[str, Any] = row.values_list(self.column, flat=True).first() or {}
        mine = {word: anew for word in self.within if told.get(word) == sealed}
        return row.update(**{self.column: told | mine}) if mine else 0


@dataclass(frozen=True)
class Seen:
    """What opens in one safe: how many seals by the present key, how many by an older one, how many not at all."""

    safe: Safe
    present: int
    older: int
    none: int


_safes: dict[str, Safe] = {}


def register(safe: Safe) -> None:
    """A room keeps seals there."""
    _safes[safe.one] = safe


def look() -> list[Seen]:
    """How it stands in every safe."""
    found = []
    for safe in _safes.values():
        opened = [sealing.opens(sealed, safe.purpose) for _, sealed in safe.rows()]
        found.append(Seen(safe, *(opened.count(which) for which in Opens)))
    return found


@transaction.atomic
def renew() -> int:
    """Seal with the present key all that an older one sealed; how many those were."""
    renewed = 0
    for safe in _safes.values():
        for pk, sealed in safe.rows():
            if sealing.opens(sealed, safe.purpose) is Opens.OLDER:
                anew = sealing.seal(sealing.unseal(sealed, safe.purpose) or "", safe.purpose)
                renewed += safe.replace(pk, sealed, anew)
    return renewed


@transaction.atomic
def give_up() -> int:
    """Go on without what no key opens; how many seals those were."""
    lost = 0
    for safe in _safes.values():
        gone = [pk for pk, sealed in safe.rows() if sealing.opens(sealed, safe.purpose) is Opens.NONE]
        if gone:
            safe.give_up(gone)
            lost += len(gone)
    return lost
