"""Names of the erased, as keyed hashes: enough to know one again in a file, too little to tell whose it was.

A name is its kind, scope and value as in `Identity`, hashed by HMAC-SHA-256 in SQL, so that a million rows take one
statement. The key is random, made once and kept sealed by the secret key: that one may change, and nobody is forgotten.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from thereafter.foundation import safes
from thereafter.foundation.errors import Refusal
from thereafter.foundation.safes import Safe
from thereafter.foundation.sealing import seal, unseal
from thereafter.foundation.sql import Folder
from thereafter.record.customers.models import ErasedName, ErasureKey

SQL = Folder(__file__)
_PURPOSE = "erased names"
_BLOCK = 64  # bytes that SHA-256 works on at once
_BETWEEN = "\x1f"  # kind, scope and value


class KeyLost(Refusal):
    """The key of the hashes does not open: nobody erased would be known again."""


def digest(kind: str, scope: str, value: str) -> bytes:
    """The hash of one name, and the twin of what the statements compute of many."""
    return hmac.digest(_key(), _BETWEEN.join((kind, scope, value)).encode(), "sha256")


def pads() -> dict[str, bytes]:
    """The two halves of the key as HMAC uses them (RFC 2104), as parameters `ipad` and `opad` of a statement.

    Raises KeyLost: rather nothing is imported, and nobody erased, than somebody brought back in silence.
    """
    key = _key().ljust(_BLOCK, b"\0")
    return {"ipad": bytes(byte ^ 0x36 for byte in key), "opad": bytes(byte ^ 0x5C for byte in key)}


def remember(customers: Sequence[int], *, now: datetime) -> int:
    """Keep the hashes of all names of these customers; how many were new. Raises KeyLost."""
    if not ErasureKey.objects.exists():
        made = {"sealed": seal(secrets.token_hex(32), _PURPOSE)}
        ErasureKey.objects.get_or_create(only=True, defaults=made)
    return SQL["erased_names"].run(customers=list(customers), now=now, **pads())


def are_any() -> bool:
    """Whether anybody was ever erased: if not, no import needs to look."""
    return ErasedName.objects.exists()


def register_all() -> None:
    """Say where the key lies sealed."""
    lost = "nobody who was erased is known again, so nothing is imported and nobody erased"
    safes.register(Safe("key of the erased", ErasureKey, "sealed", _PURPOSE, lost=lost, give_up=_give_up))


def _give_up(keys: Sequence[Any]) -> None:
    """Go on without the key: its hashes are nobody's any more, and the next one erased makes another."""
    ErasedName.objects.all().delete()
    ErasureKey.objects.filter(pk__in=keys).delete()


def _key() -> bytes:
    kept = ErasureKey.objects.first()
    opened = unseal(kept.sealed, _PURPOSE) if kept else None
    if opened is None:
        raise KeyLost(
            "The secret key of this shop was changed, and those who were erased cannot be told from others any more. "
            "Nothing was done. Put the old key back; “thereafter doctor” says where."
        )
    return bytes.fromhex(opened)
