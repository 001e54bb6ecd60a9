"""One process at a time for what only one may do in a data folder: who holds it, and what it says of itself."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from thereafter.foundation.errors import Refusal
from thereafter.project import home

_LONGEST = 200  # bytes of what a holder says of itself

Note = Callable[[str], None]


def holder_of(name: str) -> str:
    """What the present holder of the lock `name` says of itself; empty where nobody holds it, or it says nothing."""
    path = home.home() / f"{name}.lock"
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _said(descriptor)[1]
    finally:
        os.close(descriptor)
    return ""


@contextmanager
def alone(name: str, refusal: Callable[[str, str], str]) -> Iterator[Note]:
    """Hold the lock `name` of the data folder for a `with` block, and say something more of ourselves while we do.

    For whoever comes second: Refusal, in the words that `refusal` finds for the holder's process and its note. The
    lock ends with the process, however that ends.
    """
    path = home.prepare(home.home()) / f"{name}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process, note = _said(descriptor)
            raise Refusal(refusal(process or "unknown", note)) from None

        def tell(note: str) -> None:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n{note}".encode()[:_LONGEST], 0)

        tell("")
        yield tell
    finally:
        os.close(descriptor)


def _said(descriptor: int) -> tuple[str, str]:
    """The holder's process, and its note."""
    process, _, note = os.pread(descriptor, _LONGEST, 0).decode(errors="replace").partition("\n")
    return process, note
