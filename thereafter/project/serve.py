"""`thereafter up`: the web server and the job worker over one database, until somebody says stop."""

import hashlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from django.db import connection

from thereafter.foundation.clock import Clock
from thereafter.foundation.errors import Refusal
from thereafter.project import upkeep
from thereafter.project.alone import Note, alone, holder_of
from thereafter.project.settings import ROOT
from thereafter.project.supervise import Child, keep_alive
from thereafter.record.shop import settings
from thereafter.surfaces.console.door.signin import owner_link
from thereafter.surfaces.console.settings.readiness import mail_server_trouble

_PORTS_TO_TRY = 50
_READY_WITHIN = timedelta(seconds=60)


def up(host: str, port: int, *, clock: Clock, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C: embedded database, migrations, web, worker."""
    stopping = stop_on_signals()
    with ExitStack() as stack:
        note = stack.enter_context(sole())
        if trouble := mail_trouble():
            say(trouble)
        upkeep.open_database(stack, say=say)
        serve(host, port, note=note, stopping=stopping, clock=clock, say=say)


def sole() -> AbstractContextManager[Note]:
    """The right to serve the shop of this data folder. Raises Refusal, with the address, where somebody does already.

    Two would answer on two ports and run everything twice over; whoever wants more hands starts `thereafter work`.
    """
    return alone(_lock(), _refusal)


def served_at() -> str:
    """The address at which this shop is served on this machine now; empty where it is not."""
    return holder_of(_lock())


def console_address() -> str:
    """Where the console is opened: what CONSOLE_URL or the shop decided; else where it is served on this machine."""
    if django_settings.ADDRESSES.console:
        return str(django_settings.ADDRESSES.console)
    decided = settings.is_decided("public_url")
    return ("" if decided else served_at()) or settings.read().public_url.rstrip("/")


def _lock() -> str:
    shop = str(connection.settings_dict["NAME"])
    return f"serve-{hashlib.sha256(shop.encode()).hexdigest()[:12]}"


def _refusal(process: str, address: str) -> str:
    where, remedy = (f" at {address}", "Open that address, stop") if address else ("", "Stop")
    return (
        f"This shop is served already{where} (process {process}). {remedy} that process, "
        "or set THEREAFTER_HOME to another folder for another shop."
    )


def mail_trouble() -> str:
    """What is wrong with the mail server that SMTP_URL names; empty where nothing is, or none is named.

    Said and not refused: a shop in rehearsal needs no mail server, and one that is live keeps what it has to send.
    """
    if not os.environ.get("SMTP_URL"):
        return ""
    try:
        trouble = mail_server_trouble()
    except ValueError:
        trouble = "SMTP_URL names a host that cannot be one. Set it to your server."
    return f"{trouble} Until then no mail is sent." if trouble else ""


def serve(
    host: str, port: int, *, note: Note, stopping: threading.Event, clock: Clock, say: Callable[[str], None]
) -> None:
    """Run web and worker over a database that is open already, until `stopping` is set; `note` the address."""
    with hold_port(host, port) as held:
        free = held.getsockname()[1]
        if free != port:
            say(f"Port {port} is taken; using {free} instead.")
        note(address(host, free))
        children = [web(host, free), worker()]
        announcer = threading.Thread(target=_announce, args=(host, free, stopping, clock, say), daemon=True)
        announcer.start()
        keep_alive(children, stopping=stopping, clock=clock, say=say)
        announcer.join()


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def web(host: str, port: int) -> Child:
    """The web server."""
    command = [sys.executable, "-m", "thereafter.project.web", host, str(port), str(os.getpid())]
    return Child("web", command, _environment())


def worker() -> Child:
    """The job worker."""
    command = [sys.executable, "-m", "thereafter.project.main", "work", "--follow", str(os.getpid())]
    return Child("worker", command, _environment())


def free_port(host: str, port: int) -> int:
    """The first free port from `port` on. Raises Refusal where none of the next fifty is free."""
    with hold_port(host, port) as held:
        return int(held.getsockname()[1])


def hold_port(host: str, port: int) -> socket.socket:
    """The first free port from `port` on, held for our own children as long as the socket is open.

    It is bound alone and never listens; only then is it opened to sharing. So the web server, which asks to share, may
    come, and another `up`, which asks to be alone, may not: two shops that start at once would else answer in turn.
    """
    for candidate in range(port, min(port + _PORTS_TO_TRY, 65_536)):
        if held := _bind(host, candidate):
            return held
    raise Refusal(f"Port {port} and the {_PORTS_TO_TRY - 1} after it are taken. Choose another with --port.")


def _bind(host: str, port: int) -> socket.socket | None:
    held = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((host, port))
    except OSError as error:
        held.close()
        if isinstance(error, PermissionError):
            raise Refusal(f"Port {port} may not be opened by this user. Choose one above 1023 with --port.") from None
        if isinstance(error, socket.gaierror) or "assign" in str(error).lower():
            raise Refusal(f'Host "{host}" is no address of this machine. Use 127.0.0.1 or 0.0.0.0.') from None
        return None
    held.setsockopt(
        socket.SOL_SOCKET, socket.SO_REUSEADDR, 0
    )  # it got past the port's last connections; nobody past it
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return held


def _announce(host: str, port: int, stopping: threading.Event, clock: Clock, say: Callable[[str], None]) -> None:
    """Say the address as soon as it answers, and how to get into the console; on a slow machine that takes a while."""
    deadline: datetime | None = clock.now() + _READY_WITHIN
    while not stopping.is_set():
        if _answers(host, port):
            say(f"thereafter is up at {address(host, port)} (Ctrl-C stops it).")
            console = django_settings.ADDRESSES.console or django_settings.ADDRESSES.public or address(host, port)
            say(f"Sign in once with {console}{owner_link(now=clock.now())}")
            return
        if deadline and clock.now() > deadline:
            say("The web server does not answer yet. If it fell, the reason stands above; if not, wait on.")
            deadline = None
        clock.wait(timedelta(milliseconds=100))


def address(host: str, port: int) -> str:
    """What a person types into a browser on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "localhost"}.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _answers(host: str, port: int) -> bool:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        socket.create_connection((target, port), timeout=1).close()
    except OSError:
        return False
    return True


def _environment() -> dict[str, str]:
    """Ours, so that a checkout that nobody installed is found by the children too."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT.parent), os.environ.get("PYTHONPATH")]))}
