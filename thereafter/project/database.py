"""Django's DATABASES: the server that DATABASE_URL names, or the embedded one; on it one database."""

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg import sql

from thereafter.project import postgres

# For every connection: statements are many and short, so JIT costs more than it gives; what is prepared is planned
# once, and anew only when its tables' statistics change; an abandoned transaction ends.
_SESSION = "-c jit=off -c plan_cache_mode=force_generic_plan -c idle_in_transaction_session_timeout=3600000"

_ANOTHER = "THEREAFTER_DATABASE"  # the environment variable that names another database of the same server
_LONGEST_NAME = 63  # bytes; PostgreSQL would cut the rest off and then not find it
_MAKING = 7_410_227  # any number that is ours: of two that miss a database one makes it


def configuration(url: str) -> dict[str, Any]:
    """The settings of the one database. Raises ImproperlyConfigured for a URL that is not PostgreSQL's."""
    parts = _from_url(url) if url else _embedded()
    parts["NAME"] = os.environ.get(_ANOTHER) or parts["NAME"]
    if len(os.fsencode(parts["NAME"])) > _LONGEST_NAME:
        raise ImproperlyConfigured(f'The database\'s name "{parts["NAME"]}" is too long; take at most 63 letters.')
    options = {
        "options": _SESSION,
        "server_side_binding": False,
        "prepare_threshold": 5,  # Django's None forbids preparing even where a statement asks for it
        "application_name": "thereafter",
        "connect_timeout": 10,
        **parts.pop("OPTIONS", {}),
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **parts,
        "OPTIONS": options,
    }


def enter(name: str) -> None:
    """Work in another database of the same server from here on; so do the processes that are started afterwards."""
    os.environ[_ANOTHER] = name
    connection.close()
    connection.settings_dict["NAME"] = name


def make_if_missing(say: Callable[[str], None]) -> None:
    """Make the database that THEREAFTER_DATABASE names, on a server of ours that does not have it."""
    name = str(connection.settings_dict["NAME"])
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MAKING])  # until this connection ends
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            say(f'There is no database "{name}" yet; making it.')
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)).as_string())


def described() -> str:
    """Which database we mean, in the words of the environment that names it. Says no password."""
    named = f'"{os.environ[_ANOTHER]}" that {_ANOTHER} names' if os.environ.get(_ANOTHER) else ""
    server = "that DATABASE_URL names" if os.environ.get("DATABASE_URL") else "of the embedded server"
    return f"The database {named}, on the server {server}," if named else f"The database {server}"


def spoken() -> str:
    """What to write before a command of ours, so that it works in the same database of the server."""
    name = os.environ.get(_ANOTHER)
    return f"{_ANOTHER}={name} " if name else ""


def _embedded() -> dict[str, Any]:
    conninfo = postgres.here().conninfo()
    return {
        "HOST": conninfo["host"],
        "PORT": conninfo["port"],
        "USER": conninfo["user"],
        "PASSWORD": conninfo["password"],
        "NAME": conninfo["dbname"],
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"postgres", "postgresql"} or not name or port == -1:
        raise ImproperlyConfigured(
            "DATABASE_URL is not the address of a PostgreSQL database; write postgresql://user:password@host:5432/name."
        )
    return {
        "HOST": unquote(parts.hostname or ""),
        "PORT": port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "NAME": name,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
