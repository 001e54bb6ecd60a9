"""`thereafter up`, as a person runs it: one command, and whoever is killed comes back."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest

from tests.architecture.house import ROOT
from tests.project.waiting import wait_until
from thereafter.project import upkeep
from thereafter.project.postgres import Place, Server, account, cluster

IN_TIME = timedelta(seconds=40)


class Up:
    """A running `thereafter up`, what it said, and its processes by what they do."""

    def __init__(self, home: Path, *options: str, command: str = "up") -> None:
        with tempfile.NamedTemporaryFile(dir=home.parent, prefix="said ", delete=False) as log:
            self.log = Path(log.name)
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"THEREAFTER_HOME": str(home), "PYTHONPATH": str(ROOT)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "thereafter.project.main", command, *options],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def address(self) -> str:
        found = re.search(r"is up at (http://\S+)", self.said)
        return found[1] if found else ""

    def find(self, words: str) -> list[psutil.Process]:
        found = []
        for one in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # which a zombie counts as
                if words in " ".join(one.cmdline()):
                    found.append(one)
        return found

    def has_another(self, words: str, killed: psutil.Process) -> bool:
        return any(one.pid != killed.pid for one in self.find(words))

    def stop(self, with_signal: signal.Signals) -> int:
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=30)


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="thereafter up ") as folder:
        Path(folder).chmod(0o755)
        place = Place(Path(folder) / "home", account.server_account())
        yield place.home
        if left := cluster.postmaster(place):
            cluster.stop(left)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/", timeout=5) as answer:
            return bool(answer.status)
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code < 500
    except OSError:
        return False


def test_a_worker_of_its_own_says_that_it_runs_and_ends_by_ctrl_c(home: Path) -> None:
    worker = Up(home, command="work")
    try:
        wait_until(lambda: "A worker runs" in worker.said, within=IN_TIME, otherwise=lambda: worker.said)
        assert worker.said.endswith("A worker runs what happens by itself (Ctrl-C stops it).\n")
        assert worker.stop(signal.SIGINT) in {0, 130}  # 130 if it had not begun yet
        assert "Traceback" not in worker.said
    finally:
        worker.process.kill()
        worker.process.wait()


def port_of(address: str) -> int:
    return int(address.rsplit(":", 1)[1])


def test_it_serves_on_the_next_free_port_and_survives_the_death_of_every_part(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        up = Up(home, "--port", str(port))
        try:
            wait_until(lambda: bool(up.address), within=IN_TIME, otherwise=lambda: up.said)
            assert f"Port {port} is taken; using {port_of(up.address)} instead." in up.said
            wait_until(lambda: answers(up.address), within=IN_TIME, otherwise=lambda: up.said)
            everyone = psutil.Process(up.process.pid).children(recursive=True)
            for part in ("thereafter.project.web", "thereafter.project.main work", "postgres -D"):
                victims = up.find(part)
                assert victims, f"{part} does not run"
                victims[0].kill()
                wait_until(partial(up.has_another, part, victims[0]), within=IN_TIME, otherwise=lambda: up.said)
                wait_until(lambda: answers(up.address), within=IN_TIME, otherwise=lambda: up.said)
            wait_until(lambda: "PostgreSQL is up again." in up.said, within=IN_TIME, otherwise=lambda: up.said)
            assert 'File "' not in up.said, "what fell is told in a line, and not where in the code it was noticed"
            assert up.stop(signal.SIGTERM) == 0
            assert not [one for one in everyone if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
            assert not answers(up.address)
        finally:
            up.process.kill()
            up.process.wait()


def test_a_ctrl_c_stops_everything_quietly(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "foo")
    up = Up(home)
    try:
        wait_until(lambda: bool(up.address), within=IN_TIME, otherwise=lambda: up.said)
        assert up.stop(signal.SIGINT) == 0
        assert "Traceback" not in up.said
        assert up.said.startswith("SMTP_URL is not like smtp://"), "what is wrong with the mail server comes first"
        assert "A worker runs" not in up.said, "only whoever starts one by hand is told so"
    finally:
        up.process.kill()
        up.process.wait()


def test_a_second_one_on_the_same_shop_names_the_address_of_the_first_and_leaves_it_alone(home: Path) -> None:
    up = Up(home)
    try:
        wait_until(lambda: bool(up.address), within=IN_TIME, otherwise=lambda: up.said)
        second = Up(home)
        assert second.process.wait(timeout=30) == 2
        assert second.said == (
            f"thereafter: This shop is served already at {up.address} (process {up.process.pid}). Open that address, "
            "stop that process, or set THEREAFTER_HOME to another folder for another shop.\n"
        )
        assert answers(up.address)
        link = Up(home, command="sign-in")
        assert link.process.wait(timeout=30) == 0
        assert link.said.startswith(f"{up.address}/sign-in/")
        assert up.stop(signal.SIGINT) == 0
        third = Up(home)
        wait_until(lambda: bool(third.address), within=IN_TIME, otherwise=lambda: third.said)
        assert third.stop(signal.SIGINT) == 0
    finally:
        up.process.kill()
        up.process.wait()


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("THEREAFTER_DEBUG", "maybe", 'thereafter: THEREAFTER_DEBUG is "maybe"; say yes or no.'),
        ("THEREAFTER_LOG_LEVEL", "loud", 'thereafter: THEREAFTER_LOG_LEVEL is "LOUD"; choose one of'),
        ("DATABASE_URL", "mysql://x/y", "thereafter: DATABASE_URL is not the address of a PostgreSQL database"),
        (
            "DATABASE_URL",
            "postgresql://u:secret@127.0.0.1:9/x",
            'thereafter: The database that DATABASE_URL names does not answer: connection to server at "127.0.0.1", '
            "port 9 failed: Connection refused.\n",
        ),
        (
            "DATABASE_URL",
            "postgresql://u:secret@127.0.0.1:9/x?foo=bar",
            'thereafter: The database that DATABASE_URL names does not answer: invalid connection option "foo".\n',
        ),
        ("THEREAFTER_DATABASE", "x" * 64, f'thereafter: The database\'s name "{"x" * 64}" is too long'),
        ("THEREAFTER_HOME", "/proc/nowhere", "thereafter: The data folder /proc/nowhere cannot be made"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(variable: str, value: str, sentence: str, tmp_path: Path) -> None:
    environment = {**os.environ, "THEREAFTER_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT), variable: value}
    done = subprocess.run(
        [sys.executable, "-m", "thereafter.project.main", "migrate"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith(sentence) and done.stderr.count("\n") == 1, done.stderr
    assert "secret" not in done.stderr


def migrate(**environment: str) -> "subprocess.CompletedProcess[str]":
    outside = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "thereafter.project.main", "migrate"],
        env={**outside, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )


def test_a_database_that_is_named_and_missing_is_made_on_the_embedded_server_and_refused_on_another(
    home: Path,
) -> None:
    first = migrate(THEREAFTER_HOME=str(home), THEREAFTER_DATABASE='new "shop"')
    assert first.returncode == 0 and 'There is no database "new "shop"" yet; making it.\n' in first.stderr
    again = migrate(THEREAFTER_HOME=str(home), THEREAFTER_DATABASE='new "shop"')
    assert (again.returncode, again.stdout) == (0, "The database is up to date.\n")
    with Server(Place(home, account.server_account()), print) as server:
        words = server.place.conninfo()
        url = f"postgresql://{words['user']}:{words['password']}@{quote(str(words['host']), safe='')}/thereafter"
        refused = migrate(THEREAFTER_HOME=str(home), DATABASE_URL=url, THEREAFTER_DATABASE="newshop")
    assert refused.returncode == 2
    assert refused.stderr.startswith(
        'thereafter: The database "newshop" that THEREAFTER_DATABASE names, on the server that DATABASE_URL names, '
        "does not answer: "
    )
    assert refused.stderr.endswith('database "newshop" does not exist.\n') and refused.stderr.count("\n") == 1


def test_of_a_host_with_several_addresses_every_cause_is_told_in_one_line() -> None:
    words = (
        "Multiple connection attempts failed. All failures were:\n"
        '- host: "shop", port: "1", hostaddr: "::1": connection failed: Connection refused\n'
        "\tIs the server running on that host and accepting TCP/IP connections?\n"
        '- host: "shop", port: "1", hostaddr: "127.0.0.1": connection failed: No route to host\n'
    )
    assert upkeep.meaning(words) == (
        'host: "shop", port: "1", hostaddr: "::1": connection failed: Connection refused; '
        'host: "shop", port: "1", hostaddr: "127.0.0.1": connection failed: No route to host'
    )


def test_children_end_when_their_supervisor_is_killed(home: Path) -> None:
    up = Up(home)
    wait_until(lambda: bool(up.address), within=IN_TIME, otherwise=lambda: up.said)
    children = up.find("thereafter.project")
    up.process.kill()
    up.process.wait()
    assert len(children) >= 2
    wait_until(lambda: not any(one.is_running() for one in children), within=IN_TIME, otherwise=lambda: up.said)
