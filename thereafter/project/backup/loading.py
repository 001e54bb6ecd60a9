"""Loading a dump into a fresh database: the tables, what stands in them, then indexes and constraints.

`pg_restore` does the first, the last, and what is small. Large tables we copy ourselves (`Dump.copy`), so many
at a time as there are processors.
"""

import contextlib
import os
import re
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from errno import ENOSPC
from pathlib import Path
from queue import Empty, SimpleQueue

import psycopg

from thereafter.foundation.errors import Refusal
from thereafter.project.backup import programs, room
from thereafter.project.backup.dump import Dump, Entry, Look, listed
from thereafter.project.backup.manifest import Manifest
from thereafter.project.backup.watching import Built, Rows
from thereafter.project.progress import Reporter

MOST_JOBS = 4
_LARGE = 10_000  # rows: below, a transaction of its own costs more than it saves
_GLANCE = 0.2  # seconds
# Nobody uses this database yet, so nothing in it has to be on the disk before the commit that gives it the shop's
# name: that one waits for the log, and with it for everything before.
_OPTIONS = "-c synchronous_commit=off -c statement_timeout=0 -c jit=off -c maintenance_work_mem=256MB"
# What a pg_restore later than the server sets and that server does not know. It changes nothing about the copy.
_HARMLESS = re.compile(r'unrecognized configuration parameter "transaction_timeout"')


def jobs() -> int:
    """How much is done at once."""
    return min(MOST_JOBS, os.cpu_count() or 1)


def load(source: Path, fresh: str, found: Manifest, report: Reporter, *, watch: Look) -> None:
    """Fill the `fresh` database with the dump in `source`; `watch` now and then. Raises Refusal."""
    program, _ = programs.find("pg_restore", at_least=max(programs.major(), found.postgresql))
    dump = Dump(source, program, fresh, _OPTIONS)
    with _understood(), dump.connected() as through:
        contents = dump.entries()
        total = sum(found.rows.values())
        with report.work("Restoring", total, "rows") as advance:
            rows = Rows(fresh, total, advance)
            look = _both(rows.look, watch)
            _restore(dump, "--section=pre-data", watch=watch)
            shares = _shares(contents, found)
            ours = {entry for share in shares for entry in share}
            with listed([entry for entry in contents if entry not in ours]) as rest:
                _restore(dump, "--section=data", f"--use-list={rest}", watch=look)
            _copy(dump, shares, look)
            rows.finish()
        total = sum(entry.is_built for entry in contents)
        with report.work("Building", total, "indexes and references") as advance:
            built = Built(through, total, advance)
            _restore(dump, "--section=post-data", f"--jobs={jobs()}", watch=_both(built.look, watch))
            built.finish()


def _both(one: Look, other: Look) -> Look:
    def look() -> None:
        one()
        other()

    return look


def _shares(contents: list[Entry], found: Manifest) -> list[list[Entry]]:
    """The tables that we copy, in the order in which they begin: the largest first, so that all end at about once.

    The manifest counts a table with parts as a whole; how large a part is nobody knows, so parts come last.
    """
    tables = [entry for entry in contents if entry.table]
    whole = [entry for entry in tables if entry.table in found.rows]
    large = [entry for entry in whole if found.rows[entry.table] >= _LARGE]
    parts = [entry for entry in tables if entry.table not in found.rows]
    shares = [[entry] for entry in sorted(large, key=lambda entry: -found.rows[entry.table])]
    return shares + [share for begin in range(jobs()) if (share := parts[begin :: jobs()])]


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    """What goes wrong inside is a Refusal."""
    try:
        yield
    except programs.Failed as failed:
        _refuse_errors(str(failed))
        raise Refusal("The copy could not be loaded: pg_restore ended and did not say why.") from None
    except psycopg.errors.DiskFull:
        raise Refusal(room.FULL) from None
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error).strip().partition("\n")[0]
        raise Refusal(f"The copy could not be loaded: {said}") from None


def _refuse_errors(said: str) -> None:
    """Raises Refusal for the first error of `pg_restore` that is one."""
    for line in said.splitlines():
        if "error:" in line and not _HARMLESS.search(line):
            if "No space left" in line or os.strerror(ENOSPC) in line:
                raise Refusal(room.FULL)
            raise Refusal(f"The copy could not be loaded: {line.partition('error:')[2].strip()}")


def _restore(dump: Dump, *words: str, watch: Look) -> None:
    try:
        dump.restore(*words, watch=watch)
    except programs.Failed as failed:
        _refuse_errors(str(failed))


def _copy(dump: Dump, shares: list[list[Entry]], look: Look) -> None:
    """Copy these tables, several shares at once. What fails in one ends all."""
    waiting: SimpleQueue[list[Entry]] = SimpleQueue()
    for share in shares:
        waiting.put(share)
    given_up = threading.Event()
    with ThreadPoolExecutor(jobs()) as pool:
        workers = [pool.submit(_work, dump, waiting, given_up) for _ in range(jobs())]
        try:
            while wait(workers, timeout=_GLANCE, return_when=FIRST_EXCEPTION).not_done:
                if any(worker.done() and worker.exception() for worker in workers):
                    break
                look()
        finally:
            given_up.set()
    for worker in workers:
        worker.result()


class _GivenUp(Exception):
    """Somebody else failed."""


def _work(dump: Dump, waiting: "SimpleQueue[list[Entry]]", given_up: threading.Event) -> None:
    def go_on() -> None:
        if given_up.is_set():
            raise _GivenUp

    with contextlib.suppress(_GivenUp, Empty), dump.connected() as through:
        while True:
            dump.copy(waiting.get_nowait(), through, look=go_on)
