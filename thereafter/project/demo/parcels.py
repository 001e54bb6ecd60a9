"""How the orders travelled, invented: a promise, a dispatch, a delivery; some late, a few lost."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thereafter.project.demo.calendar import ZONE, instants
from thereafter.project.demo.chance import shares
from thereafter.project.demo.people import countries

LATE, LOST = 0.06, 0.004
_NOON, _POST_GOES, _PROMISED_BY = 12, np.timedelta64(16, "h"), np.timedelta64(20, "h")
_FIRST_ROUND, _ROUNDS = 9, 8.5  # the van comes between nine and half past five
_AT_HOME, _ABROAD = "Hedgerow Parcels", "Longway Post"

Walls = NDArray[np.datetime64]


def parcels(orders: list[str], placed: pa.Array, homes: list[str]) -> pa.Table:
    """One row per parcel and thing learned about it, in the order learned.

    `placed`: instants (UTC) of the orders; `homes`: their countries. Columns: known, number, order, carrier,
    announced_for, dispatched_at, delivered_at; a row repeats what was known before it.
    """
    wall = _on_the_wall(placed)
    days = np.array([countries()[home].parcel_days for home in homes])
    leaves = _dispatch_day(wall)
    promise_day = _working_days_after(leaves, days + 1)
    late = shares("late parcel", orders)
    early = (shares("early parcel", orders) < 0.5) & (days > 1)
    held_up = 1 + (shares("how late", orders) * 5).astype(int)
    arrival_day = np.where(
        late < LATE + LOST, _working_days_after(promise_day, held_up), _working_days_after(leaves, days - early)
    )
    hour = _FIRST_ROUND + shares("which round", orders) * _ROUNDS
    arrives = arrival_day.astype("M8[us]") + (hour * 3_600_000_000).astype("m8[us]")
    at = {
        "placed": placed.cast(pa.timestamp("us", tz="UTC")),
        "promised": instants(pa.array(promise_day.astype("M8[us]") + _PROMISED_BY)),
        "left": instants(pa.array(leaves.astype("M8[us]") + _POST_GOES)),
        "arrived": instants(pa.array(arrives)),
    }
    abroad = np.array([home != "United Kingdom" for home in homes])
    fixed = {
        "number": pa.array([f"P{order}" for order in orders]),
        "order": pa.array(orders),
        "carrier": pa.array(np.where(abroad, _ABROAD, _AT_HOME)),
        "announced_for": at["promised"],
    }
    never = pa.nulls(len(orders), pa.timestamp("us", tz="UTC"))
    announced = pa.table({"known": at["placed"], **fixed, "dispatched_at": never, "delivered_at": never})
    dispatched = pa.table({"known": at["left"], **fixed, "dispatched_at": at["left"], "delivered_at": never})
    delivered = pa.table({"known": at["arrived"], **fixed, "dispatched_at": at["left"], "delivered_at": at["arrived"]})
    found_its_way = pa.array(late >= LOST)
    return pa.concat_tables([announced, dispatched, delivered.filter(found_its_way)]).sort_by("known")


def _on_the_wall(placed: pa.Array) -> Walls:
    local = pc.local_timestamp(placed.cast(pa.timestamp("us", tz=ZONE.key)))
    return np.asarray(local.to_numpy(zero_copy_only=False)).astype("M8[us]")


def _dispatch_day(wall: Walls) -> Walls:
    """The same working day for what was ordered before noon, else the next."""
    day = wall.astype("M8[D]")
    afternoon = (wall - day) >= np.timedelta64(_NOON, "h")
    return np.asarray(np.busday_offset(day + afternoon, 0, roll="forward"))


def _working_days_after(day: Walls, number: NDArray[np.int64]) -> Walls:
    return np.asarray(np.busday_offset(day, number, roll="forward"))
