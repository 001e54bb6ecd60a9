"""Files brought to the shop, and a digest of all that the shop knows."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.cast import NOON
from thereafter.connectors.files import importing
from thereafter.connectors.files.report import Report
from thereafter.connectors.files.settings import Settings
from thereafter.foundation.clock import VirtualClock

Bring = Callable[..., Report]
TABLES = (
    "commerce_store commerce_product commerce_order commerce_line commerce_refund commerce_refundline "
    "commerce_shipment customers_customer customers_identity customers_contactpoint customers_consent "
    "customers_consentrecord customers_suppression customers_trouble customers_tag customers_note "
    "customers_correction customers_erasure customers_erasedname events_event events_key"
).split()


@pytest.fixture
def bring(tmp_path: Path, db: None) -> Bring:
    """Import a text as a file of some kind: `bring("orders", text, now=NOON, currency="GBP")`."""

    def bring(
        kind: str, text: str | bytes, *, name: str = "", now: datetime = NOON, dry: bool = False, **told: Any
    ) -> Report:
        path = tmp_path / (name or f"{kind}.csv")
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        known = {key: told.pop(key) for key in tuple(told) if key in Settings.model_fields}
        settings = Settings(options=told, **known)
        if dry:
            return importing.rehearse(path, kind, settings, now=now)
        return importing.run(path, kind, settings, clock=VirtualClock(now), actor="ruth")

    return bring


def digest() -> dict[str, str]:
    """Every table of the record as a digest of its rows, so that "nothing changed" can be asserted."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} AS t")
            found[table] = hashlib.sha256(repr(cursor.fetchone()).encode()).hexdigest()
    return found
