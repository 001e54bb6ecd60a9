"""The embedded PostgreSQL, for real: started, shared, killed and stopped, in data folders of these tests' own."""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.project.waiting import wait_until
from thereafter.foundation.errors import Refusal
from thereafter.project import home
from thereafter.project.postgres import Place, Server, account, binaries, cluster, tuning
from thereafter.project.postgres.place import PORT

GB = 1024**3


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that everybody may walk through, unlike pytest's own: root's server does not run as root."""
    with tempfile.TemporaryDirectory(prefix="thereafter postgres ") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A data folder that these tests share, in a path with a space."""
    with open_folder() as folder:
        yield Place(folder / "home", account.server_account())


@pytest.fixture
def another() -> Iterator[Place]:
    """A data folder that nothing was done to yet."""
    with open_folder() as folder:
        yield Place(folder / "home", account.server_account())


@pytest.fixture
def said() -> list[str]:
    """What was said to the person at the terminal."""
    return []


@pytest.fixture
def server(place: Place, said: list[str]) -> Iterator[Server]:
    with Server(place, said.append) as running:
        yield running


def ask(place: Place, query: str) -> object:
    with psycopg.connect(**place.conninfo(), autocommit=True) as connection:  # type: ignore[arg-type]
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def tell(place: Place, statement: str) -> None:
    with psycopg.connect(**place.conninfo(), autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(statement)


def running(place: Place) -> psutil.Process:
    found = cluster.postmaster(place)
    assert found is not None
    return found


def until_another_answers(server: Server, *, killed: int) -> None:
    """Wait until another server than the killed one answers, for at most 15 seconds."""

    def another_answers() -> bool:
        found = cluster.postmaster(server.place)
        return found is not None and found.pid != killed and server.answers()

    wait_until(another_answers, within=timedelta(seconds=15))


def test_it_speaks_utf8_and_utc_and_keeps_its_durability(server: Server) -> None:
    asked = {
        name: ask(server.place, f"SHOW {name}") for name in ("server_encoding", "timezone", "jit", "listen_addresses")
    }
    assert asked == {"server_encoding": "UTF8", "timezone": "UTC", "jit": "off", "listen_addresses": ""}
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(server.place, f"SHOW {name}") == "on"


def test_a_second_starter_shares_the_server_and_the_last_to_leave_stops_it(place: Place, said: list[str]) -> None:
    with Server(place, said.append) as first:
        pid = running(place).pid
        with Server(place, said.append):
            assert running(place).pid == pid
        assert first.answers()
    assert cluster.postmaster(place) is None
    assert not first.answers()


def test_a_killed_postmaster_is_up_again_with_every_acknowledged_row(server: Server, said: list[str]) -> None:
    tell(server.place, "CREATE TABLE IF NOT EXISTS kept (n int)")
    tell(server.place, "INSERT INTO kept SELECT generate_series(1, 1000)")
    killed = running(server.place)
    killed.kill()
    until_another_answers(server, killed=killed.pid)
    assert ask(server.place, "SELECT count(*) FROM kept") == 1000
    assert "PostgreSQL stopped answering; bringing it up again." in said
    tell(server.place, "DROP TABLE kept")


def test_a_killed_postmasters_children_do_not_stand_in_the_way(server: Server) -> None:
    with psycopg.connect(**server.place.conninfo(), autocommit=True) as busy:  # type: ignore[arg-type]
        backend = psutil.Process(busy.info.backend_pid)
        backend.suspend()
        killed = running(server.place)
        killed.kill()
        until_another_answers(server, killed=killed.pid)
        assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE


def test_a_server_left_by_a_killed_owner_is_adopted(place: Place, said: list[str]) -> None:
    script = (
        "import sys, pathlib; from thereafter.project.postgres import Place, Server, account;"
        "s = Server(Place(pathlib.Path(sys.argv[1]), account.server_account()), print).__enter__();"
        "print('up', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(place.home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout and owner.stdout.readline() == "up\n"
        pid = running(place).pid
        owner.kill()
    assert running(place).pid == pid
    with Server(place, said.append):
        assert running(place).pid == pid
    assert cluster.postmaster(place) is None


# Starts the server, leaves when told so, and then lives on without asking after the server that is its child.
STARTER = """
import sys, pathlib
from thereafter.project.postgres import Place, Server, account
server = Server(Place(pathlib.Path(sys.argv[1]), account.server_account()), print).__enter__()
print("up", flush=True)
sys.stdin.readline()
server.__exit__(None, None, None)
print("left", flush=True)
sys.stdin.read()
"""


@contextmanager
def joined_and_left_by_its_starter(place: Place, said: list[str]) -> Iterator[Server]:
    """Our hold on a server whose starter has left it, lives, and does not bury it."""
    command = [sys.executable, "-c", STARTER, str(place.home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdin and starter.stdout and starter.stdout.readline() == "up\n"
        try:
            with Server(place, said.append) as server:
                starter.stdin.write("leave\n")
                starter.stdin.flush()
                assert starter.stdout.readline() == "left\n"
                started = running(place)
                yield server
            assert started.status() == psutil.STATUS_ZOMBIE, "the starter lives and does not ask after it"
        finally:
            starter.kill()


def test_whoever_leaves_last_does_not_wait_for_the_starter_to_bury_its_child(place: Place, said: list[str]) -> None:
    with joined_and_left_by_its_starter(place, said):
        began = time.monotonic()
    assert time.monotonic() - began < 30
    assert cluster.postmaster(place) is None


def test_a_killed_server_that_its_starter_does_not_bury_is_followed_by_another_at_once(
    place: Place, said: list[str]
) -> None:
    with joined_and_left_by_its_starter(place, said) as server:
        killed = running(place)
        killed.kill()
        until_another_answers(server, killed=killed.pid)
    assert not [sentence for sentence in said if "does not start" in sentence]


def test_a_pid_file_that_names_a_strangers_process_is_not_believed(place: Place, said: list[str]) -> None:
    with Server(place, said.append):
        assert running(place)
    (place.data / "postmaster.pid").write_text(f"{os.getpid()}\n{place.data}\n")
    with Server(place, said.append) as server:
        assert server.answers()


def test_a_half_made_cluster_is_made_anew(another: Place, said: list[str]) -> None:
    another.prepare()
    (another.folder / "data.draft").mkdir()
    (another.folder / "data.draft" / "PG_VERSION").write_text("18\n")
    (another.folder / "password").write_text("left over")
    with Server(another, said.append) as server:
        assert server.answers()
    assert not (another.folder / "password").exists()


def test_files_of_another_version_are_left_alone(another: Place, said: list[str]) -> None:
    another.prepare()
    another.data.mkdir()
    (another.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Refusal, match="made by PostgreSQL 17"), Server(another, said.append):
        pass


def test_why_it_fell_is_said_rather_than_that_it_fell(another: Place) -> None:
    another.prepare()
    reason = '12:00 FATAL:  could not write lock file "postmaster.pid": No space left on device'
    said_to_a_client = "12:01 FATAL:  the database system is starting up"
    another.log.write_text("\n".join([reason, said_to_a_client, "12:02 LOG:  database system is shut down"]))
    assert cluster.last_words(another) == reason


def test_a_server_without_room_to_let_anybody_in_is_not_taken_for_one_with_another_password(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise psycopg.OperationalError("FATAL:  could not write init file: No space left on device")

    monkeypatch.setattr(psycopg, "connect", fail)
    with pytest.raises(Refusal, match=r"The disk of .* is full: .*No space left on device\. Make room on it\."):
        server._ensure_database()


def test_nobody_gets_in_without_the_password(server: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**{**server.place.conninfo(), "password": "guessed"})  # type: ignore[arg-type]


def test_files_are_private_and_no_folder_above_is_opened(server: Server) -> None:
    place = server.place
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (place.home, place.folder, place.socket_folder)}
    assert modes[place.folder] == modes[place.socket_folder] == 0o700
    assert modes[place.home] & 0o067 == 0, "others may not even enter; the server's group may enter and not list"
    assert stat.S_IMODE((place.home / "postgres-password").stat().st_mode) == 0o600
    assert stat.S_IMODE(place.log.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.home.parent.stat().st_mode) == 0o755


def test_the_log_keeps_no_values(server: Server) -> None:
    tell(server.place, "CREATE TABLE IF NOT EXISTS secretive (email text UNIQUE)")
    tell(server.place, "INSERT INTO secretive VALUES ('canary@people.example')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        tell(server.place, "INSERT INTO secretive VALUES ('canary@people.example')")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        tell(server.place, "SELECT email::integer FROM secretive")
    tell(server.place, "DROP TABLE secretive")
    assert "ready to accept connections" in server.place.log.read_text()
    assert "canary" not in server.place.log.read_text()


def test_a_long_home_gets_a_short_private_socket_folder(another: Place, said: list[str]) -> None:
    home = another.home.parent / ("long " * 20).strip() / ("longer " * 20).strip()
    home.parent.mkdir(mode=0o755)
    place = Place(home, another.account)
    with Server(place, said.append) as server:
        assert server.answers()
        assert len(os.fsencode(place.socket_folder / f".s.PGSQL.{PORT}")) <= 103
        assert stat.S_IMODE(place.socket_folder.stat().st_mode) == 0o700
    shutil.rmtree(place.socket_folder)


@pytest.mark.parametrize("name", ["cash$HOME", "sp 🎁 ' \" x", "tick`id`", "back\\slash\\", "comma, x", "%s &;|*?#!~"])
def test_a_home_of_any_name_that_a_person_may_give_works(another: Place, said: list[str], name: str) -> None:
    place = Place(another.home.parent / name, another.account)
    for _ in ("made", "there already"):
        with Server(place, said.append) as server:
            assert server.answers()
            assert ask(place, "SELECT current_database()") == "thereafter"
    if place.socket_folder.parent == Path("/tmp"):
        shutil.rmtree(place.socket_folder)


def test_what_a_shell_would_obey_in_the_programs_path_is_kept_from_it_and_the_copy_does_not_stay(
    another: Place,
) -> None:
    place = Place(another.home.parent / "cash$HOME", replace(another.account, foreign=True))
    place.home.mkdir()
    with binaries.programs_for_a_shell(place) as folder:
        assert "$" in str(binaries.programs(place)) and "$" not in str(folder)
        assert os.access(folder / "initdb", os.X_OK)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("name", "what"), [("new\nline", "a line break"), ("caf\udce9", "the byte 0xe9, which is no UTF-8")]
)
def test_a_home_whose_name_no_database_can_work_in_is_refused_by_what_is_wrong_with_it(
    name: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEREAFTER_HOME", str(tmp_path / name))
    with pytest.raises(Refusal, match=f"THEREAFTER_HOME holds {what}, and"):
        home.home()


def test_a_socket_folder_that_others_may_enter_is_not_used(another: Place) -> None:
    place = Place(another.home.parent / ("x" * 100), another.account)
    first = place.socket_folder
    first.mkdir(mode=0o777)
    first.chmod(0o777)
    try:
        assert Place(place.home, place.account).socket_folder != first
    finally:
        first.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as somebody else")
def test_root_keeps_the_data_elsewhere_rather_than_open_a_private_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    place = Place(closed / "home", account.server_account())
    assert place.folder.parent == Path("/var/lib/thereafter")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as somebody else")
def test_the_server_of_root_runs_under_an_account_that_may_do_nothing_else(server: Server) -> None:
    process = running(server.place)
    assert process.uids().real == pwd.getpwnam(server.place.account.name).pw_uid != 0


def test_a_statement_ends_soon_after_its_client_was_killed_and_lets_go_of_its_locks(server: Server) -> None:
    asking = (
        "import sys, psycopg; psycopg.connect(sys.argv[1], autocommit=True)"
        ".execute('SELECT pg_advisory_lock(318), pg_sleep(120)')"
    )
    words = psycopg.conninfo.make_conninfo(**server.place.conninfo())  # type: ignore[arg-type]
    client = subprocess.Popen([sys.executable, "-c", asking, words])
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 318"
    wait_until(lambda: ask(server.place, held) == 1, within=timedelta(seconds=20))
    client.kill()
    client.wait()
    wait_until(lambda: ask(server.place, held) == 0, within=timedelta(seconds=20))


def test_small_shared_memory_means_no_parallel_workers() -> None:
    container = tuning.settings(tuning.Machine(memory=24 * GB, shared_memory=64 * 1024**2, cores=2))
    assert container["max_parallel_workers_per_gather"] == container["max_parallel_maintenance_workers"] == "0"
    assert "max_parallel_workers_per_gather" not in tuning.settings(tuning.Machine(24 * GB, 12 * GB, 2))


def test_no_setting_touches_durability() -> None:
    chosen = tuning.settings(tuning.Machine(24 * GB, 12 * GB, 2))
    assert not {"fsync", "synchronous_commit", "full_page_writes", "wal_level", "data_checksums"} & chosen.keys()


def test_the_server_listens_on_no_port(server: Server) -> None:
    assert not [c for c in running(server.place).net_connections() if c.family != socket.AF_UNIX]


def test_a_ctrl_c_for_us_is_none_for_the_server(server: Server) -> None:
    assert os.getsid(running(server.place).pid) != os.getsid(0)
