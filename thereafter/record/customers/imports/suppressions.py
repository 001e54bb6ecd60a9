"""Suppressions: addresses that get nothing. An import adds them and never lifts one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from thereafter.foundation import temporary
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import OF_ERASED, Column, Kind, Merged, Options, Type
from thereafter.record.customers import erased_names
from thereafter.record.customers.imports import identity
from thereafter.record.customers.imports.people import EMAIL

SQL = Folder(__file__)


def prepare() -> None:
    """Have the empty temporary tables `customers_incoming_suppressions` and those of identity."""
    identity.prepare()
    temporary.prepare(SQL["incoming_suppressions"])


def arrange(table: pa.Table, options: Options) -> Mapping[str, pa.Table]:
    """One row per address in, the same out."""
    return {"customers_incoming_suppressions": table}


def merge(options: Options, now: datetime, source: str) -> Merged:
    """Suppress every address that is not; one that was lifted after the instant of its row stays lifted.

    The address of somebody erased is not stored again, unless she is a customer again.
    """
    left_out = SQL["suppressions_leave_out"].run(**erased_names.pads()) if erased_names.are_any() else 0
    outcome = SQL["suppressions_insert"].one(source=source, now=now)
    return Merged(
        new=outcome.new,
        unchanged=outcome.rows - outcome.new + left_out,
        counts={"suppressions": outcome.new, OF_ERASED: left_out},
    )


SUPPRESSIONS = Kind(
    name="suppressions",
    title="Addresses that get nothing, one row each",
    columns=(
        replace(EMAIL, help="The address.", required=True, guesses=(*EMAIL.guesses, "address", "recipient")),
        Column("reason", Type.TEXT, "Why. Default: imported.", ("why", "type", "cause"), longest=40),
        Column("since", Type.PAST, "Since when.", ("date", "createdat", "created", "suppressedat", "timestamp")),
    ),
    options=Options,
    prepare=prepare,
    arrange=arrange,
    merge=merge,
)
