"""All that the house knows of one person, from every room, for her to read."""

from collections.abc import Mapping
from typing import Any

from thereafter.record.customers import keepings

Sections = dict[str, list[Mapping[str, Any]]]


def everything(customer_id: int) -> Sections:
    """What each room keeps about her, by name; rooms that keep nothing are there, and empty."""
    return {kept.name: kept.tell([customer_id]) for kept in keepings.all_kept() if not kept.blunt}
