"""Characters that turn the direction of everything after them, shown as what they are: characters that cannot be read.

A name with U+202E in it reads backwards and takes the rest of its line along. Whatever room a page comes from, they are
replaced when it leaves; what is stored stays as it was told.
"""

import re

# U+202A to U+202E and U+2066 to U+2069, as UTF-8
_TURNING = re.compile(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
_UNREADABLE = "\ufffd".encode()


def harmless(page: bytes) -> bytes:
    """The page, in UTF-8, with each of them replaced by U+FFFD."""
    return _TURNING.sub(_UNREADABLE, page)
