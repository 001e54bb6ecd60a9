"""A disk becomes full: telling that from other errors, whether the database met it or we did."""

import os
import shutil
from errno import ENOSPC
from pathlib import Path

from thereafter.foundation.outage import chain

_STATE = "53100"  # the server's word for it
_NOTHING = 1024 * 1024  # bytes: a page of a table and its log need more


def is_full(error: BaseException | None) -> bool:
    """Whether this error, or one that it was made from, says that a disk is full."""
    return any(
        getattr(one, "sqlstate", None) == _STATE or (isinstance(one, OSError) and one.errno == ENOSPC)
        for one in chain(error)
    )


def says_so(words: str) -> bool:
    """Whether these words of the server, which named no state, speak of a full disk."""
    return "No space left" in words or os.strerror(ENOSPC) in words


def has_no_room(folder: Path) -> bool:
    """Whether the disk of this folder, or of where it will be made, has practically nothing left."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), None)
    return there is not None and shutil.disk_usage(there).free < _NOTHING
