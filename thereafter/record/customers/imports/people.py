"""People: who they are, how they are reached, where and in which language they live."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
from pydantic import Field, field_validator

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import OF_ERASED, Column, Kind, Merged, Options, Type
from thereafter.record.customers import fields
from thereafter.record.customers.imports import identity

SQL = Folder(__file__)

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")

NUMBER = Column(
    "customer",
    Type.TEXT,
    "The store's number of the customer.",
    (
        "customerid",
        "customerno",
        "customernumber",
        "userid",
        "clientid",
        "buyerid",
        "kundennummer",
        "kundennr",
        "klantnummer",
    ),
    longest=320,
    personal=True,
)
EMAIL = Column(
    "email",
    Type.EMAIL,
    "The customer's e-mail address.",
    ("mail", "emailaddress", "customeremail", "emailadresse", "courriel", "correo"),
    longest=320,
    personal=True,
)


class StoreOptions(Options, frozen=True):
    """The store that all rows of one file come from."""

    store: str = Field(default="web", description="The key of the store whose numbers these are.")

    @field_validator("store")
    @classmethod
    def _is_a_key(cls, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise ValueError("a key is at most 60 small letters, digits, - and _, such as web or shop-2.")
        return key


def incoming(table: pa.Table, store: str, fields: Mapping[str, str] | None = None, *, happened: str) -> pa.Table:
    """Rows of `customers_incoming` from the columns `customer`, `email` and `fields` (theirs → the table's).

    `happened`: the column that says when that happened of which a row tells.
    """
    names = {"customer": "number", "email": "email", **(fields or {})}
    found = {theirs: table[ours] for ours, theirs in names.items() if ours in table.column_names}
    if happened in table.column_names:
        found["happened_at"] = table[happened]
    scope = pa.repeat(pa.scalar(store, pa.string()), table.num_rows)
    return pa.table({"row_no": table["row_no"], "scope": scope, **found})


def prepare() -> None:
    """Have the empty temporary tables `customers_incoming_tags` and those of identity."""
    identity.prepare()
    temporary.prepare(SQL["incoming_tags"])


def arrange(table: pa.Table, options: StoreOptions) -> Mapping[str, pa.Table]:
    """One row per person in, the same out."""
    said = ("first_name", "last_name", "country", "language", "time_zone", "as_of")
    return {
        "customers_incoming": incoming(table, options.store, dict(zip(said, said, strict=True)), happened="as_of"),
        "customers_incoming_custom": _custom(table),
        "customers_incoming_tags": _tags(table),
    }


def _tags(table: pa.Table) -> pa.Table:
    """The rows that say something about tags."""
    if "tags" not in table.column_names:
        return table.select(["row_no"]).slice(0, 0)
    return table.select(["row_no", "tags"]).filter(table["tags"].is_valid())


def _custom(table: pa.Table) -> pa.Table:
    """What is said in the columns `custom.KEY`, one row per cell, as JSON."""
    rows = [pa.table({name: pa.array([], pa.string()) for name in ("row_no", "key", "value")})]
    rows[0] = rows[0].set_column(0, "row_no", pa.array([], pa.int64()))
    for name in table.column_names:
        if name.startswith(fields.PREFIX):
            said = table.filter(table[name].is_valid())
            key = pa.repeat(pa.scalar(name.removeprefix(fields.PREFIX)), said.num_rows)
            rows.append(pa.table({"row_no": said["row_no"], "key": key, "value": _as_json(said[name])}))
    return pa.concat_tables(rows)


def _as_json(cells: pa.ChunkedArray) -> pa.Array:
    encoded = cells.combine_chunks().dictionary_encode()
    distinct = [json.dumps(_plain(cell)) for cell in encoded.dictionary.to_pylist()]
    return pa.array(distinct, pa.string()).take(encoded.indices)


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, datetime) else cell


def merge(options: StoreOptions, now: datetime, source: str) -> Merged:
    """Make the new, and take over of the known what is newer than what we know."""
    SQL["fields_define"].run(now=now)
    people = identity.recognise(source=source, now=now, addresses_hold=True)
    rows = SQL["people_outcome"].one().rows
    if tags := _tag(rows, source, now):
        people = identity.outcome(new=people.new, left_out=people.left_out)
    rows += people.left_out
    SQL["people_touched"].run()
    conflicting, notes = identity.disputed()
    return Merged(
        new=people.new_rows,
        changed=people.changed_rows,
        unchanged=rows - people.new_rows - people.changed_rows,
        conflicting=conflicting,
        counts={
            "customers": people.new,
            "customers_changed": people.changed,
            "tags": tags,
            OF_ERASED: people.left_out,
        },
        notes=notes,
    )


def _tag(rows: int, source: str, now: datetime) -> int:
    """Put on the tags that rows brought along; how many were new."""
    planner.tell("customers_incoming_tags")
    with planner.expecting(rows):
        return int(SQL["tags_import"].one(source=source, now=now).tags)


PEOPLE = Kind(
    name="customers",
    title="Customers, one row each",
    columns=(
        replace(NUMBER, guesses=(*NUMBER.guesses, "id", "number")),
        EMAIL,
        Column(
            "first_name",
            Type.TEXT,
            "Her first name.",
            ("firstname", "givenname", "forename", "vorname", "prénom", "voornaam"),
            personal=True,
        ),
        Column(
            "last_name",
            Type.TEXT,
            "Her last name.",
            ("lastname", "familyname", "surname", "nachname", "achternaam", "apellidos"),
            personal=True,
        ),
        Column("country", Type.COUNTRY, "Where she lives.", ("countrycode", "land", "pays", "país")),
        Column(
            "language", Type.LANGUAGE, "The language she reads.", ("locale", "lang", "sprache", "langue"), longest=35
        ),
        Column("time_zone", Type.TIME_ZONE, "The time zone she lives in.", ("timezone", "tz"), longest=64),
        Column(
            "tags",
            Type.TEXT,
            "Words on her, with commas between them. An import puts tags on and takes none off.",
            ("tag", "labels", "customertags"),
            longest=10_000,
        ),
        Column("as_of", Type.PAST, "When this was so. Newer facts are never overwritten.", ("updatedat", "modifiedat")),
    ),
    options=StoreOptions,
    prepare=prepare,
    arrange=arrange,
    merge=merge,
    one_of=("customer", "email"),
    more=fields.columns,
)
