"""Where the embedded database keeps its files, and how to reach it. Nothing here starts anything."""

import hashlib
import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from thereafter.foundation.errors import Refusal
from thereafter.project import home
from thereafter.project.postgres.account import Account, server_account

USER = DATABASE = "thereafter"
PORT = 5432  # names the socket file; nothing listens on TCP
_SYSTEM = Path("/var/lib/thereafter")
_SOCKET_NAME = len(f"/.s.PGSQL.{PORT}")
_LONGEST_SOCKET = 103  # bytes: 107 on Linux, 103 on macOS


@dataclass(frozen=True)
class Place:
    """The files of one cluster: those of ours in `home`, those that the server's account owns in `folder`."""

    home: Path
    account: Account

    @cached_property
    def folder(self) -> Path:
        """The folder that the server's account owns; beside `/var/lib/thereafter` where it cannot reach `home`."""
        if self.account.may_reach(self.home):
            return self.home / "postgres"
        return _SYSTEM / f"postgres-{_digest(self.home)}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says. Ours, not the account's: root must not write through a link somebody else laid."""
        return self.home / "postgres.log"

    @cached_property
    def socket_folder(self) -> Path:
        """The private folder of the socket: in `folder`, or one in `/tmp` where that path would be too long.

        Also where it holds a comma, which parts two folders to the server, and two hosts to whoever connects.
        """
        inside = self.folder / "run"
        if len(os.fsencode(inside)) + _SOCKET_NAME <= _LONGEST_SOCKET and "," not in str(inside):
            return inside
        for attempt in range(10):
            short = Path(f"/tmp/thereafter-{_digest(self.folder)}-{attempt}")
            if not os.path.lexists(short) or self._is_private(short):
                return short
        raise Refusal(
            f"No private folder for the database's socket in /tmp: others hold {short} and the nine before it."
        )

    def _is_private(self, folder: Path) -> bool:
        status = folder.lstat()
        return stat.S_ISDIR(status.st_mode) and status.st_uid == self.account.uid and not status.st_mode & 0o077

    def prepare(self) -> None:
        """Make the folders, each as private as it can be; no folder above `home` is touched."""
        home.prepare(self.home)
        if self.account.foreign and self.folder.parent == _SYSTEM:
            home.prepare(_SYSTEM)
        self.account.admit(self.folder.parent)
        for folder in (self.folder, self.socket_folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            self.account.own(folder, mode=0o700)

    def password(self) -> str:
        """The cluster's password: random, made once, in a file of ours."""
        return home.secret(self.home, "postgres-password")

    def conninfo(self, database: str = DATABASE) -> dict[str, str | int]:
        """The parameters of a connection."""
        return {
            "host": str(self.socket_folder),
            "port": PORT,
            "user": USER,
            "password": self.password(),
            "dbname": database,
        }


def here() -> Place:
    """The place that the environment names."""
    return Place(home.home(), server_account())


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
