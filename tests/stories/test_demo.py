"""The demo, end to end: a small shop is made, is there the second time, and survives what is killed under it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from thereafter.project.demo import house, retail
from thereafter.project.postgres import cluster
from thereafter.project.postgres.account import server_account
from thereafter.project.postgres.place import Place
from thereafter.project.serve import free_port

ROOT = Path(__file__).parents[2]
DAYS = 8
EVERY_SO_MANY_BUYERS = 12


@dataclass(frozen=True)
class Demo:
    """The command `thereafter demo` in a data folder of its own."""

    home: Path
    file: Path

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Begin, and end after the summary."""
        return self.call("demo", "--no-serve", "--json", "--file", str(self.file), "--days", str(DAYS), *words)

    def call(self, *words: str, **environment: str) -> "subprocess.Popen[str]":
        """One command of ours. Its server, its mailbox and its files belong to `home`."""
        outside = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "THEREAFTER_DATABASE"}
        }
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "thereafter.project.main", *words],
            env={**outside, "THEREAFTER_HOME": str(self.home), "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str) -> dict[str, Any]:
        """Run to the end; the summary."""
        return summary_of(self.start(*words))

    @property
    def place(self) -> Place:
        """Where its PostgreSQL lives."""
        return Place(self.home, server_account())

    def kill_postgres(self) -> None:
        """As the kernel does when memory runs out."""
        server = cluster.postmaster(self.place)
        assert server is not None
        server.kill()

    def kill_mailbox(self) -> None:
        """Likewise."""
        folder = str(self.home / "demo-mailbox")
        for process in psutil.process_iter(["cmdline"]):
            if folder in (process.info["cmdline"] or []):
                process.kill()
                return
        pytest.fail("There is no mailbox to kill.")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Every twelfth buyer of the real file, and the lines of nobody are left out."""
    folder = tmp_path_factory.mktemp("demo")
    lines = retail.lines()
    buyers = pc.unique(lines["CustomerID"]).drop_null().sort()
    few = buyers.take(pa.array(range(0, len(buyers), EVERY_SO_MANY_BUYERS)))
    pq.write_table(lines.filter(pc.is_in(lines["CustomerID"], few)), folder / "few.parquet")
    demo = Demo(folder / "home", folder / "few.parquet")
    yield demo
    if (running := cluster.postmaster(demo.place)) is not None:
        cluster.stop(running)
    for left in (demo.place.socket_folder, demo.place.folder):
        shutil.rmtree(left, ignore_errors=True)


@pytest.fixture(scope="module")
def finished(demo: Demo) -> dict[str, Any]:
    """What the shop came to when nothing went wrong."""
    return demo.run()


def test_a_shop_that_has_lived_knows_all_its_orders_and_its_mailbox_agrees(
    demo: Demo, finished: dict[str, Any]
) -> None:
    counted = retail.counting(retail.lines(demo.file))
    assert finished["orders"] == pc.count_distinct(counted["InvoiceNo"]).as_py()
    assert finished["customers"] == pc.count_distinct(counted["CustomerID"]).as_py()
    assert finished["lines_read"] == retail.lines(demo.file).num_rows
    assert len(finished["playbooks"]) == 5
    assert finished["messages_sent"] == finished["mailbox_received"] > 50
    assert finished["mailbox_agrees"]
    assert finished["last_order_on"] <= finished["lived_until"]


def test_the_second_time_the_shop_is_there_at_once(demo: Demo, finished: dict[str, Any]) -> None:
    assert demo.run() == finished


def test_where_it_is_served_its_links_lead_there_and_somebody_waits(demo: Demo, finished: dict[str, Any]) -> None:
    port = free_port("127.0.0.1", 20_800)
    serving = demo.call("demo", "--port", str(port), "--file", str(demo.file))
    try:
        wait_for(serving, f"is up at http://127.0.0.1:{port}")
        link, _ = demo.call("sign-in", THEREAFTER_DATABASE=house.DATABASE).communicate(timeout=60)
        assert link.startswith(f"http://127.0.0.1:{port}/sign-in/")
        with psycopg.connect(**demo.place.conninfo(house.DATABASE)) as connection:  # type: ignore[arg-type]
            rows = connection.execute("SELECT state, count(*) FROM cases_task GROUP BY state").fetchall()
        tasks: dict[str, int] = dict(rows)
        assert 0 < tasks["open"] < tasks["done"] + tasks["open"] == finished["tasks"]
    finally:
        serving.send_signal(signal.SIGINT)
        serving.communicate(timeout=60)


def test_a_demo_killed_halfway_starts_over_and_comes_to_the_same(demo: Demo, finished: dict[str, Any]) -> None:
    running = demo.start("--fresh")
    wait_for(running, "Living")
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    again = demo.run()
    assert {**again, "seconds": 0} == {**finished, "seconds": 0}


def test_it_goes_on_when_postgresql_and_the_mailbox_are_killed_under_it(demo: Demo, finished: dict[str, Any]) -> None:
    running = demo.start("--fresh")
    wait_for(running, "Living")
    demo.kill_postgres()
    wait_for(running, "PostgreSQL is up again.")
    demo.kill_mailbox()
    came_to = summary_of(running)
    facts = ("lines_read", "orders", "customers", "cancelled_orders", "revenue", "stages")
    assert {name: came_to[name] for name in facts} == {name: finished[name] for name in facts}
    assert came_to["mailbox_agrees"]


def test_two_demos_at_once_are_refused_in_a_sentence(demo: Demo, finished: dict[str, Any]) -> None:
    first = demo.start("--fresh")
    wait_for(first, "Living")
    second = demo.start()
    _, said = second.communicate(timeout=60)
    assert second.returncode == 2
    assert f"A demo runs already in {demo.home} (process {first.pid})" in said
    summary_of(first)


def summary_of(running: "subprocess.Popen[str]") -> dict[str, Any]:
    """What the demo prints on its last line. Raises AssertionError with its words if it failed."""
    out, said = running.communicate(timeout=300)
    assert running.returncode == 0, said
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


def wait_for(running: "subprocess.Popen[str]", words: str) -> None:
    """Read what the demo says until it says this."""
    assert running.stderr is not None
    said = ""
    for line in running.stderr:
        said += line
        if words in line:
            return
    pytest.fail(f'The demo never said "{words}", but:\n{said}')
