"""Chance that can be repeated: a number between 0 and 1 for every (seed, question, key).

Each key has its own, so what is invented about one customer depends on nobody else, nor on the order of the file.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind")
SEED = 541_909
_STEPS = 2**53


def shares(question: str, keys: Iterable[object], *, seed: int = SEED) -> NDArray[np.float64]:
    """One number in [0, 1) per key."""
    start = hashlib.blake2b(f"{seed}:{question}:".encode(), digest_size=8)
    numbers = []
    for key in keys:
        drawn = start.copy()
        drawn.update(str(key).encode())
        numbers.append((int.from_bytes(drawn.digest()) >> 11) / _STEPS)
    return np.array(numbers, dtype=np.float64)


def choose(options: Sequence[Kind], share: float) -> Kind:
    """The option that a share of [0, 1) falls on, each equally likely."""
    return options[int(share * len(options))]
