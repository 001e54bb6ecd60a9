"""Consents: who agreed to what, when, by which words. An import never re-subscribes anybody.

A row with an instant of its own is history, and the latest word holds. A row without one speaks of now, and only where
nobody said no: against a withdrawal or a suppression it is a conflict and is left out.
"""

from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import MOST_NOTES, OF_ERASED, Column, Kind, Merged, Note, Type
from thereafter.record.customers.imports import identity
from thereafter.record.customers.imports.people import EMAIL, NUMBER, StoreOptions, incoming

SQL = Folder(__file__)
_YES = ("granted", "yes", "true", "1", "subscribed", "opted in", "opt-in", "accepts")
_NO = ("withdrawn", "no", "false", "0", "unsubscribed", "opted out", "opt-out")
_SAID = ("row_no", "state", "occurred_at", "topic", "method", "proof")


def prepare() -> None:
    """Have the empty temporary tables `customers_incoming_consents` and those of identity."""
    identity.prepare()
    temporary.prepare(SQL["incoming_consents"])


def arrange(table: pa.Table, options: StoreOptions) -> Mapping[str, pa.Table]:
    """Who, and what they said."""
    said = table.select([name for name in _SAID if name in table.column_names])
    return {
        "customers_incoming": incoming(table, options.store, happened="occurred_at"),
        "customers_incoming_consents": said,
    }


def merge(options: StoreOptions, now: datetime, source: str) -> Merged:
    """Keep every word with its proof; what holds is the latest word."""
    people = identity.recognise(source=source, now=now)
    planner.tell("customers_incoming_consents")
    told = SQL["consents_record"].one(source=source, now=now)
    held = SQL["consents_hold"].one()
    SQL["people_touched"].run()
    refused = [Note(row.row_no, row.words) for row in SQL["consents_refused"].rows(now=now)]
    return Merged(
        new=told.new,
        unchanged=told.rows - told.new + people.left_out,
        conflicting=len(refused),
        counts={"customers": people.new, "consents_changed": held.changed, OF_ERASED: people.left_out},
        notes=tuple(refused[:MOST_NOTES]),
    )


CONSENTS = Kind(
    name="consents",
    title="Consents to marketing by e-mail, one row per word said",
    columns=(
        NUMBER,
        EMAIL,
        Column(
            "state",
            Type.CHOICE,
            "Whether she said yes or no.",
            (
                "consent",
                "optin",
                "subscribed",
                "marketing",
                "acceptsmarketing",
                "emailconsent",
                "acceptsemailmarketing",
                "status",
            ),
            required=True,
            choices={**dict.fromkeys(_YES, "granted"), **dict.fromkeys(_NO, "withdrawn")},
        ),
        Column(
            "occurred_at", Type.PAST, "When she said so.", ("date", "since", "consentedat", "timestamp", "updatedat")
        ),
        Column("topic", Type.TEXT, "What about. Default: marketing.", ("list", "purpose"), longest=40),
        Column("method", Type.TEXT, "How: checkout box, letter, …", ("how", "via"), longest=60),
        Column("proof", Type.TEXT, "The words she agreed to, or where they stand.", ("wording", "text"), longest=2000),
    ),
    options=StoreOptions,
    prepare=prepare,
    arrange=arrange,
    merge=merge,
    one_of=("customer", "email"),
)
