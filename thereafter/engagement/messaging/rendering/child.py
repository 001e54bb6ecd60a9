"""Templates are written by others, so they are filled in by a process that can do no harm: see `inside` for its limits.

It starts with the first letter and stays. Where it dies or hangs, a new one takes its place; the letter at which that
happened is tried once more alone, and then given up; all others go on.
"""

import atexit
import json
import select
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import thereafter

PATIENCE = 20.0  # seconds until an answer; the processor time is limited inside
_ROOT = str(Path(thereafter.__file__).parent.parent)
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from thereafter.engagement.messaging.rendering import inside; inside.main()"
)
_POISONOUS = 2  # letters of one template that kill; then the others of the batch are not tried
_TOO_MUCH = "It needs more time or memory than a mail may have. Look for a loop that grows a text."
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Source:
    """A template as it is written: subject, preheader, body."""

    subject: str
    preheader: str
    body: str

    @property
    def name(self) -> str:
        """What the child knows it by: the same text, the same name."""
        return sha256("\0".join(self.parts).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def parts(self) -> tuple[str, str, str]:
        """As they travel."""
        return self.subject, self.preheader, self.body


@dataclass(frozen=True)
class Filled:
    """The parts of one mail."""

    subject: str
    preheader: str
    html: str
    text: str


@dataclass(frozen=True)
class Broken:
    """Why a template could not be filled in, as a sentence."""

    words: str


Job = tuple[Source, Mapping[str, Any]]


class Child:
    """The process, and the lock that lets threads take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._known: set[str] = set()
        self._rest = b""

    def fill(self, jobs: Sequence[Job], *, shared: Mapping[str, Any]) -> list[Filled | Broken]:
        """Every job's mail, in their order. `shared` belongs to every context."""
        with self._lock:
            done: list[Filled | Broken] = []
            deaths: Counter[str] = Counter()
            while len(done) < len(jobs):
                done += self._answers(jobs[len(done) :], shared)
                if len(done) == len(jobs):
                    break
                suspect = jobs[len(done)]
                alone = list(self._answers([suspect], shared))
                done += alone or [Broken(_TOO_MUCH)]
                deaths[suspect[0].name] += not alone
                while len(done) < len(jobs) and deaths[jobs[len(done)][0].name] >= _POISONOUS:
                    done.append(Broken(_TOO_MUCH))
            return done

    def check(self, source: Source) -> list[tuple[str, int, str]]:
        """What is wrong with a template: field, line in it, sentence."""
        with self._lock:
            for answer in self._told({"check": source.parts}, answers=1):
                return [(field, line, words) for field, line, words in answer]
            return [("body", 1, _TOO_MUCH)]

    def close(self) -> None:
        """End the process. The next letter starts another."""
        process, self._process, self._rest = self._process, None, b""
        self._known.clear()
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()

    def _answers(self, jobs: Sequence[Job], shared: Mapping[str, Any]) -> Iterator[Filled | Broken]:
        """Answers until there is one for each job, or until the process is gone."""
        process = self._process
        if not process or process.poll() is not None:
            self.close()
        unknown = {source.name: source.parts for source, _ in jobs if source.name not in self._known}
        letters = [(source.name, context) for source, context in jobs]
        request = {"learn": unknown, "shared": shared, "letters": letters}
        self._known |= unknown.keys()
        for answer in self._told(request, answers=len(jobs)):
            yield Broken(answer["error"]) if "error" in answer else Filled(**answer)

    def _told(self, request: object, *, answers: int) -> Iterator[Any]:
        process = self._process or self._start()
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            for _ in range(answers):
                line = self._line(process.stdout.fileno(), process.stdout)
                if line is None:
                    break
                yield json.loads(line)
            else:
                return
        except BrokenPipeError:
            pass
        self.close()

    def _line(self, number: int, pipe: Any) -> bytes | None:
        while b"\n" not in self._rest:
            ready, _, _ = select.select([number], [], [], PATIENCE)
            more = pipe.read1(_CHUNK) if ready else b""
            if not more:
                return None
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _BEGIN, _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        return self._process


CHILD = Child()
atexit.register(CHILD.close)
