"""The embedded PostgreSQL as its users see it: join it, and it runs; the last to leave stops it.

Two locks, both released by the kernel when their holder is killed, keep this true for any number of processes:
`postgres.users` is held shared by everyone who uses the server; `postgres.starter` by the one who starts or stops it.
So a second starter shares the healthy server, and one that a killed process left behind is adopted.
"""

import contextlib
import fcntl
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
from psycopg import pq, sql

from thereafter.foundation.clock import RealClock
from thereafter.foundation.disk_full import says_so
from thereafter.foundation.errors import Refusal
from thereafter.project.postgres import cluster
from thereafter.project.postgres.place import DATABASE, Place

_GLANCE = timedelta(milliseconds=25)
_PATIENCE = timedelta(seconds=2)  # before a person is told why it takes so long
_DEAF = timedelta(seconds=60)  # after which a server that runs and does not answer is started anew
_ATTEMPTS = 3
_WATCH, _WATCH_AGAIN = 0.5, 10.0  # seconds between two looks, and after the server could not be started


class Server:
    """One user's hold on the embedded server of a place."""

    def __init__(self, place: Place, say: Callable[[str], None]) -> None:
        self.place = place
        self._say = say
        self._clock = RealClock()
        self._child: subprocess.Popen[bytes] | None = None
        self._users: int | None = None
        self._leaving = threading.Event()
        self._watch = threading.Thread(target=self._keep_up, name="postgres-watch", daemon=True)

    def __enter__(self) -> "Server":
        self.place.prepare()
        with self._starter():
            self._users = self._open("postgres.users")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._bring_up()
            self._ensure_database()
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._watch.join()
        with self._starter():
            if self._is_last() and (running := cluster.postmaster(self.place)):
                cluster.stop(running)
            os.close(self._users or 0)
        if self._child and self._child.poll() is None:
            self._child.returncode = 0  # others use it still, and the last of them stops it

    def answers(self) -> bool:
        """Whether the server takes connections at this moment."""
        return self._ping() == pq.Ping.OK

    def _keep_up(self) -> None:
        """The watch: whoever kills the server finds it running again within a second or two."""
        pause = _WATCH
        while not self._leaving.wait(pause):
            pause = _WATCH
            if self.answers():
                continue
            try:
                with self._starter():
                    if not self._leaving.is_set() and not self.answers():
                        self._say("PostgreSQL stopped answering; bringing it up again.")
                        self._bring_up()
                        self._say("PostgreSQL is up again.")
            except Refusal as refusal:
                self._say(f"{refusal} Trying again in {_WATCH_AGAIN:.0f} s.")
                pause = _WATCH_AGAIN

    def _bring_up(self) -> None:
        """Until the server answers: make its files, start it, wait while it recovers. Needs the starter's lock."""
        began = told = self._clock.now()
        attempts = 0
        while not self.answers() and not self._leaving.is_set():
            running = cluster.postmaster(self.place)
            if running is None and (self._child is None or self._child.poll() is not None):
                if attempts == _ATTEMPTS:
                    raise Refusal(f"PostgreSQL does not start: {cluster.last_words(self.place)}. See {self.place.log}.")
                attempts += 1
                self._start()
            elif running and self._clock.now() - began > _DEAF and self._ping() == pq.Ping.NO_RESPONSE:
                cluster.stop(running)
                began = self._clock.now()
            if self._clock.now() - told > _PATIENCE:
                told = self._clock.now()
                self._say(f"PostgreSQL is recovering or starting, {(told - began).total_seconds():.0f} s so far.")
            self._clock.wait(_GLANCE)

    def _start(self) -> None:
        if not cluster.exists(self.place):
            cluster.make(self.place)
        cluster.clear_remains(self.place)
        self._child = cluster.launch(self.place)

    def _ensure_database(self) -> None:
        try:
            with psycopg.connect(**self.place.conninfo("postgres"), autocommit=True) as connection:  # type: ignore[arg-type]
                found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
                if found is None:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        except psycopg.OperationalError as error:
            said = str(error).strip().splitlines()[-1]
            if says_so(str(error)):
                raise Refusal(f"The disk of {self.place.data} is full: {said}. Make room on it.") from None
            raise Refusal(
                f"The database in {self.place.data} does not let us in: {said}. "
                f"Its password is in {self.place.home / 'postgres-password'}; put that file back from your backup."
            ) from None

    def _ping(self) -> int:
        host = str(self.place.socket_folder).replace("\\", "\\\\").replace("'", "\\'")
        return pq.PGconn.ping(f"host='{host}' port={self.place.conninfo()['port']} connect_timeout=3".encode())

    def _is_last(self) -> bool:
        try:
            fcntl.flock(self._users or 0, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @contextlib.contextmanager
    def _starter(self) -> Iterator[None]:
        descriptor = self._open("postgres.starter")
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open(self, name: str) -> int:
        return os.open(self.place.home / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
