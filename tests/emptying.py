"""After a test that commits, only the tables that it filled are emptied, and nothing is filled anew.

Django empties every table and then makes its permissions again: half a second a test, for mostly empty tables.
"""

from functools import cache
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush
from django.db import connection
from psycopg import sql

_KEPT = {Permission._meta.db_table, ContentType._meta.db_table}  # what Django makes of the models, always the same


def only_what_was_filled() -> None:
    """Let Django's command `flush` do so from now on."""
    vars(flush).update(sql_flush=_sql_flush, emit_post_migrate_signal=lambda *_, **__: None)


def _sql_flush(*_: Any, **__: Any) -> list[str]:
    filled = [sql.Identifier(table) for table in _filled()]
    if not filled:
        return []
    return [sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(filled)).as_string()]


def _filled() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return [str(row[0]) for row in cursor.fetchall()]


@cache
def _question() -> str:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    one = sql.SQL("SELECT {name} WHERE EXISTS (SELECT FROM {table})")
    asked = [one.format(name=sql.Literal(table), table=sql.Identifier(table)) for table in tables if table not in _KEPT]
    return sql.SQL(" UNION ALL ").join(asked).as_string()
