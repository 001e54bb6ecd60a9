"""What every benchmark needs: a result, a fresh database at default durability, peers in an environment of their own.

A benchmark is a module `bench/NAME.py` with one function:

    def run(size: int | None) -> Result: ...

It runs with Django set up and an empty, migrated shop. What it measures it measures with `timed()`.
"""

import hashlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

BENCH = Path(__file__).parent
PEERS = BENCH / ".peers"


@dataclass
class Stopwatch:
    """Seconds of a `with timed()` block, once it has ended."""

    seconds: float = 0.0


@dataclass(frozen=True)
class Peer:
    """The same work by something else, in the same run. `size` rows or people in `seconds`."""

    size: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.size / self.seconds


@dataclass(frozen=True)
class Result:
    """What one run measured. `size` is what was worked through; `extras` go into the JSON object as they are."""

    size: int
    seconds: float
    unit: str = "rows"
    extras: Mapping[str, Any] = field(default_factory=dict)
    peers: Mapping[str, Peer] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return self.size / self.seconds

    def as_json(self, name: str) -> str:
        """One object on one line, with the machine it was measured on."""
        peers = {
            peer: {
                "seconds": round(one.seconds, 4),
                "rate_per_s": round(one.rate, 1),
                "ratio": round(self.rate / one.rate, 2),
            }
            for peer, one in self.peers.items()
        }
        return json.dumps(
            {
                "name": name,
                "size": self.size,
                "seconds": round(self.seconds, 4),
                "rate_per_s": round(self.rate, 1),
                "peak_rss_mb": peak_memory(),
                "machine": machine(),
                **self.extras,
                **({"peers": peers} if peers else {}),
            }
        )


@contextmanager
def timed() -> Iterator[Stopwatch]:
    """Measure a block on the wall."""
    watch = Stopwatch()
    began = perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = perf_counter() - began


@contextmanager
def fresh_home() -> Iterator[Path]:
    """A data folder that nobody had before; the caller starts the database in it. Gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="thereafter-bench-") as folder:
        os.environ["THEREAFTER_HOME"] = folder
        os.environ.pop("DATABASE_URL", None)
        yield Path(folder)


@contextmanager
def kept_home(folder: Path) -> Iterator[Path]:
    """A data folder that stays, for a shop that takes long to make."""
    os.environ["THEREAFTER_HOME"] = str(folder.absolute())
    os.environ.pop("DATABASE_URL", None)
    yield folder


def peer_python() -> Path:
    """The interpreter of the peers' environment, made on first use from their lock file."""
    lock = BENCH / "peers" / "requirements.lock"
    python = PEERS / "bin" / "python"
    made = PEERS / "made"
    digest = hashlib.sha256(lock.read_bytes() + str(PEERS).encode()).hexdigest()
    if made.is_file() and made.read_text() == digest:
        return python
    print("bench: installing the peers' environment, once.", file=sys.stderr)
    venv.create(PEERS, clear=True, with_pip=True)
    install = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
    subprocess.run([*install, "--require-hashes", "--requirement", str(lock)], check=True)
    made.write_text(digest)
    return python


def run_peer(script: str, arguments: Sequence[str], database: Mapping[str, str | int]) -> Any:
    """Run `bench/peers/SCRIPT` over the same server; it prints one JSON value as its last line, which is returned.

    The database's parameters reach it as libpq's own environment variables.
    """
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    environment = {**os.environ, **{names[key]: str(value) for key, value in database.items()}}
    command = [str(peer_python()), str(BENCH / "peers" / script), *arguments]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def peak_memory() -> float:
    """The largest resident size of this process and of any it started, in megabytes."""
    kilo = 1024 if sys.platform == "darwin" else 1
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(largest / kilo / 1024, 1)


def machine() -> str:
    """What it was measured on, in a few words."""
    memory = round(psutil.virtual_memory().total / 1024**3)
    kind = f"{platform.system()} {platform.machine()}"
    return f"{kind}, {os.cpu_count()} cores, {memory} GiB, Python {platform.python_version()}"
