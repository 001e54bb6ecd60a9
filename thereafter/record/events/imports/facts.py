"""Events told by somebody else: what a customer did, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import OF_ERASED, Column, Kind, Merged, Type, Wrong
from thereafter.record.customers.imports import identity
from thereafter.record.customers.imports.people import EMAIL, NUMBER, StoreOptions, incoming
from thereafter.record.events import append

SQL = Folder(__file__)
_OURS = r"^[a-z_]+\.[a-z_.]+$"  # segment.entered, message.sent: said by us alone
_TOLD_BY = {
    "Order Completed": "orders",
    "Order Cancelled": "orders",
    "Order Refunded": "orders",
    "Shipment Dispatched": "shipments",
    "Shipment Delivered": "shipments",
}
_SAID = ("row_no", "name", "occurred_at", "message_id", "properties")


def prepare() -> None:
    """Have the empty temporary tables of told events, of identity, and `events_incoming`."""
    identity.prepare()
    append.prepare()
    temporary.prepare(SQL["staging"])


def lacks(table: pa.Table, options: StoreOptions) -> Sequence[Wrong]:
    """Events under names that only we give."""
    ours = np.asarray(pc.match_substring_regex(table["name"], _OURS))
    wrong = [Wrong(ours, "name", "in lower case with a dot is ours to say. Name the event like Product Viewed")]
    lower = pc.utf8_lower(table["name"])
    for name, kind in _TOLD_BY.items():
        rows = np.asarray(pc.equal(lower, name.lower()))
        wrong.append(
            Wrong(rows, "name", f'"{name}" follows from {kind} themselves. Import them: thereafter import {kind}')
        )
    return [each for each in wrong if each.rows.any()]


def arrange(table: pa.Table, options: StoreOptions) -> Mapping[str, pa.Table]:
    """Who, and what happened."""
    said = table.select([name for name in _SAID if name in table.column_names])
    return {"customers_incoming": incoming(table, options.store, happened="occurred_at"), "events_staging": said}


def merge(options: StoreOptions, now: datetime, source: str) -> Merged:
    """Append what is new. An event without a message id is known by what it says."""
    people = identity.recognise(source=source, now=now)
    planner.tell("events_staging")
    rows = SQL["told"].run(scope=options.store, source=source, now=now)
    new = append.append()
    SQL["touched"].run()
    conflicting, notes = identity.disputed()
    return Merged(
        new=new,
        unchanged=rows - new + people.left_out,
        conflicting=conflicting,
        counts={"events": new, "customers": people.new, OF_ERASED: people.left_out},
        notes=notes,
    )


EVENTS = Kind(
    name="events",
    title="Events, one row each",
    columns=(
        NUMBER,
        EMAIL,
        Column(
            "name",
            Type.TEXT,
            "What happened, such as Product Viewed.",
            ("event", "eventname", "type", "action"),
            required=True,
            longest=120,
        ),
        Column(
            "occurred_at",
            Type.PAST,
            "When.",
            ("timestamp", "time", "date", "datetime", "happenedat", "eventtime"),
            required=True,
        ),
        Column(
            "message_id",
            Type.TEXT,
            "The source's own name for the event; told twice, it is stored once.",
            ("messageid", "eventid", "uuid", "id"),
            longest=200,
        ),
        Column(
            "properties",
            Type.JSON,
            "Anything else, as a JSON object.",
            ("props", "data", "attributes", "payload"),
            longest=32_000,
        ),
    ),
    options=StoreOptions,
    prepare=prepare,
    arrange=arrange,
    merge=merge,
    one_of=("customer", "email"),
    lacks=lacks,
)
