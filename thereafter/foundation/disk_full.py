"""A disk becomes full: telling that from other errors, whether the database met it or we did."""

import os
from errno import ENOSPC

from thereafter.foundation.outage import chain

_STATE = "53100"  # the server's word for it


def is_full(error: BaseException | None) -> bool:
    """Whether this error, or one that it was made from, says that a disk is full."""
    return any(
        getattr(one, "sqlstate", None) == _STATE or (isinstance(one, OSError) and one.errno == ENOSPC)
        for one in chain(error)
    )


def says_so(words: str) -> bool:
    """Whether these words of the server, which named no state, speak of a full disk."""
    return "No space left" in words or os.strerror(ENOSPC) in words
