"""How many rows are committed together: few at first, then as many as the machine does in some seconds.

So a bar moves soon, also where a part is slow, and a fast machine is not kept up by many small commits.
And how fast it goes lately, which is what tells when it will end: the first chunks of millions are the quickest.
"""

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from thereafter.foundation.clock import Clock

_WANTED = timedelta(seconds=4)
_LATELY = timedelta(seconds=60)
_FASTER = 4  # times the rows of the chunk before, at most


def chunks(
    table: pa.Table, whole: str, *, begin: int = 0, first: int, most: int, clock: Clock
) -> Iterator[tuple[int, int]]:
    """Where chunks begin and end, never within rows that share the value of `whole`. Time is taken between two."""
    ends, rows = _ends(table, whole), min(first, most)
    while begin < table.num_rows:
        end = int(ends[min(int(np.searchsorted(ends, begin + rows)), len(ends) - 1)])
        since = clock.now()
        yield begin, end
        rows = _next(end - begin, clock.now() - since, first=first, most=most)
        begin = end


def _next(rows: int, took: timedelta, *, first: int, most: int) -> int:
    fits = int(rows * (_WANTED / took)) if took else most
    return min(max(fits, min(first, most)), rows * _FASTER, most)


def _ends(table: pa.Table, whole: str) -> npt.NDArray[np.int64]:
    """After which rows a chunk may end."""
    total = table.num_rows
    if not whole or not total:
        return np.arange(1, total + 1)
    codes = table[whole].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return np.append(np.flatnonzero(np.diff(codes)) + 1, total)


class Pace:
    """Rows a second over about the last minute of one part of the work."""

    def __init__(self) -> None:
        self._seen: deque[tuple[datetime, int]] = deque()

    def note(self, rows: int, *, at: datetime) -> None:
        """So many rows are done since `at`."""
        if self._seen and rows <= self._seen[-1][1]:
            return
        self._seen.append((at, rows))
        while len(self._seen) > 2 and at - self._seen[1][0] >= _LATELY:
            self._seen.popleft()

    @property
    def a_second(self) -> float | None:
        """None before it moved."""
        if len(self._seen) < 2:
            return None
        (since, before), (at, rows) = self._seen[0], self._seen[-1]
        seconds = (at - since).total_seconds()
        return (rows - before) / seconds if seconds > 0 else None
