"""One cluster's files and processes: made by initdb, found by its PID file, started and stopped. No decisions here."""

import contextlib
import os
import shutil
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import psutil

from thereafter.foundation.errors import Refusal
from thereafter.project.postgres import tuning
from thereafter.project.postgres.binaries import programs, programs_for_a_shell
from thereafter.project.postgres.place import PORT, USER, Place

_PATIENCE = timedelta(seconds=60)  # for a shutdown that flushes everything
_KILLED = timedelta(seconds=10)
_GLANCE = timedelta(milliseconds=100)
_LAST = 10  # lines among which the reason of a fall stands
_LARGEST_LOG = 10 * 1024 * 1024
# Statements are customers' data, and so is what an error quotes ("invalid input syntax for type integer: ..."). The log
# keeps neither: whoever asked is told the error, and says in his own log of what type it was and where.
_SILENCE = {
    "log_min_messages": "log",  # which stands above "error" here, and below "fatal"
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
}


def make(place: Place) -> None:
    """Run initdb, whole or not at all. Raises Refusal with its own words where it fails."""
    draft = place.folder / "data.draft"
    shutil.rmtree(draft, ignore_errors=True)
    password_file = place.folder / "password"
    password_file.unlink(missing_ok=True)
    descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(place.password() + "\n")
    place.account.own(password_file, mode=0o600)
    try:
        _initdb(
            place,
            f"--pgdata={draft}",
            f"--username={USER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        )
    finally:
        password_file.unlink(missing_ok=True)
    draft.rename(place.data)


def exists(place: Place) -> bool:
    """Whether the cluster was made. Raises Refusal where another version of PostgreSQL made it."""
    marker = place.data / "PG_VERSION"
    if not marker.is_file():
        return False
    if (version := marker.read_text().strip()) != "18":
        raise Refusal(
            f"The database in {place.data} was made by PostgreSQL {version}, and this is PostgreSQL 18. "
            "Dump it with the old version and restore it into a new THEREAFTER_HOME."
        )
    return True


def launch(place: Place) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own, so that a Ctrl-C for us is not one for it."""
    if place.log.is_file() and place.log.stat().st_size > _LARGEST_LOG:
        place.log.unlink()
    options = {
        **tuning.settings(tuning.this_machine()),
        **_SILENCE,
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(place.socket_folder),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    arguments = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    descriptor = os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "ab") as log:
        return subprocess.Popen(
            [str(programs(place) / "postgres"), "-D", str(place.data), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            cwd="/",
            env=_environment(),
            **place.account.process_options(),
        )


def postmaster(place: Place) -> psutil.Process | None:
    """The running server of this data folder, judged by the process behind its PID file and not by the file."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(abs(pid))
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    return process if _works_here(process, place.data) else None


def clear_remains(place: Place) -> None:
    """Remove what a killed server left: its children, which hold the shared memory until they notice, and its files.

    The next server would remove those itself, but not while their process is a zombie: its starter, who alone can bury
    it, may be another process that waits for us. Only for a folder without a postmaster, under the starter's lock.
    """
    for process in psutil.process_iter():
        if _works_here(process, place.data):
            process.kill()
            _has_ended(process, within=_KILLED)
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    (place.socket_folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def stop(process: psutil.Process) -> None:
    """Shut down fast: open transactions roll back, everything is flushed. Impatient after a minute."""
    process.send_signal(signal.SIGINT)
    if not _has_ended(process, within=_PATIENCE):
        process.send_signal(signal.SIGQUIT)
        _has_ended(process, within=_KILLED)


def _has_ended(process: psutil.Process, *, within: timedelta) -> bool:
    """Wait for a process to end. Where its parent does not ask after it, it stays as a zombie, and has ended too."""
    for _ in range(within // _GLANCE):
        gone, _ = psutil.wait_procs([process], timeout=_GLANCE.total_seconds())
        with contextlib.suppress(psutil.NoSuchProcess):
            if not gone and process.status() != psutil.STATUS_ZOMBIE:
                continue
        return True
    return False


def last_words(place: Place) -> str:
    """Why the server fell, as its log says it last, for an error message; else the last line there."""
    lines = place.log.read_text(errors="replace").strip().splitlines() if place.log.is_file() else []
    fell = [line for line in lines[-_LAST:] if "FATAL: " in line or "PANIC: " in line]
    reasons = [line for line in fell if "the database system is" not in line]  # that was said to a client
    return [*lines, *reasons][-1] if lines else "it said nothing"


def _works_here(process: psutil.Process, data: Path) -> bool:
    try:
        if process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return Path(process.cwd()) == data.resolve()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return False  # somebody else's, for we may look at all of ours


def _initdb(place: Place, *arguments: str) -> None:
    with programs_for_a_shell(place) as programs:
        done = subprocess.run(
            [str(programs / "initdb"), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            umask=0o077,
            cwd="/",
            env=_environment(),
            **place.account.process_options(),
        )
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise Refusal(f"The database could not be made in {place.data}: {reason}")


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
