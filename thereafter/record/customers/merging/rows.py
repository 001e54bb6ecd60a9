"""A mover for rows of one table, declared instead of written: most rooms need no other.

register(Rows(Task))                                                    # the column customer_id, the key id
register(Rows(Membership, key=("segment_id",), one_per=("segment_id",)))  # one a segment: a second one is set aside
"""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Field, Model
from django.db.models.fields import NOT_PROVIDED

from thereafter.foundation import planner

_SET_ASIDE = """
WITH lost AS (
    DELETE FROM {table} AS lost
    USING customers_merging AS pair, {table} AS other
    WHERE lost.{customer} = pair.{loser} AND other.{customer} = pair.{winner} AND {same} AND {where}
    RETURNING pair.merge_id, to_jsonb(lost) AS kept
)
INSERT INTO customers_noted (merge_id, relation, kept)
SELECT merge_id, %(relation)s, kept
FROM lost
"""
_SHIFT = """
WITH moved AS (
    UPDATE {table} AS hers
    SET {customer} = pair.to_id
    FROM customers_merging AS pair
    WHERE hers.{customer} = pair.from_id
    RETURNING pair.merge_id, {noted} AS key
)
INSERT INTO customers_moved (merge_id, relation, keys, kept)
SELECT merge_id, %(relation)s, jsonb_agg(key), '[]'::jsonb
FROM moved
GROUP BY merge_id
"""
_SHIFT_BACK = """
UPDATE {table} AS hers
SET {customer} = pair.from_id
FROM customers_merging AS pair
JOIN customers_moved AS moved ON moved.merge_id = pair.merge_id AND moved.relation = %(relation)s
CROSS JOIN LATERAL jsonb_array_elements(moved.keys) AS name (key)
WHERE hers.{customer} = pair.to_id AND {named}
"""
_GIVE_BACK = """
INSERT INTO {table} ({columns})
SELECT {columns}
FROM (
    SELECT back.*
    FROM customers_merging AS pair
    JOIN customers_moved AS moved ON moved.merge_id = pair.merge_id AND moved.relation = %(relation)s
    CROSS JOIN LATERAL jsonb_array_elements(moved.kept) AS one (kept)
    CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, %(newer)s::jsonb || one.kept) AS back
) AS given
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Rows:
    """The rows of one table that name a customer.

    `key`: with the customer it names a row. `one_per`: of one customer there is one row for each of these values, so
    hers who goes is set aside where the other has one; `where`: only among rows of which this holds (`{row}` is the
    row). `unless`: hers who goes stands and the other is set aside, where this holds of the two (`{gone}`, `{stays}`).
    `indexed`: an index finds the rows of a customer; without one, as in a small table, it is read from end to end.
    """

    model: type[Model]
    column: str = "customer_id"
    key: Sequence[str] = ("id",)
    one_per: Sequence[str] | None = None
    where: str = ""
    unless: str = ""
    indexed: bool = True

    @property
    def relation(self) -> str:
        """Its name in what a merge notes."""
        return self.model._meta.db_table

    @property
    def covers(self) -> tuple[str, ...]:
        """The one column."""
        return (f"{self.relation}.{self.column}",)

    def hold(self) -> None:
        """Nobody is kept away."""

    def move(self) -> None:
        """Set aside what would be there twice, and move the rest."""
        self.set_aside()
        self.shift()

    def set_aside(self) -> None:
        """Of two that cannot both be hers, take one out and keep it in the merge."""
        if self.one_per is None:
            return
        same = " AND ".join(f"lost.{column} = other.{column}" for column in self.one_per) or "TRUE"
        if self.where:
            same += f" AND {self.where.format(row='lost')} AND {self.where.format(row='other')}"
        unless = self.unless or "FALSE"
        gone_loses = f"NOT coalesce({unless.format(gone='lost', stays='other')}, FALSE)" if self.unless else "TRUE"
        with planner.working_on_keys(0):  # also for many: most twins are not there, and the index alone says so
            self._tell(_SET_ASIDE, loser="from_id", winner="to_id", same=same, where=gone_loses)
            if self.unless:  # the first look left only pairs of which hers who goes stands
                self._tell(_SET_ASIDE, loser="to_id", winner="from_id", same=same, where="TRUE")

    def shift(self) -> None:
        """Make every row of hers who goes the other's."""
        self._tell(_SHIFT, noted=self._noted())

    def bring_back(self) -> None:
        """Make hers again what was moved, and put back what was set aside."""
        self._tell(_SHIFT_BACK, named=self._named())
        self._tell(_GIVE_BACK, newer=newer_columns_of(self.model), columns=columns_of(self.model))

    def follow(self, *, now: datetime) -> None:
        """Nothing follows."""

    def _noted(self) -> str:
        columns = ", ".join(f"hers.{column}" for column in self.key)
        return f"to_jsonb({columns})" if len(self.key) == 1 else f"jsonb_build_array({columns})"

    def _named(self) -> str:
        types = {field.column: str(field.rel_db_type(connection)) for field in self._fields()}
        if len(self.key) == 1:
            return f"hers.{self.key[0]} = (name.key #>> '{{}}')::{types[self.key[0]]}"
        named = [f"hers.{column} = (name.key ->> {place})::{types[column]}" for place, column in enumerate(self.key)]
        return " AND ".join(named) or "TRUE"

    def _fields(self) -> Sequence["Field[object, object]"]:
        return [field for field in self.model._meta.concrete_fields if field.column]

    def _tell(self, order: str, *, newer: str = "{}", **words: str) -> None:
        table = _quoted(self.relation)
        with planner.by_key() if self.indexed else nullcontext(), connection.cursor() as cursor:
            cursor.execute(
                order.format(table=table, customer=_quoted(self.column), **words),
                {"relation": self.relation, "newer": newer},
            )


def columns_of(model: type[Model]) -> str:
    """The columns that a row consists of, as SQL lists them; what is computed from others is none."""
    return ", ".join(_quoted(column) for column in _stored(model))


def newer_columns_of(model: type[Model]) -> str:
    """What a row says, as JSON, in columns that came to its table while it was set aside: their defaults."""
    defaults = {column: _default(field) for column, field in _stored(model).items()}
    return json.dumps({column: said for column, said in defaults.items() if said is not None}, cls=DjangoJSONEncoder)


def _stored(model: type[Model]) -> "dict[str, Field[object, object]]":
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    return {field.column: field for field in fields if field.column}


def _default(field: "Field[object, object]") -> object:
    if field.default is not NOT_PROVIDED:
        return field.default() if callable(field.default) else field.default
    return None if field.db_default is NOT_PROVIDED else field.db_default


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
