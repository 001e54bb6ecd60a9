"""Shipments: what was announced, when a parcel left, when it arrived."""

from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import MOST_NOTES, OF_ERASED, Column, Kind, Merged, Note, Type
from thereafter.record.commerce import lateness
from thereafter.record.commerce.imports.stores import ensure_store
from thereafter.record.customers.imports import identity
from thereafter.record.customers.imports.people import StoreOptions
from thereafter.record.events import append

SQL = Folder(__file__)
_TABLES = ("staging_shipments", "import_conflicts")


def prepare() -> None:
    """Have the empty temporary tables of shipments, and those of the rooms below."""
    identity.prepare()
    append.prepare()
    temporary.prepare(*(SQL[name] for name in _TABLES))


def arrange(table: pa.Table, options: StoreOptions) -> Mapping[str, pa.Table]:
    """One row per parcel in, the same out; a later row of the same parcel adds to the earlier."""
    return {"commerce_staging_shipments": table.rename_columns({"order": "order_number"})}


def merge(options: StoreOptions, now: datetime, source: str) -> Merged:
    """Store what is told of parcels of known orders, with its events, and settle who waits for a late one."""
    store = ensure_store(options.store, now=now)
    planner.tell("commerce_staging_shipments")
    done = SQL["shipments_store"].one(store_id=store.pk, source=source, now=now)
    SQL["shipments_events"].run(store_id=store.pk, store=store.key, source=source, now=now)
    events = append.append()
    late = lateness.settle(now=now)
    return Merged(
        new=done.new,
        changed=done.changed,
        unchanged=done.rows - done.new - done.changed - done.refused,
        conflicting=done.refused,
        counts={
            "events": events,
            "parcels_late": late.opened,
            "parcels_late_no_more": late.closed,
            OF_ERASED: done.disowned,
        },
        notes=tuple(Note(row.row_no, row.words) for row in SQL["conflicts"].rows(most=MOST_NOTES)),
    )


SHIPMENTS = Kind(
    name="shipments",
    title="Shipments, one row per parcel",
    columns=(
        Column(
            "number",
            Type.TEXT,
            "The parcel's tracking number.",
            ("tracking", "trackingnumber", "trackingno", "parcel", "shipment", "shipmentid", "trackingcode"),
            required=True,
            longest=120,
        ),
        Column(
            "order",
            Type.TEXT,
            "The number of the order in it.",
            ("ordernumber", "orderid", "orderno", "invoiceno", "name"),
            required=True,
            longest=120,
        ),
        Column("carrier", Type.TEXT, "Who carries it.", ("trackingcompany", "shippingcompany", "courier"), longest=60),
        Column(
            "announced_for",
            Type.FUTURE,
            "The day by which it should arrive, as told to the customer.",
            ("estimateddelivery", "estimateddeliveryat", "eta", "promisedfor", "announced", "expected"),
        ),
        Column(
            "dispatched_at", Type.PAST, "When it left.", ("shippedat", "dispatched", "shipped", "shipdate", "sentat")
        ),
        Column(
            "delivered_at",
            Type.PAST,
            "When it arrived.",
            ("delivered", "arrivedat", "arrived", "deliverydate"),
            not_before="dispatched_at",
        ),
    ),
    options=StoreOptions,
    prepare=prepare,
    arrange=arrange,
    merge=merge,
    whole="number",
)
