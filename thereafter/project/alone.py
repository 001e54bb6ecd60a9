"""One process at a time for what only one may do in a data folder: who holds it, and what it says of itself."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from thereafter.foundation.errors import Refusal
from thereafter.project import home

_LONGEST = 200  # bytes of what a holder says of itself

Note = Callable[[str], None]


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
            process, _, note = os.pread(descriptor, _LONGEST, 0).decode(errors="replace").partition("\n")
            raise Refusal(refusal(process or "unknown", note)) from None

        def tell(note: str) -> None:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n{note}".encode()[:_LONGEST], 0)

        tell("")
        yield tell
    finally:
        os.close(descriptor)
