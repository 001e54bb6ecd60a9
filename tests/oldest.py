"""The integration part of the tests on the oldest PostgreSQL that we serve: `python -m tests.oldest [ARGUMENTS]`.

The server is a cluster of its own in a temporary folder, made from the system's binaries as the administrator of a shop
would have it: the server's own settings, and a role that owns its database and is no superuser.
Without such binaries it says so and all is well, except where OLDEST_IS_A_MUST is set, as .ci/run does.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from thereafter.project.postgres.account import server_account

OLDEST = 15
PROGRAMS = (Path(f"/usr/lib/postgresql/{OLDEST}/bin"), Path(f"/opt/homebrew/opt/postgresql@{OLDEST}/bin"))
# Every statement and migration; a file imported; people who come and go; journeys that tick; mail that is delivered.
PART = (
    "tests/architecture/test_statements.py",
    "tests/architecture/test_migrations.py",
    "tests/audience/segments/test_membership.py",
    "tests/audience/profiles/test_daily.py",
    "tests/connectors/files/test_orders.py",
    "tests/connectors/files/test_people.py",
    "tests/connectors/files/test_refunds.py",
    "tests/engagement/journeys/test_engine.py",
    "tests/engagement/messaging/test_delivery.py",
    "tests/engagement/messaging/test_judging.py",
    "tests/engagement/messaging/test_two_workers.py",
    "tests/project/backup",
    "tests/project/test_upkeep.py",
)
_PATIENCE = 60  # seconds


def main(arguments: list[str]) -> int:
    """Run the part, or what the arguments name; pytest's exit code."""
    programs = next((folder for folder in PROGRAMS if (folder / "postgres").is_file()), None)
    if programs is None:
        words = f"PostgreSQL {OLDEST} is not installed here (Debian: apt-get install postgresql-{OLDEST})"
        if os.environ.get("OLDEST_IS_A_MUST"):
            print(f"{words}, and here it must be.", file=sys.stderr)
            return 1
        print(f"{words}, so nothing was tested on it.", file=sys.stderr)
        return 0
    print(f"On PostgreSQL {OLDEST}, by DATABASE_URL:", file=sys.stderr)
    with served(programs) as url:
        command = [sys.executable, "-m", "pytest", *by_file(1), *(arguments or PART)]
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


def by_file(workers: int) -> list[str]:
    """What pytest is told so that so many workers share the files, in the order of `tests/order.py`."""
    return ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]


@contextmanager
def served(programs: Path) -> Iterator[str]:
    """A server made from these programs, with an empty database: its DATABASE_URL. Gone afterwards."""
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="thereafter-oldest-", dir="/tmp"))  # a socket's path is short
    account.own(folder, mode=0o700)
    as_account = {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C"}, **account.process_options()}
    words = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", f"--pgdata={folder}/data"]
    subprocess.run([str(programs / "initdb"), *words], check=True, stdout=subprocess.DEVNULL, **as_account)
    settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
    command = [str(programs / "postgres"), "-D", f"{folder}/data", *settings]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, **as_account)
    try:
        _wait_for(programs, folder)
        as_administrator = [f"--host={folder}", "--username=postgres", "thereafter"]
        subprocess.run([str(programs / "createuser"), "--createdb", *as_administrator], check=True)
        subprocess.run([str(programs / "createdb"), "--owner=thereafter", *as_administrator], check=True)
        yield f"postgresql://thereafter@{quote(str(folder), safe='')}/thereafter"
    finally:
        server.send_signal(signal.SIGINT)  # without waiting for who is connected
        server.wait(_PATIENCE)
        shutil.rmtree(folder)


def _wait_for(programs: Path, folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while subprocess.run([str(programs / "pg_isready"), "--quiet", f"--host={folder}"]).returncode:
        if time.monotonic() > deadline:
            raise RuntimeError((folder / "log").read_text())
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
