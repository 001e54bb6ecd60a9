"""PostgreSQL's own programs, run against our database: the embedded ones, or the system's for a newer server."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.project.postgres import binaries

_EMBEDDED = 18
_GLANCE = timedelta(milliseconds=200)
_PIPE = 1024 * 1024  # bytes on their way from a program to us
_SYSTEM = Path("/usr/lib/postgresql")


class Failed(Exception):
    """A program did not do its work; its own words."""


def major() -> int:
    """The major version of the server."""
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10_000


def find(name: str, *, at_least: int) -> tuple[Path, int]:
    """A program that speaks with a server of this major version, and its own version. Raises Refusal without one."""
    if at_least <= _EMBEDDED:
        return binaries.for_ourselves() / name, _EMBEDDED
    there = [found / "bin" / name for found in _SYSTEM.glob("*")] if _SYSTEM.is_dir() else []
    if on_path := shutil.which(name):
        there.append(Path(on_path))
    for program in there:
        if program.is_file() and (version := _version(program)) >= at_least:
            return program, version
    raise Refusal(
        f"{name} {at_least} or later is needed and was not found. "
        f"Install it (Debian: apt-get install postgresql-client-{at_least})."
    )


def _version(program: Path) -> int:
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def conninfo(database: str | None = None) -> tuple[str, str]:
    """How to reach our server, without the password; and the password."""
    known = {one.keyword.decode() for one in psycopg.pq.Conninfo.get_defaults()} - {"options"}
    said = {name: value for name, value in connection.get_connection_params().items() if name in known}
    password = str(said.pop("password", ""))
    return make_conninfo(**{**said, "dbname": database or connection.settings_dict["NAME"]}), password


def run(
    program: Path,
    arguments: Sequence[str],
    *,
    database: str | None = None,
    options: str = "",
    watch: Callable[[], None],
) -> str:
    """Run it over a database of our server, `watch` now and then, and return what it said. Raises Failed."""
    info, password = conninfo(database)
    environment = {**os.environ, "PGPASSWORD": password, "PGOPTIONS": options, "LC_ALL": "C"}
    clock = RealClock()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [str(program), f"--dbname={info}", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            umask=0o077,
        )
        try:
            while process.poll() is None:
                watch()
                clock.wait(_GLANCE)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        said.seek(0)
        words = said.read().decode(errors="replace")
    if process.returncode:
        raise Failed(words)
    return words


@contextmanager
def saying(program: Path, arguments: Sequence[str]) -> Iterator[IO[bytes]]:
    """What a program that needs no database says, while it says it. Raises Failed where it did not do its work."""
    with tempfile.TemporaryFile() as trouble:
        process = subprocess.Popen(
            [str(program), *arguments],
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=trouble,
            bufsize=_PIPE,
            pipesize=_PIPE,
        )
        try:
            with process.stdout as said:  # type: ignore[union-attr]
                yield said
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            trouble.seek(0)
            raise Failed(trouble.read().decode(errors="replace"))
