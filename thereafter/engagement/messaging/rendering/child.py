"""Templates are written by others, so they are filled in by a process that can do no harm: see `inside` for its limits.

It starts with the first letter and stays. Where it dies or hangs, a new one takes its place; the letter at which that
happened is tried once more alone, and then given up; all others go on.
"""

import atexit
import json
import os
import select
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import thereafter
from thereafter.engagement.messaging.rendering.source import Source

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
            answers = list(self._told({"check": source.parts}, answers=1))
        if not answers:
            return [("body", 1, _TOO_MUCH)]
        return [(field, line, words) for field, line, words in answers[0]]

    def close(self) -> None:
        """End the process. The next letter starts another."""
        process, self._process, self._rest = self._process, None, b""
        self._known.clear()
        if process:
            process.kill()
            process.wait()
            _close_pipes(process)

    def leave_to_parent(self) -> None:
        """After a fork the process is our parent's: two who read one pipe would get each other's letters."""
        process, self._process, self._rest = self._process, None, b""
        self._lock = threading.Lock()
        self._known.clear()
        if process:
            _close_pipes(process)
            process.returncode = 0  # it is not ours to wait for

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
        """Its answers; fewer than asked for where it died. Who was not heard out is ended: what he still says would be
        taken for the next letters."""
        process = self._process or self._start()
        heard = 0
        try:
            _write(process, json.dumps(request).encode() + b"\n")
            while heard < answers and (line := self._line(process)) is not None:
                heard += 1
                yield json.loads(line)
        except BrokenPipeError:
            return
        finally:
            if heard < answers:
                self.close()

    def _line(self, process: subprocess.Popen[bytes]) -> bytes | None:
        """Its next line; None if it is gone, or has said nothing for too long."""
        assert process.stdout
        number = process.stdout.fileno()
        while b"\n" not in self._rest:
            more = os.read(number, _CHUNK) if _ready(number, select.POLLIN) else b""
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
            bufsize=0,
            start_new_session=True,  # an interrupt at the keyboard is for us; it ends when its pipe does
        )
        assert self._process.stdin
        os.set_blocking(self._process.stdin.fileno(), False)
        return self._process


def _write(process: subprocess.Popen[bytes], line: bytes) -> None:
    """Raises BrokenPipeError if it is gone, or takes nothing for too long."""
    assert process.stdin
    number = process.stdin.fileno()
    rest = memoryview(line)
    while rest:
        if not _ready(number, select.POLLOUT):
            raise BrokenPipeError
        rest = rest[os.write(number, rest) :]


def _ready(number: int, event: int) -> bool:
    """Whether a pipe can be read or written, or is broken, before our patience ends."""
    waiting = select.poll()
    waiting.register(number, event)
    return bool(waiting.poll(PATIENCE * 1000))


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


CHILD = Child()
atexit.register(CHILD.close)
os.register_at_fork(after_in_child=CHILD.leave_to_parent)
