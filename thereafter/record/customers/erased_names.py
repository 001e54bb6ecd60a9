"""Names of the erased, as keyed hashes: enough to know one again in a file, too little to tell whose it was.

A name is its kind, scope and value as in `Identity`, hashed by HMAC-SHA-256 in SQL, so that a million rows take one
statement. The key follows from the installation's secret; where that changes, names erased before are not known again.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

from django.utils.crypto import salted_hmac

from thereafter.foundation.sql import Folder
from thereafter.record.customers.models import ErasedName

SQL = Folder(__file__)
_SALT = "thereafter.record.customers.erased_names"
_BLOCK = 64  # bytes that SHA-256 works on at once
_BETWEEN = "\x1f"  # kind, scope and value


def digest(kind: str, scope: str, value: str) -> bytes:
    """The hash of one name. Pure, and the twin of what the statements compute of many."""
    return hmac.digest(_key(), _BETWEEN.join((kind, scope, value)).encode(), "sha256")


def pads() -> dict[str, bytes]:
    """The two halves of the key as HMAC uses them (RFC 2104), as parameters `ipad` and `opad` of a statement."""
    key = _key().ljust(_BLOCK, b"\0")
    return {"ipad": bytes(byte ^ 0x36 for byte in key), "opad": bytes(byte ^ 0x5C for byte in key)}


def remember(customers: Sequence[int], *, now: datetime) -> int:
    """Keep the hashes of all names of these customers; how many were new."""
    return SQL["erased_names"].run(customers=list(customers), now=now, **pads())


def are_any() -> bool:
    """Whether anybody was ever erased: if not, no import needs to look."""
    return ErasedName.objects.exists()


def _key() -> bytes:
    return salted_hmac(_SALT, b"", algorithm="sha256").digest()
