"""PostgreSQL refuses to run as root. Then it runs under an account that may do nothing else."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thereafter.foundation.errors import Refusal

# The first of these that the machine knows. An administrator who wants it separate makes a user "thereafter".
_CANDIDATES = ("thereafter", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The user that owns the database's files and runs its processes."""

    name: str
    uid: int
    gid: int
    foreign: bool  # whether it is somebody else than ourselves, which only root may ask for

    def process_options(self) -> dict[str, Any]:
        """The arguments that make subprocess run a child as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.foreign else {}

    def own(self, path: Path, *, mode: int) -> None:
        """Give a folder or file to this account."""
        if self.foreign:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def admit(self, folder: Path) -> None:
        """Let this account walk through a folder of ours, without listing it, and nobody else."""
        if self.foreign and not self.may_enter(folder):
            os.chown(folder, -1, self.gid)
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXGRP)

    def may_enter(self, folder: Path) -> bool:
        """Whether the permissions of this one folder let the account walk through it."""
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def may_reach(self, folder: Path) -> bool:
        """Whether every folder above this one lets the account through."""
        return not self.foreign or all(self.may_enter(parent) for parent in folder.resolve().parents)


def server_account() -> Account:
    """Ourselves; for root the first unprivileged user there is. Raises Refusal where root has none."""
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid(), foreign=False)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, foreign=True)
    raise Refusal(
        "PostgreSQL does not run as root and there is no user to run it: make one with `useradd -r thereafter`."
    )
