"""The limited process: templates in, texts out, JSON lines on its pipes. It sees no database, no environment, no files.

A line in: {"learn": {name: [subject, preheader, body]}, "shared": {...}, "letters": [[name, context], ...]}, answered
by one line a letter; or {"check": [subject, preheader, body]}, answered by one line. A template that eats too much
kills this process, and nothing else: `child` makes a new one.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any

from liquid.exceptions import LiquidError

from thereafter.engagement.messaging.rendering import checking
from thereafter.engagement.messaging.rendering.compiling import Compiled, Unfit, compiled
from thereafter.engagement.messaging.rendering.source import Source

MEMORY = 256 * 1024 * 1024  # bytes of address space
SECONDS = 1.0  # of processor time for one letter; most want a thousandth
LONGEST_LIFE = 3_600  # seconds of processor time of this process; then a new one takes over
_FILES = 8


def main() -> None:
    """Answer until the pipe is closed."""
    _limit()
    known: dict[str, Source | Compiled] = {}
    for line in sys.stdin.buffer:
        request = json.loads(line)
        for answer in _answers(request, known):
            sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            sys.stdout.buffer.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answers(request: dict[str, Any], known: dict[str, Source | Compiled]) -> Iterator[Any]:
    if "check" in request:
        _give_time()
        yield checking.problems(Source(*request["check"]))
        return
    known.update({name: Source(*parts) for name, parts in request["learn"].items()})
    for name, context in request["letters"]:
        _give_time()
        yield _letter(name, {**request["shared"], **context}, known)


def _letter(name: str, context: dict[str, Any], known: dict[str, Source | Compiled]) -> dict[str, str]:
    try:
        template = known[name]
        if isinstance(template, Source):
            template = known[name] = compiled(template)
        return template.fill(context)
    except LiquidError as error:
        return {"error": checking.sentence(error)}
    except Unfit as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "It wants more memory than a mail may have."}
    except RecursionError:
        return {"error": "It is nested too deeply."}


def _limit() -> None:
    if sys.platform != "darwin":  # which knows no such limit; there the time alone bounds what a template takes
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_LIFE, LONGEST_LIFE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))


def _give_time() -> None:
    """When it is used up, the system ends this process."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)


if __name__ == "__main__":
    main()
